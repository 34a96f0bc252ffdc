/**
 * A secret at rest: bcrypt over an HMAC of it. The HMAC needs a key that is not in the database, and makes the whole secret
 * count: bcrypt alone reads 72 bytes and stops at a NUL. Beside it stand four bytes of another HMAC, which refuse a wrong
 * secret in microseconds: guesses cost no bcrypt, and a known id answers as fast as an unknown one. Of 190 random bits they
 * tell nothing that helps, and without the key nothing at all.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

import { hash, verify } from "@node-rs/bcrypt";

import type { Keyring } from "#kernel/secrets";

export interface HashedSecret {
  readonly secretHash: string;
  readonly secretCheck: Uint8Array;
  /** The id of the root key. */
  readonly pepper: string;
}

const BCRYPT_COST = 12; // the source documents' promise: some 190 ms of CPU
const CHECK_BYTES = 4;

export async function hashSecret(keyring: Keyring, secret: string): Promise<HashedSecret> {
  const pepper = keyring.current;
  return {
    secretHash: await hash(peppered(keyring, pepper, secret), BCRYPT_COST),
    secretCheck: checkOf(keyring, pepper, secret),
    pepper,
  };
}

/** False for all but one in four thousand million wrong secrets. */
export function passesCheck(keyring: Keyring, secret: string, kept: Omit<HashedSecret, "secretHash">): boolean {
  return timingSafeEqual(checkOf(keyring, kept.pepper, secret), kept.secretCheck);
}

export function verifySecret(keyring: Keyring, secret: string, kept: HashedSecret): Promise<boolean> {
  return verify(peppered(keyring, kept.pepper, secret), kept.secretHash);
}

/** For ids that are not there: the same work, and never right. */
export function nobodysSecret(keyring: Keyring): Omit<HashedSecret, "secretHash"> {
  return { secretCheck: new Uint8Array(CHECK_BYTES), pepper: keyring.current };
}

function checkOf(keyring: Keyring, pepper: string, secret: string): Uint8Array {
  return hmac(keyring.derive("key-check", pepper), secret).subarray(0, CHECK_BYTES);
}

function peppered(keyring: Keyring, pepper: string, secret: string): string {
  return hmac(keyring.derive("key-pepper", pepper), secret).toString("base64");
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
