/** Texts that are shown once and kept as a hash: 256 random bits behind a prefix that says what they open. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

import { fromBase62, toBase62 } from "./base62.ts";

const ID_DIGITS = 22; // 62^22 > 2^128
const FORM = /^aeth_(rt|inv|reset|dev|dl)_([0-9A-Za-z]{22})(?:_([0-9A-Za-z]{1,22}))?_([\w-]{43})$/;

/** What a text says it is; whether it is true, the hash of its secret tells. */
export interface SecretText {
  readonly kind: "rt" | "inv" | "reset" | "dev" | "dl";
  /** Under which it is looked up. */
  readonly id: string;
  /** Whatever else belongs to it: a generation, another id. */
  readonly more: string | undefined;
  readonly secret: string;
}

export function newSecretText(about: Omit<SecretText, "secret">): { readonly text: string; readonly hash: Uint8Array } {
  const secret = randomBytes(32).toString("base64url");
  const parts = ["aeth", about.kind, idText(about.id), ...(about.more === undefined ? [] : [about.more]), secret];
  return { text: parts.join("_"), hash: hashOf(secret) };
}

/** Undefined for what cannot be one of that kind. */
export function parseSecretText(kind: SecretText["kind"], text: string): SecretText | undefined {
  const [, given, id = "", more, secret] = FORM.exec(text) ?? [];
  if (given !== kind || secret === undefined) return undefined;
  const uuid = uuidOf(id);
  return uuid === undefined ? undefined : { kind, id: uuid, more, secret };
}

export function hashOf(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

export function isSecretOf(secret: string, kept: Uint8Array): boolean {
  return timingSafeEqual(hashOf(secret), kept);
}

/** An id as 22 letters and digits. */
export function idText(uuid: string): string {
  return toBase62(BigInt(`0x${uuid.replaceAll("-", "")}`), ID_DIGITS);
}

/** Undefined where the digits are those of no id. */
export function uuidOf(digits: string): string | undefined {
  const value = fromBase62(digits);
  if (digits.length !== ID_DIGITS || value >= 1n << 128n) return undefined;
  const hex = value.toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
