/** By their paths, as the test runners of the languages find them. */
import type { SourceFile } from "./values.ts";

const FOLDER = /(?:^|\/)(?:tests?|testing|__tests__|__mocks__|specs?|e2e|fixtures?|testdata|[^/]*[-_]tests?)\//i;
const FILE =
  /(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*[._-](?:test|spec|cy)\.[^/]+|[^/]*_test\.\w+|[A-Z][^/]*Tests?\.\w+)$/;

/** A test, or what only tests use. */
export function isTestFile({ path }: Pick<SourceFile, "path">): boolean {
  return FOLDER.test(path) || FILE.test(path);
}
