/**
 * Where a trail stood at some time, signed, and kept outside of the database: a trail whose end was cut off still hangs
 * together, and only what remembers its old end can tell.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface Checkpoint {
  readonly tenantId: string;
  readonly number: number;
  readonly hash: Uint8Array;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** Keeps the newest checkpoint of each trail, as signed texts. */
export interface CheckpointStore {
  load(): Promise<readonly string[]>;
  /** Replaces all that was kept. */
  save(texts: readonly string[]): Promise<void>;
}

const FORM = /^a1\.([0-9a-f-]{36})\.(\d{1,15})\.([\w-]{43})\.(\d{1,15})\.([\w-]{43})$/;

export function writeCheckpoint(key: Uint8Array, { tenantId, number, hash, atMs }: Checkpoint): string {
  const body = ["a1", tenantId, number, Buffer.from(hash).toString("base64url"), atMs].join(".");
  return `${body}.${signature(key, body).toString("base64url")}`;
}

/** Undefined for what this installation has not signed. */
export function readCheckpoint(key: Uint8Array, text: string): Checkpoint | undefined {
  const [, tenantId = "", number, hash = "", at, mac = ""] = FORM.exec(text.trim()) ?? [];
  const body = text.trim().slice(0, -mac.length - 1);
  if (mac === "" || !timingSafeEqual(Buffer.from(mac, "base64url"), signature(key, body))) return undefined;
  return { tenantId, number: Number(number), hash: Buffer.from(hash, "base64url"), atMs: Number(at) };
}

function signature(key: Uint8Array, body: string): Buffer {
  return createHmac("sha256", key).update(`checkpoint\0${body}`).digest();
}
