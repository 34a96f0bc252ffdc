import { createTrail, type CheckpointStore, type Trail } from "../../packages/server/src/kernel/audit/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { manualClock } from "../../packages/server/src/kernel/time/index.ts";

export interface TestTrailOptions {
  readonly checkpoints?: CheckpointStore;
  /** Hears what is logged. */
  readonly onLog?: (fields: object, event: string) => void;
}

/** A trail under a key of the tests, with its checkpoints in memory. */
export function testTrail(
  db: Db,
  { checkpoints = memoryCheckpoints(), onLog = () => {} }: TestTrailOptions = {},
): Trail {
  const log = { info: onLog, error: onLog };
  return createTrail({ db, key: Buffer.alloc(32, 7), clock: manualClock(Date.UTC(2026, 0, 2)), log, checkpoints });
}

export function memoryCheckpoints(): CheckpointStore {
  let kept: readonly string[] = [];
  return {
    load: async () => kept,
    save: async (texts) => {
      kept = texts;
    },
  };
}
