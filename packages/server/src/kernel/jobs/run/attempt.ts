import { Fault, isFault, serializeError } from "#kernel/errors";
import { createContext } from "#kernel/tenancy";

import { CHANNEL } from "../feed.ts";
import { DEFAULT_HARD_LIMIT_MS, DEFAULT_RETRY, DEFAULT_SOFT_LIMIT_MS, type JobRun } from "../kinds.ts";
import type { Claim } from "../queue.ts";
import { mayPass, retryDelayMs } from "../retry.ts";
import { beginJob, type BegunJob, type RunnerParts, SUSPENDED_DELAY_MS } from "./begin.ts";
import { createEnding, type Ending } from "./ending.ts";
import { createFence, giveBack, type Fence } from "./fence.ts";
import { trackProgress, type Progress } from "./progress.ts";
import { writeProgress, type Failure } from "./store.ts";

/** A claim that this process works on. */
export interface RunningJob {
  readonly claim: Claim;
  /** Resolves when its place is free again; never rejects. */
  readonly finished: Promise<void>;
  /** Tells the handler that the job is no longer its own. */
  interrupt(reason: Fault): void;
  /** Stops the handler and puts the job back, to be claimed again at once. */
  release(): Promise<void>;
}

export function runJob(parts: RunnerParts, claim: Claim): RunningJob {
  const ending = createEnding();
  return {
    claim,
    finished: attend(parts, claim, ending),
    interrupt: ending.end,
    release: async () => {
      ending.end(new Fault("CANCELLED", "this worker stops; the job runs again elsewhere"));
      const tenantDb = parts.db.forTenant(claim);
      await giveBack({ tenantDb, queue: parts.queue, ticket: claim.ticket, jobId: claim.jobId, lost: false });
    },
  };
}

async function attend(parts: RunnerParts, claim: Claim, ending: Ending): Promise<void> {
  try {
    const begun = await beginJob(parts, claim);
    if (begun === undefined) return;
    await Promise.race([perform(parts, begun, ending), ending.abandoned]);
  } catch (error) {
    // The claim lapses, and whoever sees that puts the job back.
    parts.log.error({ jobId: claim.jobId, tenantId: claim.tenantId, err: error }, "job.unsettled");
  } finally {
    ending.close();
  }
}

/** One attempt from the first call of the handler to the log line at its end. */
async function perform(parts: RunnerParts, begun: BegunJob, ending: Ending): Promise<void> {
  const { clock, log } = parts;
  const { claim, served, attempt } = begun;
  const { jobId, tenantId } = claim;
  const fence = createFence({
    tenantDb: begun.tenantDb,
    queue: parts.queue,
    ticket: claim.ticket,
    attempt: { jobId, attempt },
    kind: served.kind,
  });
  const progress = trackProgress(clock, progressWriter(parts, begun, ending));
  const settling = createSettling(begun, { fence, progress, ending });
  const limits = startLimits({ parts, begun, ending, fence });
  const beganAtMs = clock.elapsed();
  let outcome: string;
  try {
    await served.handler.run(settling.run);
    if (!settling.settled() && ending.reason === undefined)
      throw new Error("the handler ended without settling the job");
    outcome = settling.settled() ? "succeeded" : "interrupted";
  } catch (error) {
    outcome = settling.settled() ? "succeeded" : await concludeFailure({ parts, begun, ending, fence }, error);
  } finally {
    limits.stop();
    await progress.idle();
  }
  const durationMs = Math.round(clock.elapsed() - beganAtMs);
  log.info({ tenantId, jobId, kind: served.kind.name, attempt, outcome, durationMs }, "job.ended");
}

function progressWriter({ log }: RunnerParts, { claim, tenantDb, attempt }: BegunJob, ending: Ending) {
  const { jobId } = claim;
  return async (state: Parameters<typeof writeProgress>[2]): Promise<void> => {
    try {
      const held = await tenantDb.write(async (tx) => {
        await tx.notify(CHANNEL, `job:${jobId}`);
        return writeProgress(tx, { jobId, attempt }, state);
      });
      if (!held) ending.end(new Fault("CLAIM_LOST", "the job is not this attempt's any more", { jobId, attempt }));
    } catch (error) {
      // The next one may come through; the work itself does not depend on it.
      log.warn({ jobId, err: error }, "job.progress.unwritten");
    }
  };
}

