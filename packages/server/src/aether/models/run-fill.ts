/**
 * Gives what is searched its vectors of the tenant's model: of the one that was chosen to serve next, or of the serving one where
 * indexing left some out. What there is still to do is asked of the database, so a run that died is gone on with by the next, and
 * what one request has answered is stored before the next is sent. When every text has its vector, the model serves: one transaction.
 */
import type { Db, TenantDb, Tx } from "#kernel/db";
import { type Fault, isFault } from "#kernel/errors";
import type { JobRun, Jobs } from "#kernel/jobs";
import { lockBudget } from "#kernel/limits";
import type { Log } from "#kernel/log";
import type { Embedder } from "#kernel/models";
import { storeVectors } from "#kernel/search";
import type { Context } from "#kernel/tenancy";
import { type Clock, MINUTE_MS } from "#kernel/time";

import { inBatches } from "../ingest/batches.ts";
import { FILL_SUBJECT, type FillInput, fillJob, type FillResult } from "./fill-job.ts";
import { countWithout, filesWithout, type FileWithout } from "./missing-store.ts";
import { remakeTexts } from "./remake-texts.ts";
import { choicesOf, dropChoice, putChoice } from "./store.ts";
import type { TenantModels } from "./tenant-models.ts";

export interface FillNeeds {
  readonly db: Db;
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly log: Log;
  readonly clock: Clock;
  readonly models: TenantModels;
  readonly queueSweep: (tx: Tx) => Promise<void>;
}

/** Well within what a job may take; the next goes on. */
const LONGEST_MS = 30 * MINUTE_MS;
const PAGE = 500;
const BATCH = { count: 50, weight: 1_000_000, weigh: (file: FileWithout) => file.bytes };
/** A job that starts a moment early would find the budget of the day before. */
const MARGIN_MS = 1000;

/** Asks for it; where there is no place, the next index asks again. */
export async function queueFill({ jobs, log }: Pick<FillNeeds, "jobs" | "log">, to: Tx | Context, startAfterMs = 0) {
  try {
    return await jobs.enqueue(to, fillJob, { input: {}, subject: FILL_SUBJECT, startAfterMs });
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warn({ tenantId: to.tenantId, err: error }, "vectors.fill.unqueued");
    return undefined;
  }
}

/** The job's handler. */
export async function runFill(needs: FillNeeds, job: JobRun<FillInput, FillResult>): Promise<void> {
  const { tenantId } = job.context;
  needs.models.forget(tenantId);
  const { serving, filling } = await needs.models.of(tenantId);
  const embedder = filling ?? serving;
  const done = await fill(needs, job, embedder);
  const isWhole = done.end === "whole" && filling !== undefined;
  const switched = isWhole && (await job.fenced((tx) => switchTo(tx, needs, embedder)));
  needs.models.forget(tenantId);
  const { stopped, embedded, left } = done;
  const resumesAt = stopped?.details["resumes_at"];
  const result = {
    model: embedder.id,
    embedded,
    left,
    switched,
    goes_on: done.end !== "whole" || isWhole !== switched,
    stopped: stopped?.message ?? null,
    resumes_at: typeof resumesAt === "string" ? resumesAt : null,
  };
  const waitMs = result.resumes_at === null ? 0 : Date.parse(result.resumes_at) - needs.clock.now() + MARGIN_MS;
  await job.settle(result, async (tx) => {
    if (result.goes_on) await queueFill(needs, tx, Math.max(0, waitMs));
  });
  needs.log.info({ tenantId, jobId: job.jobId, ...result }, "vectors.filled");
}

/** Whether some of the tenant's texts may lack a vector that they are about to get. */
export function isFilling(jobs: Pick<Jobs, "isLive">, tenantId: string): Promise<boolean> {
  return jobs.isLive({ tenantId }, fillJob, FILL_SUBJECT);
}

