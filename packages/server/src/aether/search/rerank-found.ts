/** The tenant's reranker over the first hits: another order, or the one there was with the reason why. */
import type { TenantDb } from "#kernel/db";
import { rerankWithin } from "#kernel/models";

import { fileTexts } from "../browse/store.ts";
import type { ServedReranker } from "../models/tenant-models.ts";
import type { Scope } from "../scope/index.ts";
import type { ShownUnit } from "./answer-question.ts";

export interface Reranked {
  readonly units: readonly ShownUnit[];
  /** Undefined where nobody was asked. */
  readonly told: ToldReranker | undefined;
}

export interface ToldReranker {
  readonly model: string;
  readonly documents: number;
  /** False: the order is this server's own. */
  readonly reordered: boolean;
  readonly reason: string | null;
}

interface Asked {
  readonly units: readonly ShownUnit[];
  readonly question: string;
  readonly reranker: ServedReranker | undefined;
  readonly signal: AbortSignal;
}

/** What a definition is stands in its first lines; more costs time and tokens. */
const TEXT_MAX = 2000;

/** Rejects only when aborted, and where the database fails. */
export async function rerankFound(tenant: TenantDb, scope: Scope, asked: Asked): Promise<Reranked> {
  const { units, question, reranker: served, signal } = asked;
  if (served === undefined || question.trim() === "" || units.length < 2) return { units, told: undefined };
  const { reranker, candidates, budgetMs } = served;
  const first = units.slice(0, candidates);
  const documents = await documentsOf(tenant, scope, first);
  const { kind, order, ...rest } = await rerankWithin(reranker, { query: question, documents, signal }, budgetMs);
  const reason = "reason" in rest ? rest.reason.message : null;
  const told = { model: reranker.id, documents: documents.length, reordered: kind === "reranked", reason };
  return { units: [...order.flatMap((at) => first[at] ?? []), ...units.slice(first.length)], told };
}

/** A sentence for the reader where there was to be another order. */
export function rerankNotes(told: ToldReranker | undefined): string[] {
  if (told === undefined || told.reason === null) return [];
  return [`In this server's own order, without the reranker: ${told.reason}.`];
}

async function documentsOf(tenant: TenantDb, scope: Scope, units: readonly ShownUnit[]): Promise<string[]> {
  const files = new Map(units.map(({ trackId, path }) => [`${trackId} ${path}`, { trackId, path }]));
  const rows = await fileTexts(tenant, scope.repos, [...files.values()]);
  const lines = new Map(rows.map((row) => [`${row.track_id} ${row.path}`, row.content.split("\n")]));
  return units.map(({ trackId, path, qualifiedName, startLine, endLine }) => {
    const own = lines.get(`${trackId} ${path}`)?.slice(startLine - 1, endLine) ?? [];
    return [path, qualifiedName, ...own].join("\n").slice(0, TEXT_MAX);
  });
}
