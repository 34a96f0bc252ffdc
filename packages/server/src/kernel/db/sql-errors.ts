import { DatabaseError } from "pg";

import { Fault, isFault, type ErrorCode } from "#kernel/errors";

import { codeOf } from "./system-errors.ts";

/** SQLSTATE classes and codes that the caller can act on. Everything else is a bug in a statement and stays as it is. */
const CODES: readonly (readonly [pattern: RegExp, code: ErrorCode, message: string])[] = [
  [/^53100$/, "DISK_FULL", "the database could not write: the disk is full"],
  [/^57014$/, "TIMEOUT", "a statement took longer than allowed and was stopped"],
  [/^25P03$/, "TIMEOUT", "a transaction was idle for too long and was rolled back"],
  [/^(22021|22P05)$/, "VALIDATION_ERROR", "the text holds a character that cannot be stored (NUL)"],
  [/^54/, "VALIDATION_ERROR", "a value is too large or too deeply nested for the database"],
  [/^(40001|40P01|55P03)$/, "STORAGE_UNAVAILABLE", "another transaction was in the way"],
  [/^(08|53|57P|58|XX)/, "STORAGE_UNAVAILABLE", "the database cannot serve now"],
];

/** Errors of the connection itself: node's system errors, and those of pg, which have no code. */
const LOST =
  /^(Connection terminated|timeout e|Client has encountered|Cannot use a pool|The server does not|Client was closed)/;

const UNREACHABLE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "EACCES"]);

/** What a statement or a connection threw, as a Fault where the caller can act on it. */
export function toFault(error: unknown): unknown {
  if (isFault(error) || !(error instanceof Error)) return error;
  if (error instanceof DatabaseError) {
    const state = error.code ?? "";
    const found = CODES.find(([pattern]) => pattern.test(state));
    return found === undefined ? error : new Fault(found[1], found[2], { sqlstate: state }, error);
  }
  const system = codeOf(error);
  if (system === "ENOSPC") return new Fault("DISK_FULL", "the database could not write: the disk is full", {}, error);
  if (system !== undefined || LOST.test(error.message)) {
    const text = UNREACHABLE.has(system ?? "")
      ? "the database cannot be reached"
      : "the connection to the database is lost";
    return new Fault("STORAGE_UNAVAILABLE", text, {}, error);
  }
  return error;
}

/** The name of the constraint that a write ran into (unique, foreign key, check, exclusion), or undefined for any other error. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code?.startsWith("23") ? error.constraint : undefined;
}
