import type { Tx } from "#kernel/db";
import { Fault, isFault } from "#kernel/errors";
import type { Jobs } from "#kernel/jobs";
import { BILLIONTHS, budgetOf, lockBudget, putBudget } from "#kernel/limits";
import type { Log } from "#kernel/log";
import type { Embedder } from "#kernel/models";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";
import { SECOND_MS } from "#kernel/time";

import { getModelsInput, models, setModelsInput, setModelsOutput } from "../contract-models.ts";
import { type EmbedderChoice, readEmbedder, readReranker, type RerankerChoice } from "./choice.ts";
import { FILL_SUBJECT, fillJob } from "./fill-job.ts";
import { queueFill } from "./run-fill.ts";
import { type ShowNeeds, showModels } from "./show-models.ts";
import { choicesOf, dropChoice, putChoice } from "./store.ts";
import type { ModelsNeeds } from "./tenant-models.ts";

export interface SetModelsNeeds extends ShowNeeds, Pick<ModelsNeeds, "db"> {
  readonly jobs: Jobs;
  readonly log: Log;
  readonly queueSweep: (tx: Tx) => Promise<void>;
}

/** `get_models` */
export function getModels(needs: ShowNeeds & Pick<ModelsNeeds, "db">) {
  return operation({
    name: "get_models",
    kind: "query",
    summary: "The tenant's models: its embedder and the one that shall follow it, its reranker, what they may cost.",
    permission: "models:read",
    input: getModelsInput,
    output: models,
    errors: [],
    http: { method: "GET", path: "/models" },
    run: ({ tenantId }) => showModels(needs, tenantId, needs.db.forTenant({ tenantId })),
  });
}

/** `set_models`: another embedder first gets vectors of all that is indexed, and serves then. */
export function setModels(needs: SetModelsNeeds) {
  return operation({
    name: "set_models",
    kind: "command",
    summary: "Choose the tenant's embedder and reranker, and what they may cost.",
    permission: "models:write",
    input: setModelsInput,
    output: setModelsOutput,
    errors: [
      "NOT_FOUND",
      "FORBIDDEN",
      "URL_REFUSED",
      "MODEL_REFUSED",
      "UPSTREAM_FAILED",
      "BUDGET_SPENT",
      "SECRET_UNREADABLE",
    ],
    http: { method: "PATCH", path: "/models" },
    async run(context, { embedder, reranker, budget, check }) {
      const asked = {
        embedder: embedder === undefined ? undefined : readEmbedder(embedder),
        reranker: reranker === undefined ? undefined : { choice: readReranker(reranker) },
      };
      if (check) await tryModels(needs, context, asked);
      const { tenantId } = context;
      const tenant = needs.db.forTenant(context);
      await tenant.write(async (tx) => {
        await lockBudget(tx);
        if (budget !== undefined) await changeBudget(tx, budget);
        if (asked.embedder !== undefined) await changeEmbedder(tx, needs, asked.embedder);
        if (asked.reranker !== undefined) await changeReranker(tx, needs, asked.reranker.choice);
      });
      needs.models.forget(tenantId);
      const job_id = embedder === undefined && budget === undefined ? null : await startFill(needs, context);
      return { ...(await showModels(needs, tenantId, tenant)), job_id };
    },
  });
}

interface Asked {
  readonly embedder: EmbedderChoice | undefined;
  readonly reranker: { readonly choice: RerankerChoice | undefined } | undefined;
}

const RERANKED = { query: "parse a file", documents: ["reads a file and parses it", "rounds a price"] };
const TRIED_MS = 10 * SECOND_MS;

/** A wrong key, URL, model or length is told before anything is changed. */
async function tryModels(
  { models: made }: SetModelsNeeds,
  context: Context,
  { embedder, reranker }: Asked,
): Promise<void> {
  const { tenantId } = context;
  const late = AbortSignal.timeout(TRIED_MS);
  const signal = AbortSignal.any([context.signal, late]);
  try {
    if (embedder !== undefined) await made.embedderOf(tenantId, embedder).embed([RERANKED.query], "query", signal);
    const choice = reranker?.choice;
    if (choice !== undefined) await made.rerankerOf(tenantId, choice).rerank({ ...RERANKED, signal }, TRIED_MS);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isFault(error) && late.aborted) {
      throw new Fault("TIMEOUT", `the model has not answered within ${TRIED_MS} ms`, {}, error);
    }
    throw error;
  }
}

async function changeBudget(
  tx: Tx,
  { daily, monthly }: { readonly daily?: number | null | undefined; readonly monthly?: number | null | undefined },
): Promise<void> {
  const before = await budgetOf(tx);
  const kept = (money: number | null | undefined, old: number | null): number | null =>
    money === undefined ? old : money === null ? null : Math.round(money * BILLIONTHS);
  await putBudget(tx, { daily: kept(daily, before.daily), monthly: kept(monthly, before.monthly) });
}

/** The same model in another way (price, credential) serves at once; another one fills first. */
async function changeEmbedder(tx: Tx, needs: SetModelsNeeds, choice: EmbedderChoice): Promise<void> {
  const embedderOf = (one: EmbedderChoice): Embedder => needs.models.embedderOf(tx.tenantId, one);
  const { serving, filling } = await choicesOf(tx);
  const { id: model } = embedderOf(choice);
  const isServing = model === embedderOf(serving?.choice ?? { provider: "builtin" }).id;
  if (!isServing) return putChoice(tx, "filling", { model, choice });
  if (choice.provider !== "builtin") await putChoice(tx, "serving", { model, choice });
  if (filling === undefined) return;
  await dropChoice(tx, "filling");
  await needs.queueSweep(tx);
}

async function changeReranker(
  tx: Tx,
  { models: made }: SetModelsNeeds,
  choice: RerankerChoice | undefined,
): Promise<void> {
  if (choice === undefined) return dropChoice(tx, "reranker");
  const { id: model } = made.rerankerOf(tx.tenantId, choice);
  await putChoice(tx, "reranker", { model, choice });
}

/** One that waits for another day is not waited for: there may be a budget now. */
async function startFill({ jobs, log }: SetModelsNeeds, context: Context): Promise<string | null> {
  const waiting = await jobs.list(context, { kind: fillJob.name, subject: FILL_SUBJECT, state: "queued", limit: 1 });
  for (const { jobId } of waiting) {
    try {
      await jobs.cancel(context, jobId);
    } catch (error) {
      // It has begun, or ended.
      if (!isFault(error, "CONFLICT", "NOT_FOUND")) throw error;
    }
  }
  return (await queueFill({ jobs, log }, context))?.jobId ?? null;
}
