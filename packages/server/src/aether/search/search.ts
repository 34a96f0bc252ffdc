/**
 * `search`: words, vectors and symbols choose and rank units; what is shown beside them is read for the few that are shown. An answer is kept
 * for whoever asks the same of the same snapshots: each call asks the database which these are, and no more where the answer is known.
 */
import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import type { Matchers } from "#kernel/grep";
import type { Jobs } from "#kernel/jobs";
import type { Embedder } from "#kernel/models";
import { operation } from "#kernel/operation";
import type { SearchPlan } from "#kernel/search";

import { presentNode } from "../browse/present.ts";
import { fileTexts } from "../browse/store.ts";
import { type nodeSummary, type searchHit, searchInput, searchOutput } from "../contract.ts";
import { isFilling } from "../models/run-fill.ts";
import type { ServedReranker, TenantModels } from "../models/tenant-models.ts";
import { completenessOf, requireKept, type Scope } from "../scope/index.ts";
import { type Answer, answerQuestion, type ShownUnit } from "./answer-question.ts";
import { collapseCopies, unitsAlike } from "./collapse.ts";
import { relatedTo } from "./expand.ts";
import { answerKey, type KeptSearches, rememberQuestions } from "./kept-answers.ts";
import type { ParsedQuery } from "./parse-query.ts";
import { readAsked, toldFilters } from "./read-asked.ts";
import { rerankFound, rerankNotes, type ToldReranker } from "./rerank-found.ts";
import type { Route } from "./routes/follow-route.ts";
import { scopeOfSearch } from "./search-scope.ts";
import { makeSnippet, type Snippet, snippetAt } from "./snippet.ts";

/** Hits whose callers and callees are added when asked for. */
const EXPANDED = 5;
/** So many more are looked for than asked, so that copies put aside leave a page full. */
const COPIES_EXPECTED = 10;

type Hit = z.input<typeof searchHit>;

interface SearchNeeds {
  readonly db: Db;
  readonly jobs: Pick<Jobs, "isLive">;
  readonly kept: KeptSearches;
  readonly matchers: Matchers;
  readonly models: TenantModels;
  readonly vectorBudgetMs?: number;
}

export function searchCode(needs: SearchNeeds) {
  return operation({
    name: "search",
    kind: "query",
    summary: "Find definitions and documents by words, code or a question.",
    permission: "code:read",
    input: searchInput,
    output: searchOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "POST", path: "/retrieve/search" },
    async run(context, input) {
      const asked = readAsked(input.query, input.filters, input.route);
      const { tenantId, signal } = context;
      const served = await needs.models.of(tenantId);
      const scope = await scopeOfSearch(needs.db.forTenant(context), asked.filters, input);
      const embedder = input.vectors ? served.serving : undefined;
      const reranker = input.rerank ? served.reranker : undefined;
      const model = `${embedder?.id ?? ""} ${reranker?.reranker.id ?? ""} ${reranker?.candidates ?? 0}`;
      const key = answerKey({ input, model }, scope);
      const json = await needs.kept.answers.get({ tenantId, key, signal }, async (hangUp) => {
        const asking = { tenantId, input, asked, embedder, reranker, signal: hangUp };
        // Asked before anything is read: what is filled behind it would not be in the answer.
        const mayGrow = embedder !== undefined && (await isFilling(needs.jobs, tenantId));
        const { answer, isWhole } = await answerIn(needs, scope, asking);
        return { value: Buffer.from(JSON.stringify(answer)), isKept: isWhole && !mayGrow };
      });
      const answer: z.input<typeof searchOutput> = JSON.parse(json.toString());
      return answer;
    },
  });
}

interface Asking {
  readonly tenantId: string;
  readonly input: z.output<typeof searchInput>;
  readonly asked: ParsedQuery;
  readonly embedder: Embedder | undefined;
  readonly reranker: ServedReranker | undefined;
  readonly signal: AbortSignal;
}

/**
 * Not whole: another model may answer the next time where one has failed, and more may be found where time ran out. A word that stands
 * nowhere may be in what other repositories of the tenant get, which the key does not tell.
 */
async function answerIn(
  needs: SearchNeeds,
  scope: Scope,
  { tenantId, input, asked, embedder, reranker, signal }: Asking,
): Promise<{ readonly answer: z.input<typeof searchOutput>; readonly isWhole: boolean }> {
  const tenant = needs.db.forTenant({ tenantId });
  const { found, told } = await findOrdered(needs, scope, { tenantId, input, asked, embedder, reranker, signal });
  const expand = input.expand || found.route?.to === "explanation";
  const collapse = input.collapse && !isCounted(found.route);
  const { limit, snippets } = input;
  const hits = await showHits(tenant, scope, { found, limit, snippets, expand, collapse });
  await requireKept(tenant, scope, input);
  const answer = {
    hits,
    query: { words: [...found.words], filters: toldFilters(asked.filters) },
    route: found.route === undefined ? null : toldRoute(scope, found.route),
    explanation: input.explain ? { ...toldPlan(found, asked.words), reranker: told ?? null } : null,
    notes: [...found.notes, ...rerankNotes(told)],
    corrections: found.corrections.map(({ written, searched }) => ({ written, searched })),
    suggestions: [...found.suggestions],
    completeness: completenessOf(scope),
  };
  const isWhole =
    found.withoutVectors === undefined &&
    told?.reordered !== false &&
    found.corrections.length === 0 &&
    found.isCut !== true;
  return { answer, isWhole };
}

