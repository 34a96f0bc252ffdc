import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { languagesDocument, titlesOf } from "../scripts/languages-document.ts";

test("docs/languages.md says what the tests of languages say; `make docs` writes it", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/languages.md"), "utf8");
  expect(page).toBe(languagesDocument());
});

test("titles are read in any quotes, with the group they stand in", () => {
  const text = `test("alone", async () => {});
describe("a group", () => {
  test('it is "so"', () => { show("test"); });
  test.each([1, 2])("each %s \\"too\\"", () => {});
});
test(
  \`later\`, () => {});
`;
  expect(titlesOf(text)).toEqual([
    { group: "", title: "alone" },
    { group: "a group", title: 'it is "so"' },
    { group: "a group", title: 'each %s "too"' },
    { group: "", title: "later" },
  ]);
});
