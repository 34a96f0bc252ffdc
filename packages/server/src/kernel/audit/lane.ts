/**
 * One trail's way into the database. Records that come while others are being written wait and go together in the next
 * transaction: a chain has one end, and so a write per record would let everybody of a tenant wait for everybody else.
 */
import { type Db, violatedConstraint } from "#kernel/db";

import { BEGINNING, chain, type Tail, type Unchained } from "./record.ts";
import { insertRecords, lockTrail, tailOf } from "./store.ts";

export interface Lane {
  /** Resolves when the record is committed. */
  append(entry: Unchained): Promise<void>;
  /** The end of the trail as this process has last written or read it. */
  tail(): Tail | undefined;
  readonly waiting: number;
  /** Records are being written, or wait for it. */
  readonly isBusy: boolean;
}

export interface LaneOptions {
  readonly db: Db;
  readonly tenantId: string;
  /** Of this tenant's chain. */
  readonly key: Uint8Array;
}

interface Waiting {
  readonly entry: Unchained;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 500;
const TRIES = 10; // another process may be faster each time, but for so long only where something else is wrong

export function openLane(options: LaneOptions): Lane {
  const waiting: Waiting[] = [];
  let tail: Tail | undefined;
  let isWriting = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH);
      try {
        tail = await append(
          options,
          tail,
          batch.map(({ entry }) => entry),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        tail = undefined; // it may have been written after all
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  }

  return {
    append(entry) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ entry, resolve, reject });
      if (!isWriting) {
        isWriting = true;
        void drain();
      }
      return promise;
    },
    tail: () => tail,
    get waiting() {
      return waiting.length;
    },
    get isBusy() {
      return isWriting;
    },
  };
}

/** The new end. */
async function append({ db, tenantId, key }: LaneOptions, known: Tail | undefined, entries: readonly Unchained[]) {
  const tenant = db.forTenant({ tenantId });
  let tail = known;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tenant.write(async (tx) => {
        // Whoever knows the end needs no lock: where another process has moved it, the number is taken.
        if (tail === undefined) await lockTrail(tx);
        const records = chain(key, tail ?? (await tailOf(tx)) ?? BEGINNING, entries);
        await insertRecords(tx, records);
        const last = records.at(-1);
        return last === undefined ? (tail ?? BEGINNING) : { number: Number(last.number), hash: last.hash };
      });
    } catch (error) {
      if (violatedConstraint(error) !== "audit_pkey" || attempt === TRIES) throw error;
      tail = undefined;
    }
  }
}
