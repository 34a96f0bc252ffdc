import type { Db } from "#kernel/db";

import type { Checkpoint } from "./checkpoints.ts";
import { type AuditRecord, BEGINNING, hashOf, type Tail } from "./record.ts";
import { hashAt, recordsAfter } from "./store.ts";

/** What a look at a part of a trail found. */
export interface Verdict {
  /** Records that were looked at. */
  readonly checked: number;
  /** The first record that is not as it was written, or not there. */
  readonly firstBad: { readonly number: number; readonly why: string } | undefined;
  /** The last record that was looked at and is good. */
  readonly head: Tail;
  /** Records may follow. */
  readonly more: boolean;
}

export interface VerifyOptions {
  /** Of this tenant's chain. */
  readonly key: Uint8Array;
  /** A record that was found good before; without, from the first on. */
  readonly after?: number;
  readonly limit: number;
  readonly checkpoints: readonly Checkpoint[];
}

const PAGE = 1000;

/** Reads a trail from `after` on and compares each record with what was chained, then its end with the checkpoints. */
export async function verifyTrail(db: ReturnType<Db["forTenant"]>, options: VerifyOptions): Promise<Verdict> {
  const { key, after = 0, limit, checkpoints } = options;
  let head = await beginning(db, after);
  let checked = 0;
  let more = true;
  while (more && checked < limit) {
    const asked = Math.min(PAGE, limit - checked);
    const page = await recordsAfter(db, head.number, asked);
    for (const record of page) {
      const why = wrongWith(record, head, key) ?? wrongAt(record, checkpoints);
      const number = Math.min(Number(record.number), head.number + 1);
      if (why !== undefined) return { checked, firstBad: { number, why }, head, more: false };
      head = { number: Number(record.number), hash: record.hash };
      checked += 1;
    }
    more = page.length === asked;
  }
  return { checked, firstBad: more ? undefined : cutOff(head, checkpoints), head, more };
}

async function beginning(db: ReturnType<Db["forTenant"]>, after: number): Promise<Tail> {
  if (after === 0) return BEGINNING;
  // What is not there hangs on nothing: the next record is found bad.
  return { number: after, hash: (await hashAt(db, after)) ?? BEGINNING.hash };
}

function wrongWith(record: AuditRecord, before: Tail, key: Uint8Array): string | undefined {
  const number = Number(record.number);
  if (number !== before.number + 1) return `it is missing: the next one is ${number}`;
  if (Buffer.compare(record.previous, before.hash) !== 0) return "it does not follow the record before";
  if (Buffer.compare(record.hash, hashOf(key, record)) !== 0)
    return "it was changed, moved or not written by this installation";
  return undefined;
}

function wrongAt({ number, hash }: AuditRecord, checkpoints: readonly Checkpoint[]): string | undefined {
  const there = checkpoints.filter((one) => one.number === Number(number));
  const isOther = there.some((one) => Buffer.compare(one.hash, hash) !== 0);
  return isOther ? "it was another one when a checkpoint was made: the trail was cut off and written anew" : undefined;
}

function cutOff({ number }: Tail, checkpoints: readonly Checkpoint[]): Verdict["firstBad"] {
  const last = Math.max(0, ...checkpoints.map((one) => one.number));
  if (last <= number) return undefined;
  return { number: number + 1, why: `it is missing, with all up to ${last}: the end of the trail was cut off` };
}
