import { expect, test } from "vitest";

import { changeShare, readKind } from "./asks-for-change.ts";

test.each([
  "Fix crash when the config file is empty",
  "add support for streaming responses",
  "don't close the connection twice",
  "Avoid allocating a buffer for every request",
])("asks for a change: %s", (query) => {
  expect(changeShare(query)).toBeGreaterThan(0.5);
});

test.each([
  "Returns the duration of the flag given by name",
  "Creates a new instance of the parser with the given options",
  "converts a string to an array of bytes",
])("describes something: %s", (query) => {
  expect(changeShare(query)).toBeLessThan(0.5);
});

test("whatever is asked, the share lies between none and all, and little is read of much", () => {
  for (const query of ["", "日本語", "\0", "fix ".repeat(100_000)]) {
    const share = changeShare(query);
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});

test("the first word is looked at for itself and for its ending, names for their spelling", () => {
  expect([...readKind("Returns the userId, if any").marks]).toEqual(
    expect.arrayContaining(["^returns", "^-s", "#code", "#comma"]),
  );
  expect([...readKind("return the id").marks]).toEqual(["return", "the", "id", "^return"]);
  expect(readKind("process the queue").marks).not.toContain("^-s");
  expect(readKind("fixed the queue").marks).toContain("^-ed");
  expect(readKind("").marks.size).toBe(0);
});
