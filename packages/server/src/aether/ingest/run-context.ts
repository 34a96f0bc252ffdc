/** What the stages of a run share: its tenant, its fence, and how far it has come. */
import type { SkippedFile } from "@aether/graph/disk";

import type { Db, TenantDb, Tx } from "#kernel/db";
import type { JobRun } from "#kernel/jobs";
import { requireWithinQuota } from "#kernel/limits";

import type { IndexJobInput, IndexResult } from "./index-job.ts";

/** Percent of the whole at which a stage begins; 10, 20 and 30 are where the platform's first description put them. */
const STAGES = { clone: 1, discover: 10, parse: 30, resolve: 50, graph: 55, units: 65, switch: 97, end: 99 } as const;
type Stage = Exclude<keyof typeof STAGES, "end">;
const NEXT: Record<Stage, keyof typeof STAGES> = {
  clone: "discover",
  discover: "parse",
  parse: "resolve",
  resolve: "graph",
  graph: "units",
  units: "switch",
  switch: "end",
};

interface Advance {
  readonly done: number;
  readonly total: number;
  readonly skipped?: readonly SkippedFile[];
}

export interface IndexRun {
  readonly tenantId: string;
  readonly jobId: string;
  readonly tenant: TenantDb;
  readonly signal: AbortSignal;
  readonly fenced: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly advance: (stage: Stage, progress: Advance) => void;
}

/** A job's attempt as its stages see it: each of their writes first asks for room, and none goes beyond the quota of storage. */
export function openRun(db: Db, job: JobRun<IndexJobInput, IndexResult>): IndexRun {
  const tenant = db.forTenant(job.context);
  return {
    tenantId: job.context.tenantId,
    jobId: job.jobId,
    tenant: {
      ...tenant,
      write: async (work) => {
        await db.requireRoom();
        return tenant.write(work);
      },
    },
    signal: job.context.signal,
    fenced: async (work) => {
      await db.requireRoom();
      return job.fenced(async (tx) => {
        const done = await work(tx);
        await requireWithinQuota(tx, "storage_bytes");
        return done;
      });
    },
    advance(stage, { done, total, skipped }) {
      const from = STAGES[stage];
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const percent = from + share * (STAGES[NEXT[stage]] - from);
      job.progress({ stage, done, total, percent, ...(skipped === undefined ? {} : { skipped }) });
    },
  };
}
