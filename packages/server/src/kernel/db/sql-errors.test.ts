import { DatabaseError } from "pg";
import { expect, test } from "vitest";

import { isFault } from "#kernel/errors";

import { toFault } from "./sql-errors.ts";

test("a server whose disk is full says DISK_FULL, one that is short of connections or memory does not", () => {
  const thrown = (sqlstate: string): unknown => {
    const error = new DatabaseError("could not extend file", 0, "error");
    error.code = sqlstate;
    return toFault(error);
  };
  expect(isFault(thrown("53100"), "DISK_FULL")).toBe(true);
  expect(isFault(thrown("53200"), "STORAGE_UNAVAILABLE")).toBe(true);
  expect(isFault(thrown("53300"), "STORAGE_UNAVAILABLE")).toBe(true);
});
