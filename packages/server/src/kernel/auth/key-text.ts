/**
 * The text of a key: aeth_<live|test|op>_<id>_<secret>_<crc>. The prefix tells scanners what it is, the checksum refuses a
 * typo or junk before anything is asked, and the id of a tenant's key begins with the tenant's own id: so the key is looked
 * up under its tenant, and no table of all keys is needed.
 */
import { crc32 } from "node:zlib";

import { randomBase62, toBase62 } from "./base62.ts";
import { idText, uuidOf } from "./secret-text.ts";

export type KeyEnvironment = "live" | "test";

/** What a text says it is; whether it is true, the database knows. */
export interface KeyText {
  readonly environment: KeyEnvironment | "op";
  readonly keyId: string;
  /** Undefined for an operator's. */
  readonly tenantId: string | undefined;
  readonly secret: string;
}

const OWN_DIGITS = 12; // 71 bits: no two keys of a tenant share it
const SECRET_DIGITS = 32; // 190 bits
const CRC_DIGITS = 6; // 62^6 > 2^32
const FORM = /^aeth_(live|test|op)_([0-9A-Za-z]{12}|[0-9A-Za-z]{34})_([0-9A-Za-z]{32})_([0-9A-Za-z]{6})$/;

export function newKeyId(tenantId?: string): string {
  const own = randomBase62(OWN_DIGITS);
  if (tenantId === undefined) return own;
  return idText(tenantId) + own;
}

export function newSecret(): string {
  return randomBase62(SECRET_DIGITS);
}

export function formatKey({ environment, keyId, secret }: Omit<KeyText, "tenantId">): string {
  const body = `aeth_${environment}_${keyId}_${secret}`;
  return `${body}_${checksum(body)}`;
}

/** Undefined for whatever cannot be a key, a single wrong character included. */
export function parseKey(text: string): KeyText | undefined {
  const [, environment, keyId = "", secret = "", crc] = FORM.exec(text) ?? [];
  if (crc === undefined || checksum(text.slice(0, -CRC_DIGITS - 1)) !== crc) return undefined;
  if (environment === "op") {
    return keyId.length === OWN_DIGITS ? { environment, keyId, secret, tenantId: undefined } : undefined;
  }
  const tenantId = keyId.length === OWN_DIGITS ? undefined : uuidOf(keyId.slice(0, -OWN_DIGITS));
  if (tenantId === undefined || (environment !== "live" && environment !== "test")) return undefined;
  return { environment, keyId, secret, tenantId };
}

function checksum(body: string): string {
  return toBase62(BigInt(crc32(body)), CRC_DIGITS);
}