interface Settling {
  readonly run: JobRun;
  settled(): boolean;
}

function createSettling(
  begun: BegunJob,
  { fence, progress, ending }: { readonly fence: Fence; readonly progress: Progress; readonly ending: Ending },
): Settling {
  const { claim, served, attempt, input } = begun;
  const { jobId, tenantId } = claim;
  let settled = false;
  const context = createContext({
    tenantId,
    actor: { kind: "job", jobId },
    permissions: served.kind.permissions ?? [],
    requestId: jobId,
    signal: ending.signal,
  });
  return {
    settled: () => settled,
    run: {
      jobId,
      attempt,
      input,
      context,
      progress: progress.update,
      fenced: fence.fenced,
      settle: async (result, work) => {
        const checked = served.kind.result === undefined ? result : served.kind.result.parse(result);
        await progress.idle();
        await fence.succeed({ result: checked, progress: progress.state() }, work);
        settled = true;
      },
    },
  };
}

interface Performance {
  readonly parts: RunnerParts;
  readonly begun: BegunJob;
  readonly ending: Ending;
  readonly fence: Fence;
}

/** Soft limit: the handler is told. Hard limit: the job fails, whatever the handler does. */
function startLimits(performance: Performance): { stop(): void } {
  const { begun, ending } = performance;
  const { softLimitMs = DEFAULT_SOFT_LIMIT_MS, hardLimitMs = DEFAULT_HARD_LIMIT_MS } = begun.served.kind;
  const soft = setTimeout(() => ending.warn(overdue(softLimitMs)), softLimitMs);
  const hard = setTimeout(() => {
    const failed = concludeFailure(performance, overdue(hardLimitMs));
    ending.end(overdue(hardLimitMs));
    void failed.finally(ending.abandon);
  }, hardLimitMs);
  return {
    stop: () => {
      clearTimeout(soft);
      clearTimeout(hard);
    },
  };
}

function overdue(limitMs: number): Fault {
  return new Fault("TIMEOUT", `the job ran longer than ${limitMs / 1000} s`, { limitMs });
}

/** Writes down what becomes of a job whose handler threw, and says it in a word. */
async function concludeFailure({ parts, begun, ending, fence }: Performance, thrown: unknown): Promise<string> {
  if (ending.reason !== undefined) return "interrupted";
  const { log } = parts;
  const { jobId, tenantId } = begun.claim;
  // After the soft limit a handler fails because it was told to stop.
  const overran = ending.signal.aborted && isFault(ending.signal.reason, "TIMEOUT");
  const error: unknown = overran ? ending.signal.reason : thrown;
  const failure = judge(begun, error, !overran && mayPass(error));
  if (!isFault(error)) log.error({ tenantId, jobId, kind: begun.kind, err: error }, "job.bug");
  try {
    await fence.fail(failure);
    return failure.state === "queued" ? "retried" : failure.state;
  } catch (problem) {
    if (isFault(problem, "CLAIM_LOST", "CANCELLED")) return "interrupted";
    log.error({ tenantId, jobId, err: problem }, "job.unsettled");
    return "unsettled";
  }
}

function judge({ served, failures }: BegunJob, error: unknown, passing: boolean): Failure {
  const policy = served.kind.retry ?? DEFAULT_RETRY;
  const serialized = serializeError(error);
  if (isFault(error, "TENANT_SUSPENDED")) {
    return { state: "queued", error: serialized, counted: false, retryInMs: SUSPENDED_DELAY_MS };
  }
  if (!passing) return { state: "failed", error: serialized, counted: false, retryInMs: 0 };
  if (failures >= policy.limit) return { state: "dead", error: serialized, counted: true, retryInMs: 0 };
  const retryInMs = retryDelayMs(policy, failures + 1, Math.random());
  return { state: "queued", error: serialized, counted: true, retryInMs };
}