/** From then on searches use it. False where another one was chosen meanwhile. */
async function switchTo(tx: Tx, { models, queueSweep }: FillNeeds, { id }: Embedder): Promise<boolean> {
  await lockBudget(tx);
  const { filling } = await choicesOf(tx);
  if (filling === undefined || models.embedderOf(tx.tenantId, filling.choice).id !== id) return false;
  await dropChoice(tx, "filling");
  if (filling.choice.provider === "builtin") await dropChoice(tx, "serving");
  else await putChoice(tx, "serving", filling);
  await queueSweep(tx);
  return true;
}

interface Filled {
  /** `part`: its time is over, or another model was chosen. */
  readonly end: "whole" | "part";
  readonly embedded: number;
  readonly left: number;
  /** What has kept it from going on. */
  readonly stopped?: Fault;
}

/** Looks through all files until there is nothing more to embed: others are indexed meanwhile. */
async function fill(needs: FillNeeds, job: JobRun<FillInput, FillResult>, embedder: Embedder): Promise<Filled> {
  const tenant = fencedTenant(needs.db, job);
  const { texts, without } = await countWithout(tenant, modelPlace(embedder));
  let embedded = 0;
  const onEmbedded = (count: number): void => {
    embedded += count;
    const done = Math.min(texts, texts - without + embedded);
    job.progress({ stage: "vectors", done, total: texts, percent: texts === 0 ? 0 : (99 * done) / texts });
  };
  const mayGoOn = goesOnFor(needs, job, embedder);
  try {
    for (;;) {
      const before = embedded;
      const { end, left } = await fillOnce({ needs, job, embedder, tenant, mayGoOn, onEmbedded });
      if (end === "part" || embedded === before) return { end, embedded, left };
    }
  } catch (error) {
    if (!isFault(error, "BUDGET_SPENT")) throw error;
    const { without: left } = await countWithout(tenant, modelPlace(embedder));
    return { end: "part", embedded, left, stopped: error };
  }
}

function modelPlace({ id: model, dimensions }: Embedder) {
  return { model, dimensions };
}

/** Writes while this attempt is the current one and there is room. */
function fencedTenant(db: Db, job: JobRun<FillInput, FillResult>): TenantDb {
  return {
    ...db.forTenant(job.context),
    write: async (work) => {
      await db.requireRoom();
      return job.fenced(work);
    },
  };
}

/** Not beyond its time, nor for a model that nobody wants any more. */
function goesOnFor(
  { clock, models }: FillNeeds,
  { context }: JobRun<FillInput, FillResult>,
  { id }: Embedder,
): () => Promise<boolean> {
  const endsAt = clock.elapsed() + LONGEST_MS;
  return async () => {
    context.signal.throwIfAborted();
    const { serving, filling } = await models.of(context.tenantId);
    return clock.elapsed() <= endsAt && (filling ?? serving).id === id;
  };
}

interface Filling {
  readonly needs: FillNeeds;
  readonly job: JobRun<FillInput, FillResult>;
  readonly embedder: Embedder;
  readonly tenant: TenantDb;
  readonly mayGoOn: () => Promise<boolean>;
  readonly onEmbedded: (count: number) => void;
}

/** `left`: texts that could not be made again. */
async function fillOnce(filling: Filling): Promise<Pick<Filled, "end" | "left">> {
  const { needs, job, embedder, tenant, mayGoOn, onEmbedded } = filling;
  const asked = { dialect: needs.db.dialect, embedder, signal: job.context.signal, owner: job.jobId };
  let after = { trackId: 0, path: "" };
  let left = 0;
  for (;;) {
    const files = await filesWithout(tenant, { ...modelPlace(embedder), after, limit: PAGE });
    for (const batch of inBatches(files, BATCH)) {
      if (!(await mayGoOn())) return { end: "part", left };
      const remade = await remakeTexts(tenant, batch);
      onEmbedded(await storeVectors(tenant, { ...asked, texts: remade.texts }));
      left += remade.left;
    }
    const last = files.at(-1);
    if (last === undefined || files.length < PAGE) return { end: "whole", left };
    after = { trackId: last.track_id, path: last.path };
  }
}
