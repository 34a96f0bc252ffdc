import { z } from "zod";

import type { JobKind } from "#kernel/jobs";

const count = z.int().nonnegative();

const sweepInput = z.strictObject({});
export type SweepInput = z.output<typeof sweepInput>;

const sweepResult = z.strictObject({
  /** Rows of snapshots that nobody reads any more. */
  rows: count,
  blobs: count,
  facts: count,
  scip: count,
  vectors: count,
  /** Whether a run of the index stood in its way: what is left waits for the next sweep. */
  postponed: z.boolean(),
});
export type SweepResult = z.output<typeof sweepResult>;

export const sweepJob: JobKind<SweepInput, SweepResult> = {
  name: "sweep_unreferenced",
  class: "bulk",
  input: sweepInput,
  result: sweepResult,
};
