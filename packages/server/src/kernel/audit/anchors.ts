/** Makes checkpoints of the trails that have grown, once a minute and at the end, into the log and a file. */
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import { type Clock, MINUTE_MS } from "#kernel/time";

import { type Checkpoint, type CheckpointStore, readCheckpoint, writeCheckpoint } from "./checkpoints.ts";
import { type KeptCheckpoints, openKeptCheckpoints } from "./kept-checkpoints.ts";
import type { Tail } from "./record.ts";
import { hashAt } from "./store.ts";

export interface Anchors {
  /** The trail has grown. */
  touch(tenantId: string): void;
  isTouched(tenantId: string): boolean;
  /** What is kept of a trail. */
  of(tenantId: string): Promise<readonly Checkpoint[]>;
  /** Those of the texts that are signed checkpoints of this trail. */
  read(tenantId: string, texts: readonly string[]): readonly Checkpoint[];
  forget(tenantId: string): Promise<void>;
  close(): Promise<void>;
}

export interface AnchorOptions {
  readonly db: Db;
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Pick<Log, "info" | "error">;
  readonly checkpoints: CheckpointStore;
  readonly tailOf: (tenantId: string) => Tail | undefined;
}

const INTERVAL_MS = MINUTE_MS; // what is cut off before a checkpoint was made of it is not missed

export function openAnchors(options: AnchorOptions): Anchors {
  const { key, log } = options;
  const kept = openKeptCheckpoints(options.checkpoints, key);
  const touched = new Set<string>();
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** One after the other; what goes wrong is told, and tried again with the next growth. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => log.error({ err: error }, "audit.checkpoint.failed"));
    return last;
  };
  const makeAll = (): Promise<void> =>
    inTurn(async () => {
      const grown = [...touched];
      touched.clear();
      if (grown.length > 0) await makeCheckpoints(grown, kept, options);
    });

  return {
    touch(tenantId) {
      touched.add(tenantId);
      timer ??= setInterval(() => void makeAll(), INTERVAL_MS).unref();
    },
    isTouched: (tenantId) => touched.has(tenantId),
    async of(tenantId) {
      const one = await kept.of(tenantId);
      return one === undefined ? [] : [one];
    },
    read: (tenantId, texts) =>
      texts.flatMap((text) => {
        const one = readCheckpoint(key, text);
        return one?.tenantId === tenantId ? [one] : [];
      }),
    forget: (tenantId) =>
      inTurn(async () => {
        touched.delete(tenantId);
        await kept.keep([], tenantId);
      }),
    close() {
      clearInterval(timer);
      return makeAll();
    },
  };
}

async function makeCheckpoints(
  tenantIds: readonly string[],
  kept: KeptCheckpoints,
  options: AnchorOptions,
): Promise<void> {
  const { key, clock, log, tailOf } = options;
  const fresh: Checkpoint[] = [];
  for (const tenantId of tenantIds) {
    const tail = tailOf(tenantId);
    if (tail === undefined || !(await isWhole(await kept.of(tenantId), tenantId, options))) continue;
    // Of a tenant that was deleted meanwhile nothing is written any more.
    if ((await hashAt(options.db.forTenant({ tenantId }), tail.number)) === undefined) continue;
    const checkpoint = { tenantId, ...tail, atMs: clock.now() };
    fresh.push(checkpoint);
    log.info({ tenantId, number: tail.number, checkpoint: writeCheckpoint(key, checkpoint) }, "audit.checkpoint");
  }
  await kept.keep(fresh);
}

/** A trail that does not hold what was signed before keeps its old checkpoint: a new one would cover the traces. */
async function isWhole(before: Checkpoint | undefined, tenantId: string, { db, log }: AnchorOptions): Promise<boolean> {
  if (before === undefined) return true;
  const hash = await hashAt(db.forTenant({ tenantId }), before.number);
  if (hash !== undefined && Buffer.compare(hash, before.hash) === 0) return true;
  log.error({ tenantId, number: before.number }, "audit.tampered");
  return false;
}
