import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { ERRORS, Fault, isFault, serializeError } from "../packages/server/src/kernel/errors/index.ts";
import { errorsDocument } from "../scripts/errors-document.ts";

test("docs/errors.md is what the generator writes from the catalogue", () => {
  const written = readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8");
  expect(written).toBe(errorsDocument());
});

test("every error has a place of its own in docs/errors.md", () => {
  for (const code of Object.keys(ERRORS)) expect(errorsDocument()).toContain(`<a id="${code.toLowerCase()}"></a>`);
});

test.each(Object.entries(ERRORS))("%s is in capitals, says what it means and what to do", (code, entry) => {
  expect(code).toMatch(/^[A-Z][A-Z_]+[A-Z]$/);
  expect(entry.summary).toMatch(/^[A-Z].*\.$/);
  expect(entry.remedy).toMatch(/^[A-Z].*\.$/);
});

describe("what is shown of an error", () => {
  test("a fault shows its code, message, details, remedy and whether to try again, and nothing of its cause", () => {
    const cause = new Error("password=hunter2");
    const fault = new Fault("DISK_FULL", "no room for the snapshot", { path: "/data" }, cause);
    expect(serializeError(fault)).toEqual({
      code: "DISK_FULL",
      message: "no room for the snapshot",
      details: { path: "/data" },
      category: "unavailable",
      remedy: ERRORS.DISK_FULL.remedy,
      retry: true,
    });
    expect(JSON.stringify(fault)).not.toContain("hunter2");
    expect(fault.cause).toBe(cause);
  });

  test.each([new Error("secret"), new TypeError("secret"), "secret", undefined, null, { code: "NOT_FOUND" }])(
    "anything else is a bug and says nothing about itself (%s)",
    (thrown) => {
      const shown = serializeError(thrown);
      expect(shown.code).toBe("INTERNAL");
      expect(JSON.stringify(shown)).not.toContain("secret");
    },
  );

  test("isFault tells faults from other errors and from each other", () => {
    const fault = new Fault("NOT_FOUND", "no such repo");
    expect([isFault(fault), isFault(fault, "NOT_FOUND"), isFault(fault, "CONFLICT"), isFault(new Error("x"))]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
