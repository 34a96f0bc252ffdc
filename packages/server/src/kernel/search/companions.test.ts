import { expect, test } from "vitest";

import { Companions } from "./companions.ts";
import { flagsOf } from "./unit-flags.ts";

const SCORES = [0.5, 0.3, 0.2];

/** Files with the scores above, in turn. */
function companionsOf(...paths: readonly string[]) {
  const rows = paths.map((path, fileUnitId) => ({ path, fileUnitId, flags: flagsOf(path, "") }));
  const companions = new Companions(rows, (file) => SCORES[file] ?? 0);
  return rows.map((row) => companions.of(row));
}

test.each([
  ["src/http_client.py", "tests/test_http_client.py"],
  ["src/HttpClient.java", "src/test/HttpClientTest.java"],
  ["src/HttpClient.java", "src/test/HttpClientTests.java"],
  ["http-client.ts", "http-client.spec.ts"],
  ["http-client.ts", "http-client.test.ts"],
  ["http_client.go", "http_client_test.go"],
])("%s has what its tests in %s say", (source, tests) => {
  const [ofTests, ofSource] = companionsOf(tests, source);
  expect(ofSource).toEqual({ tested: 0.5, companion: 0.5 });
  expect(ofTests).toEqual({ tested: 0, companion: 0.3 });
});

test("a header and what implements it go together, tests apart", () => {
  expect(companionsOf("lib/reader.h", "lib/reader.cc", "tests/reader_test.cc")).toEqual([
    { tested: 0.2, companion: 0.3 },
    { tested: 0.2, companion: 0.5 },
    { tested: 0, companion: 0.5 },
  ]);
});

test("a file is no companion of itself, and files of other names are none", () => {
  expect(companionsOf("a/one.ts", "a/two.ts")).toEqual([
    { tested: 0, companion: 0 },
    { tested: 0, companion: 0 },
  ]);
});

test("a file that is called nothing but a test goes with none", () => {
  expect(companionsOf("a/test.py", "b/tests.py", "c/spec.rb")).toEqual([
    { tested: 0, companion: 0 },
    { tested: 0, companion: 0 },
    { tested: 0, companion: 0 },
  ]);
});
