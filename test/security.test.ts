import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { ATTACK_ROWS } from "../scripts/attack-rows.ts";
import { securityDocument, testsByRow, titlesIn } from "../scripts/security-document.ts";

test("docs/security.md says of every attack which test tries it, or why none does", () => {
  const written = readFileSync(new URL("../docs/security.md", import.meta.url), "utf8");
  expect(written, "run: make docs").toBe(securityDocument());
});

test("an attack is answered once: by tests that bear its number, or in words", () => {
  const tests = testsByRow();
  for (const { id, open, notApplicable } of ATTACK_ROWS) {
    const answers = [tests.has(id), open !== undefined, notApplicable !== undefined].filter(Boolean).length;
    expect({ id, answers }).toEqual({ id, answers: 1 });
  }
});

test("every number that a test bears is one of the list", () => {
  const known = new Set(ATTACK_ROWS.map(({ id }) => id));
  expect([...testsByRow().keys()].filter((id) => !known.has(id))).toEqual([]);
});

test("a number counts in a title, and in a table of titles, not in a comment or a body", () => {
  const text = `
    // DB-01
    const ROWS = [["DB-02: a row", 1]];
    const other = ["DB-03"];
    test.each(ROWS)("%s", () => { expect("DB-04").toBe(other); });
    test.skipIf(true)(\`DB-05 of \${other}\`, () => {});
    describe("DB-06", () => { note("DB-07"); });`;
  expect(titlesIn("some.test.ts", text).toSorted()).toEqual(["", "%s", "DB-02: a row", "DB-05 of ", "DB-06"]);
});
