import type { GetModelsOutput, SetModelsInput, SetModelsOutput } from "@aether/client";

import { commandOf } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { grouped } from "../place.ts";
import type { Session } from "../session.ts";
import { show } from "../shown.ts";
import { plainLine } from "../terminal.ts";

const EMBEDDERS = ["builtin", "voyage", "openai"] as const;
const RERANKERS = ["none", "voyage", "cohere"] as const;
const NO_LIMIT = "none";

/** `aether models [show | embedder PROVIDER | reranker PROVIDER | budget]`: what gives texts their vectors, and what orders hits. */
export const models = commandOf("models", {
  show: { run: async (session) => show(session, await (await session.connect()).getModels(), modelLines) },
  embedder: {
    operands: [{ name: "a PROVIDER", next: `It is one of ${EMBEDDERS.join(", ")}.` }],
    run: (session, given, [word]) =>
      change(session, given, {
        embedder: { provider: provider(word, EMBEDDERS), ...vectorsOf(given), ...placeOf(given) },
      }),
  },
  reranker: {
    operands: [{ name: "a PROVIDER", next: `It is one of ${RERANKERS.join(", ")}.` }],
    run: (session, given, [word]) =>
      change(session, given, {
        reranker: { provider: provider(word, RERANKERS), ...orderOf(given), ...placeOf(given) },
      }),
  },
  budget: { run: (session, given) => change(session, given, { budget: budgetOf(given) }) },
});

async function change(session: Session, given: Arguments, wanted: SetModelsInput): Promise<number> {
  const client = await session.connect();
  const set = await client.setModels({ ...wanted, check: !given.has("no-check") });
  return show(session, set, setLines);
}

/** @throws CliError USAGE */
function provider<Name extends string>(word: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === word);
  if (found !== undefined) return found;
  throw usage(`there is no provider "${word}"`, `There are: ${names.join(", ")}.`);
}

function vectorsOf(given: Arguments) {
  const dimensions = given.integer("dimensions");
  return dimensions !== undefined && { dimensions };
}

function orderOf(given: Arguments) {
  const [candidates, budget] = ["candidates", "wait-ms"].map((flag) => given.integer(flag));
  return { ...(candidates !== undefined && { candidates }), ...(budget !== undefined && { budget_ms: budget }) };
}

/** What of a model is said: the rest is as its provider has it. */
function placeOf(given: Arguments) {
  const [model, url, credential] = ["model", "url", "credential"].map((flag) => given.text(flag));
  const price = amountOf(given, "price");
  return {
    ...(model !== undefined && { model }),
    ...(url !== undefined && { url }),
    ...(credential !== undefined && { credential }),
    ...(price !== undefined && { price_per_million_tokens: price }),
  };
}

/** @throws CliError USAGE where nothing is to change */
function budgetOf(given: Arguments) {
  const limits = (["daily", "monthly"] as const).flatMap((flag) => {
    const written = given.text(flag);
    if (written === undefined) return [];
    return [[flag, written === NO_LIMIT ? null : (amountOf(given, flag) ?? null)] as const];
  });
  if (limits.length > 0) return Object.fromEntries(limits);
  throw usage("aether models budget needs --daily or --monthly", "For example: aether models budget --monthly 20");
}

/** @throws CliError USAGE for what is no amount */
function amountOf(given: Arguments, flag: string): number | undefined {
  const written = given.text(flag);
  if (written === undefined) return undefined;
  if (/^\d{1,7}(?:\.\d{1,6})?$/.test(written)) return Number(written);
  const also = flag === "price" ? "" : `, or ${NO_LIMIT}`;
  throw usage(`--${flag} takes an amount such as 0.18${also}, not "${written}"`, "Leave the currency out.");
}

function setLines({ job_id, ...set }: SetModelsOutput): string[] {
  const job = job_id === null ? [] : [`Vectors are made by job ${job_id}: aether jobs watch ${job_id}`];
  return [...modelLines(set), ...job];
}

function modelLines({ embedder, next, reranker, budget, spent }: GetModelsOutput): string[] {
  const limit = (amount: number | null): string => (amount === null ? "" : ` of ${amount}`);
  return [
    `embedder  ${described(embedder)}, ${embedder.dimensions} dimensions`,
    ...(next === null ? [] : [`next      ${described(next)}, ${next.dimensions} dimensions: ${progressOf(next)}`]),
    `reranker  ${reranker === null ? "none" : `${described(reranker)}, the first ${reranker.candidates} within ${reranker.budget_ms} ms`}`,
    `spent     today ${spent.today}${limit(budget.daily)}, this month ${spent.this_month}${limit(budget.monthly)}`,
  ];
}

function progressOf({ texts, without_vector: without }: NonNullable<GetModelsOutput["next"]>): string {
  return `${grouped(texts - without)} of ${grouped(texts)} texts have their vector`;
}

interface Described {
  readonly provider: string;
  readonly model: string;
  readonly url: string | null;
  readonly credential: string | null;
  readonly price_per_million_tokens: number;
}

function described({ provider, model, url, credential, price_per_million_tokens: price }: Described): string {
  const parts = [
    `${provider} ${plainLine(model)}`,
    ...(url === null ? [] : [`at ${plainLine(url)}`]),
    ...(credential === null ? [] : [`with ${plainLine(credential)}`]),
    ...(price === 0 ? [] : [`${price} a million tokens`]),
  ];
  return parts.join(", ");
}