/** True of what is more than a search for words: a caller is a caller, and a copy of one another. */
function isCounted(route: Route | undefined): boolean {
  return route !== undefined && !SEARCHES.has(route.to);
}

const SEARCHES: ReadonlySet<Route["to"]> = new Set(["definition", "explanation", "message"]);

interface Ordered {
  readonly found: Answer;
  readonly told: ToldReranker | undefined;
}

/** What answers the question, in the order of the tenant's reranker where it has one. */
async function findOrdered(needs: SearchNeeds, scope: Scope, asking: Asking): Promise<Ordered> {
  const { tenantId, input, asked, embedder, reranker, signal } = asking;
  const tenant = needs.db.forTenant({ tenantId });
  const { matchers, kept } = needs;
  const { vectors } = kept;
  const most = input.limit + (input.collapse ? COPIES_EXPECTED : 0);
  const how = {
    limit: Math.max(most, reranker?.candidates ?? 0),
    embedder: embedder === undefined ? undefined : rememberQuestions(embedder, { vectors, tenantId }),
    vectorBudgetMs: needs.vectorBudgetMs,
    exactVectorLimit: needs.db.dialect.exactVectorLimit,
    signal,
  };
  const own = await answerQuestion(tenant, scope, { text: input.query, asked, how, mayRoute: input.route, matchers });
  const ordered = { units: own.units, question: asked.words, signal };
  // The graph's answers are in an order of their own.
  const { units, told } = await rerankFound(tenant, scope, { ...ordered, reranker: own.route ? undefined : reranker });
  const found = { ...own, units: units.slice(0, most) };
  return { found, told };
}

/** Of what the graph has answered alone. */
const NOTHING_SEARCHED: SearchPlan = {
  names: [],
  terms: [],
  units: 0,
  candidates: 0,
  similar: 0,
  withVectors: false,
};

function toldPlan({ plan, route }: Pick<Answer, "plan" | "route">, words: string) {
  const { names, terms, units, candidates, similar, withVectors } = plan ?? NOTHING_SEARCHED;
  return {
    searched: plan === undefined ? "" : (route?.words ?? words),
    names: [...names],
    terms: terms.map(({ of = null, ...term }) => ({ ...term, of })),
    units,
    candidates: { looked_at: candidates, by_similarity_alone: similar },
    vectors: withVectors,
  };
}

function toldRoute(scope: Scope, { to, of, why }: Route) {
  return { to, of: of.map((row) => presentNode(scope, row)), why: `${why} (route: false asks by words alone)` };
}

interface Shown {
  readonly found: Pick<Answer, "units" | "words">;
  readonly limit: number;
  readonly snippets: boolean;
  readonly expand: boolean;
  readonly collapse: boolean;
}

async function showHits(tenant: TenantDb, scope: Scope, { found, ...input }: Shown): Promise<Hit[]> {
  const alike = input.collapse ? unitsAlike(found.units) : [];
  // No more than these can be put aside as copies, so that no others come to be shown.
  const maybeShown = input.snippets ? found.units.slice(0, input.limit + alike.length) : [];
  const texts = await textsOf(tenant, scope, [...maybeShown, ...alike]);
  const textOf = (unit: ShownUnit) => (input.collapse ? texts.get(fileKey(unit)) : undefined);
  const shown = (await collapseCopies(found.units, textOf)).slice(0, input.limit);
  const first = shown.slice(0, EXPANDED).map(({ unit }) => unit);
  const related = input.expand ? await relatedTo(tenant, scope, first) : undefined;
  return shown.map(({ unit, copies }) => {
    const text = input.snippets ? texts.get(fileKey(unit)) : undefined;
    return {
      ...present(scope, unit),
      snippet: text === undefined ? null : snippetOf(text, unit, found.words),
      related: related?.get(`${unit.trackId} ${unit.nodeId}`) ?? [],
      copies: copies.map((copy) => summary(scope, copy)),
    };
  });
}

function snippetOf(text: string, unit: ShownUnit, words: readonly string[]): Snippet {
  return unit.marks === undefined ? makeSnippet(text, unit, words) : snippetAt(text, unit, unit.marks);
}

async function textsOf(tenant: TenantDb, scope: Scope, units: readonly ShownUnit[]): Promise<Map<string, string>> {
  const files = new Map(units.map((unit) => [fileKey(unit), { trackId: unit.trackId, path: unit.path }]));
  if (files.size === 0) return new Map();
  const rows = await fileTexts(tenant, scope.repos, [...files.values()]);
  return new Map(rows.map((row) => [fileKey({ trackId: row.track_id, path: row.path }), row.content]));
}

function fileKey(of: { readonly trackId: number; readonly path: string }): string {
  return `${of.trackId} ${of.path}`;
}

function present(scope: Scope, unit: ShownUnit): Omit<Hit, "snippet" | "related" | "copies"> {
  return { ...summary(scope, unit), score: unit.score, parts: { ...unit.parts } };
}

function summary(scope: Scope, unit: ShownUnit): z.input<typeof nodeSummary> {
  return {
    id: unit.nodeId,
    kind: unit.kind,
    name: unit.name,
    qualified_name: unit.qualifiedName,
    repo: scope.byTrack.get(unit.trackId)?.name ?? "",
    file: unit.path,
    start_line: unit.startLine,
    end_line: unit.endLine,
    language: unit.language,
  };
}
