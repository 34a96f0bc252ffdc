import { randomUUID } from "node:crypto";

const ACCEPTED = /^[\w.-]{1,128}$/;

/** The caller's id where it is harmless in a log, a header and a terminal; else a new one. */
export function requestIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === "string" && ACCEPTED.test(header) ? header : randomUUID();
}
