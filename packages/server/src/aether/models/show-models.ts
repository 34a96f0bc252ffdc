import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { BILLIONTHS, budgetOf, spentOf } from "#kernel/limits";

import type { models } from "../contract-models.ts";
import type { EmbedderChoice, RerankerChoice } from "./choice.ts";
import { countWithout } from "./missing-store.ts";
import { choicesOf, type Chosen } from "./store.ts";
import type { ModelsNeeds, TenantModels } from "./tenant-models.ts";

type Models = z.input<typeof models>;

export interface ShowNeeds extends Pick<ModelsNeeds, "embedder"> {
  readonly models: TenantModels;
}

/** What a tenant has chosen, what it may cost and what it has cost. */
export async function showModels(needs: ShowNeeds, tenantId: string, tenant: TenantDb): Promise<Models> {
  const { serving, filling, reranker } = await choicesOf(tenant);
  const [budget, spent] = [await budgetOf(tenant), await spentOf(tenant)];
  const embedder = (choice: EmbedderChoice): Models["embedder"] => showEmbedder(needs, tenantId, choice);
  return {
    embedder: embedder(serving?.choice ?? { provider: "builtin" }),
    next:
      filling === undefined
        ? null
        : { ...embedder(filling.choice), ...(await stateOf(tenant, embedder(filling.choice))) },
    reranker: reranker === undefined ? null : showReranker(reranker),
    budget: { daily: inMoney(budget.daily), monthly: inMoney(budget.monthly) },
    spent: { today: spent.day / BILLIONTHS, this_month: spent.month / BILLIONTHS },
  };
}

function inMoney(billionths: number | null): number | null {
  return billionths === null ? null : billionths / BILLIONTHS;
}

function showEmbedder({ models: made }: ShowNeeds, tenantId: string, choice: EmbedderChoice): Models["embedder"] {
  const { id, dimensions } = made.embedderOf(tenantId, choice);
  const nothing = { model: id, url: null, credential: null, price_per_million_tokens: 0 };
  if (choice.provider === "builtin") return { id, dimensions, provider: choice.provider, ...nothing };
  const { provider, model, url, credential, price } = choice;
  return { id, dimensions, provider, model, url, credential, price_per_million_tokens: price };
}

async function stateOf(tenant: TenantDb, { id: model, dimensions }: Models["embedder"]) {
  const { texts, without } = await countWithout(tenant, { model, dimensions });
  return { texts, without_vector: without };
}

function showReranker({ model: id, choice }: Chosen<RerankerChoice>): NonNullable<Models["reranker"]> {
  const { price, budgetMs, ...rest } = choice;
  return { id, ...rest, price_per_million_tokens: price, budget_ms: budgetMs };
}
