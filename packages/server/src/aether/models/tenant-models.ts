/**
 * The models of each tenant, made of what it has chosen: with its own credential, opened when it is sent, and with what they cost
 * counted. What was chosen is looked up again after half a minute, so other processes hear of a change that late; vectors of the model
 * before are kept for longer.
 */
import type { Db } from "#kernel/db";
import { BILLIONTHS, reserveSpending } from "#kernel/limits";
import {
  createCohereReranker,
  createOpenAiEmbedder,
  createVoyageEmbedder,
  createVoyageReranker,
  type Embedder,
  type Meter,
  type ModelAccess,
  type Reranker,
} from "#kernel/models";
import type { CredentialSource } from "#kernel/secrets";
import { type Clock, SECOND_MS } from "#kernel/time";

import type { EmbedderChoice, RerankerChoice } from "./choice.ts";
import { type Choices, choicesOf } from "./store.ts";

export interface ModelsNeeds {
  readonly db: Db;
  readonly clock: Clock;
  /** The built-in one, of tenants that have chosen no other. */
  readonly embedder: Embedder;
  readonly modelAccess: Omit<ModelAccess, "meter">;
  readonly credentials: CredentialSource;
}

export interface ServedModels {
  readonly serving: Embedder;
  /** Gets vectors of what is indexed, too, but does not serve yet. */
  readonly filling: Embedder | undefined;
  readonly reranker: ServedReranker | undefined;
}

export interface ServedReranker {
  readonly reranker: Reranker;
  readonly budgetMs: number;
  /** How many of the first hits it orders. */
  readonly candidates: number;
}

export interface TenantModels {
  of(tenantId: string): Promise<ServedModels>;
  /** What was chosen is looked up anew. */
  forget(tenantId: string): void;
  embedderOf(tenantId: string, choice: EmbedderChoice): Embedder;
  rerankerOf(tenantId: string, choice: RerankerChoice): Reranker;
}

const REMEMBERED_MS = 30 * SECOND_MS;
const REMEMBERED_MAX = 1000;

export function createTenantModels(needs: ModelsNeeds): TenantModels {
  const known = new Map<string, { readonly models: ServedModels; readonly until: number }>();
  const embedderOf = (tenantId: string, choice: EmbedderChoice): Embedder => makeEmbedder(needs, tenantId, choice);
  const rerankerOf = (tenantId: string, choice: RerankerChoice): Reranker => makeReranker(needs, tenantId, choice);

  function served(tenantId: string, { serving, filling, reranker }: Choices): ServedModels {
    return {
      serving: serving === undefined ? needs.embedder : embedderOf(tenantId, serving.choice),
      filling: filling === undefined ? undefined : embedderOf(tenantId, filling.choice),
      reranker:
        reranker === undefined ? undefined : { ...reranker.choice, reranker: rerankerOf(tenantId, reranker.choice) },
    };
  }

  return {
    async of(tenantId) {
      const now = needs.clock.elapsed();
      const remembered = known.get(tenantId);
      if (remembered !== undefined && remembered.until > now) return remembered.models;
      const models = served(tenantId, await choicesOf(needs.db.forTenant({ tenantId })));
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(tenantId, { models, until: now + REMEMBERED_MS });
      return models;
    },
    forget: (tenantId) => void known.delete(tenantId),
    embedderOf,
    rerankerOf,
  };
}

/** Prices are of a million tokens. */
const TOKENS_PRICED = 1e6;

/** What is counted is no effect of the command that asks: one that fails behind it may be tried again under its name. */
function meterOf({ db }: ModelsNeeds, tenantId: string, price: number): Meter {
  const tenant = db.forTenant({ tenantId });
  const perToken = (price * BILLIONTHS) / TOKENS_PRICED;
  return {
    reserve: async ({ model, tokens }) => {
      const settle = await db.aside(() => reserveSpending(tenant, { model, tokens, perToken }));
      return (used) => db.aside(() => settle(used));
    },
  };
}

interface Priced {
  readonly credential: string | null;
  readonly price: number;
}

function accessOf(needs: ModelsNeeds, tenantId: string, { price }: Priced): ModelAccess {
  return { ...needs.modelAccess, meter: meterOf(needs, tenantId, price) };
}

/** The key of the choice's credential, which goes to the host of this URL alone. */
async function keyOf(
  { credentials }: ModelsNeeds,
  tenantId: string,
  { credential, url }: { readonly credential: string | null; readonly url: string },
): Promise<string | undefined> {
  if (credential === null) return undefined;
  const wanted = { name: credential, kind: "provider_key", host: new URL(url).host } as const;
  return (await credentials.open({ tenantId }, wanted)).secret;
}

const OWN_URL = { voyage: "https://api.voyageai.com/v1", cohere: "https://api.cohere.com/v2" };

function makeEmbedder(needs: ModelsNeeds, tenantId: string, choice: EmbedderChoice): Embedder {
  if (choice.provider === "builtin") return needs.embedder;
  const access = accessOf(needs, tenantId, choice);
  const { model, dimensions, credential } = choice;
  const url = choice.provider === "voyage" ? (choice.url ?? OWN_URL.voyage) : choice.url;
  const make = (apiKey: string | undefined): Embedder =>
    choice.provider === "voyage"
      ? createVoyageEmbedder(access, { apiKey: apiKey ?? "", model, dimensions, baseUrl: url })
      : createOpenAiEmbedder(access, { baseUrl: url, model, dimensions, apiKey });
  const open = async (): Promise<Embedder> => make(await keyOf(needs, tenantId, { credential, url }));
  return {
    ...make(undefined),
    embed: async (texts, purpose, signal) => (await open()).embed(texts, purpose, signal),
    async *embedParts(texts, signal) {
      yield* (await open()).embedParts(texts, signal);
    },
  };
}

function makeReranker(needs: ModelsNeeds, tenantId: string, choice: RerankerChoice): Reranker {
  const access = accessOf(needs, tenantId, choice);
  const { provider, model, credential } = choice;
  const url = choice.url ?? OWN_URL[provider];
  const make = (apiKey: string | undefined): Reranker =>
    provider === "voyage"
      ? createVoyageReranker(access, { apiKey: apiKey ?? "", model, baseUrl: url })
      : createCohereReranker(access, { apiKey, model, baseUrl: url });
  return {
    ...make(undefined),
    rerank: async (asked, timeoutMs) =>
      make(await keyOf(needs, tenantId, { credential, url })).rerank(asked, timeoutMs),
  };
}
