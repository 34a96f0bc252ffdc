import type { Db, TenantDb, Tx } from "#kernel/db";
import { Fault, isFault } from "#kernel/errors";
import type { Log } from "#kernel/log";
import type { Clock } from "#kernel/time";

import { CHANNEL } from "../feed.ts";
import type { JobHandler, JobKind } from "../kinds.ts";
import type { Claim, Queue } from "../queue.ts";
import { isUuid, lockJob } from "../store.ts";
import { mayRun } from "./may-run.ts";
import { failJob, requeueJob, startJob, type StartedJob } from "./store.ts";

/** Processes that may vanish under one job. A job that kills its process must end somewhere, one that was only unlucky should not. */
const LOST_LIMIT = 10;
/** A kind that this version does not know belongs to a newer or older one beside it. */
const UNKNOWN_KIND_DELAY_MS = 30_000;

/** How long jobs of a suspended tenant are left alone. */
export const SUSPENDED_DELAY_MS = 60_000;

/** A kind with the handler that does its work. */
export interface Served {
  readonly kind: JobKind;
  readonly handler: JobHandler;
}

export interface RunnerParts {
  readonly db: Db;
  readonly queue: Queue;
  readonly log: Log;
  readonly clock: Clock;
  readonly served: ReadonlyMap<string, Served>;
}

export interface BegunJob extends StartedJob {
  readonly claim: Claim;
  readonly tenantDb: TenantDb;
  readonly served: Served;
}

/** Makes a claim an attempt. Undefined where there is nothing to run; the ticket has been seen to then. */
export async function beginJob(parts: RunnerParts, claim: Claim): Promise<BegunJob | undefined> {
  const { queue, log, served } = parts;
  if (!isWellFormed(claim)) {
    log.error({ ticket: claim.ticket.id }, "job.ticket.malformed");
    await queue.discard(claim.ticket);
    return undefined;
  }
  const tenantDb = parts.db.forTenant(claim);
  try {
    const started = await tenantDb.write((tx) => start(tx, parts, claim));
    const of = started && served.get(started.kind);
    return of && { ...started, claim, tenantDb, served: of };
  } catch (error) {
    if (!isFault(error, "CLAIM_LOST")) throw error;
    return undefined;
  }
}

/** False for a ticket that nobody here has written. */
export function isWellFormed({ tenantId, jobId }: Claim): boolean {
  return isUuid(tenantId) && isUuid(jobId);
}

async function start(tx: Tx, { queue, served, log }: RunnerParts, claim: Claim): Promise<StartedJob | undefined> {
  const { ticket, jobId, tenantId } = claim;
  const held = await lockJob(tx, jobId);
  const kind = held && served.get(held.kind)?.kind;
  if (held !== undefined && !mayRun(held.tenant, kind) && held.ticket === ticket.id) {
    await setAside(tx, queue, { claim, delayMs: SUSPENDED_DELAY_MS });
    return undefined;
  }
  const started = await startJob(tx, jobId, { ticket: ticket.id, kinds: [...served.keys()] });
  if (started === undefined) {
    await setAside(tx, queue, { claim, delayMs: UNKNOWN_KIND_DELAY_MS });
    return undefined;
  }
  if (started.lost > LOST_LIMIT) {
    const error = new Fault("INTERNAL", `the process that ran the job vanished ${started.lost} times`).toJSON();
    await failJob(tx, { jobId, attempt: started.attempt }, { state: "dead", error, counted: false, retryInMs: 0 });
    await queue.acknowledge(tx, ticket, { outcome: "dead", code: error.code });
    await tx.notify(CHANNEL, `job:${jobId}`);
    log.error({ tenantId, jobId, kind: started.kind, lost: started.lost }, "job.dead");
    return undefined;
  }
  await queue.hold(tx, ticket);
  await tx.notify(CHANNEL, `job:${jobId}`);
  return started;
}

interface Aside {
  readonly claim: Claim;
  readonly delayMs: number;
}

/** A ticket without a job to start: of a kind that others know, of a suspended tenant, or of a job that is gone, finished or has a newer ticket. */
async function setAside(tx: Tx, queue: Queue, { claim, delayMs }: Aside): Promise<void> {
  const { ticket, jobId } = claim;
  const job = await lockJob(tx, jobId);
  if (job?.ticket === ticket.id && (job.state === "queued" || job.state === "running")) {
    await requeueJob(tx, jobId, { ticket: ticket.id, lost: true });
    await queue.release(tx, ticket, delayMs);
  } else {
    await queue.acknowledge(tx, ticket, { outcome: "no job" });
  }
}
