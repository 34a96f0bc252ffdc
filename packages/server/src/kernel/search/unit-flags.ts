/**
 * What kind of place a file is, by its path and first lines. Ranking lowers tests, examples, generated and vendored code
 * unless the query asks for them; nothing is hidden.
 */
export const UNIT_FLAGS = { test: 1, generated: 2, vendored: 4, example: 8, tooling: 16 } as const;

const TEST_FOLDER =
  /(?:^|\/)(?:tests?|testing|__tests__|__mocks__|mocks?|specs?|e2e|fixtures?|testdata|test[-_][^/]*|[^/]*[-_.]tests?)\//i;
const TEST_FILE =
  /(?:^|\/)(?:test_[^/]*|conftest)\.py$|_tests?\.[a-z]+$|\.(?:test|tests|spec|e2e|cy|stories|test-d|mock)\.[a-z]+$|(?:Tests?|TestCase|Spec|IT)\.(?:java|kt|cs|php|scala|swift)$/;
const EXAMPLE =
  /(?:^|\/)(?:examples?|samples?|demos?|playgrounds?|sandbox|tutorials?|docs?|docs_src|documentation|website|www|bench(?:es|marks?)?)\//i;
const EXAMPLE_FILE = /(?:[._-]bench|[._-]benchmark|Benchmark)\.[a-z]+$/;
const VENDORED = /(?:^|\/)(?:vendor|vendored|third[_-]?party|node_modules|bower_components|external|extern|deps)\//i;
const GENERATED_PATH =
  /(?:^|\/)(?:generated|gen|dist|build|__generated__)\/|(?:\.pb\.go|_pb2(?:_grpc)?\.py|\.g\.(?:cs|dart)|\.min\.(?:js|css)|[._-](?:generated|gen)\.[a-z]+)$/i;
const TOOLING =
  /(?:^|\/)(?:scripts?|tools?|hack|ci|\.[^/]+|migrations?)\/|(?:^|\/)(?:setup\.py|[^/]+\.config\.[a-z]+)$/i;
const GENERATED_TEXT =
  /@generated\b|\b(?:auto-?generated|generated (?:by|from)\b[^\n]*do not (?:edit|modify)|code generated\b)/i;

const HEAD_LENGTH = 1000;

/** Bits of `UNIT_FLAGS` for a file. Looks at the path and the first 1,000 characters. */
export function flagsOf(path: string, text: string): number {
  let flags = 0;
  if (TEST_FOLDER.test(path) || TEST_FILE.test(path)) flags |= UNIT_FLAGS.test;
  if (EXAMPLE.test(path) || EXAMPLE_FILE.test(path)) flags |= UNIT_FLAGS.example;
  if (VENDORED.test(path)) flags |= UNIT_FLAGS.vendored;
  if (GENERATED_PATH.test(path) || GENERATED_TEXT.test(text.slice(0, HEAD_LENGTH))) flags |= UNIT_FLAGS.generated;
  if (TOOLING.test(path)) flags |= UNIT_FLAGS.tooling;
  return flags;
}
