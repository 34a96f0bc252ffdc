import { Readable } from "node:stream";

import type { Db, TenantDb } from "#kernel/db";
import { requireWithinQuota } from "#kernel/limits";

import { appendToArchive, CHUNK_BYTES, chunkAt, dropArchive } from "./store.ts";

/** Written in one transaction. */
const PIECE_BYTES = 4 * CHUNK_BYTES;

/** Bytes as they come. */
export type ArchiveSource = AsyncIterable<Uint8Array>;

interface Storing {
  readonly tenantId: string;
  /** Of one that has begun. */
  readonly archiveId: string;
  readonly source: ArchiveSource;
  readonly signal: AbortSignal;
}

/**
 * Writes bytes behind an archive, a piece at a time, each in a transaction of its own: nobody waits for the whole. Where
 * that fails, the archive goes; where the process dies, it stays until it is swept.
 * @throws Fault QUOTA_EXCEEDED
 */
export async function storeArchive(db: Db, { tenantId, archiveId, source, signal }: Storing): Promise<void> {
  const tenant = db.forTenant({ tenantId });
  const store = async (bytes: Uint8Array): Promise<void> => {
    signal.throwIfAborted();
    await db.requireRoom();
    await tenant.write(async (tx) => {
      await appendToArchive(tx, archiveId, bytes);
      await requireWithinQuota(tx, "storage_bytes");
    });
  };
  // What was not kept yet is no effect of the call.
  await db.aside(async () => {
    try {
      for await (const piece of pieces(source)) await store(piece);
    } catch (error) {
      await tenant.write((tx) => dropArchive(tx, archiveId));
      throw error;
    }
  });
}

/** The same bytes in pieces of one size. */
async function* pieces(source: ArchiveSource): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of source) {
    parts.push(part);
    bytes += part.length;
    if (bytes < PIECE_BYTES) continue;
    const whole = parts.length === 1 ? part : Buffer.concat(parts);
    const rest = whole.length % PIECE_BYTES;
    for (let at = 0; at < whole.length - rest; at += PIECE_BYTES) yield whole.subarray(at, at + PIECE_BYTES);
    parts = rest === 0 ? [] : [whole.subarray(whole.length - rest)];
    bytes = rest;
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

interface Wanted {
  readonly archiveId: string;
  /** The first and the last byte. */
  readonly from: number;
  readonly to: number;
}

/** A piece at a time. @throws Error where it ends before its end: it was deleted meanwhile */
export async function* readArchive(tenant: TenantDb, { archiveId, from, to }: Wanted): AsyncGenerator<Uint8Array> {
  for (let at = from; at <= to;) {
    const chunk = await chunkAt(tenant, archiveId, at);
    const part = chunk?.data.subarray(at - chunk.beginsAt, to + 1 - chunk.beginsAt);
    if (part === undefined || part.length === 0) throw new Error(`archive ${archiveId} ended at byte ${at}`);
    yield part;
    at += part.length;
  }
}

/** The same as a stream, which fails where the archive does. */
export function streamArchive(tenant: TenantDb, wanted: Wanted): Readable {
  return Readable.from(readArchive(tenant, wanted), { objectMode: false });
}
