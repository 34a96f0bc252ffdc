import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

import { Fault } from "#kernel/errors";
import { type Clock, MINUTE_MS } from "#kernel/time";

/** For whom and for which list a cursor is good. */
export interface CursorScope {
  readonly tenantId: string;
  /** The operation's name. */
  readonly operation: string;
}

/**
 * Cursors as callers see them: a position that an operation wrote, bound to its tenant and operation by a MAC and good
 * for a day. Operations write and read plain positions and cannot forget the seal.
 */
export interface Cursors {
  seal(scope: CursorScope, position: string): string;
  /** The position. @throws Fault VALIDATION_ERROR for what was tampered with, belongs to others or is too old */
  open(scope: CursorScope, cursor: string): string;
}

const LIFE_MS = 24 * 60 * MINUTE_MS;
const MAC_BYTES = 16;
const HEAD_BYTES = 6 + MAC_BYTES; // when it expires, in milliseconds since 1970, and the MAC
/** A position has at most 300 characters. */
export const CURSOR_MAX_CHARS = 1700;

export function createCursors({ key, clock }: { readonly key: Uint8Array; readonly clock: Clock }): Cursors {
  const secret = createSecretKey(key); // from bytes, an HMAC takes 13 µs instead of 2
  const macOf = ({ tenantId, operation }: CursorScope, expiry: Buffer, position: Buffer): Buffer =>
    createHmac("sha256", secret)
      .update(`cursor\0${tenantId}\0${operation}\0`)
      .update(expiry)
      .update(position)
      .digest()
      .subarray(0, MAC_BYTES);
  return {
    seal(scope, position) {
      const expiry = Buffer.alloc(6);
      expiry.writeUIntBE(clock.now() + LIFE_MS, 0, 6);
      const body = Buffer.from(position, "utf8");
      return Buffer.concat([expiry, macOf(scope, expiry, body), body]).toString("base64url");
    },
    open(scope, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      // Base64 has several texts for one content; only ours is taken.
      if (bytes.length < HEAD_BYTES || bytes.toString("base64url") !== cursor) throw refused();
      const [expiry, mac, position] = [bytes.subarray(0, 6), bytes.subarray(6, HEAD_BYTES), bytes.subarray(HEAD_BYTES)];
      if (!timingSafeEqual(mac, macOf(scope, expiry, position))) throw refused();
      if (expiry.readUIntBE(0, 6) < clock.now())
        throw refused("the cursor is older than a day: begin at the first page");
      return position.toString("utf8");
    },
  };
}

function refused(why = "the cursor is not one that this operation gave out to you"): Fault {
  return new Fault("VALIDATION_ERROR", why, { problems: [{ path: "cursor", message: why }] });
}

/**
 * The parts of a position as its operation wrote it.
 * @throws Fault VALIDATION_ERROR where it has another form: operations can also be called without the seal
 */
export function partsOfPosition(position: string, form: RegExp): readonly string[] {
  const parts = form.exec(position);
  if (parts === null) throw refused();
  return parts.slice(1);
}
