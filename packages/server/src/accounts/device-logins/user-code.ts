import { randomInt } from "node:crypto";

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ"; // no vowels, so no words; no digits to mistake for letters (RFC 8628, 6.1)
const HALF = 4;

/** Eight letters of twenty: 34 bits, for ten minutes. */
export function newUserCode(): string {
  const half = (): string => Array.from({ length: HALF }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
  return `${half()}-${half()}`;
}

/** What a person typed, in the form that is kept. */
export function userCodeOf(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return `${letters.slice(0, HALF)}-${letters.slice(HALF)}`;
}
