/**
 * One run of the index job: discover → parse → resolve → write the graph → units and vectors → switch. Every write is
 * fenced and carries the run's number, so a run that dies leaves nothing a reader could see, and the next one clears it.
 */
import { languageOf } from "@aether/graph";
import {
  type KnownFiles,
  releaseMemory,
  type Resolved,
  type ResolverThread,
  type SkippedFile,
} from "@aether/graph/disk";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { JobRun } from "#kernel/jobs";
import type { Log } from "#kernel/log";
import type { Embedder } from "#kernel/models";
import type { CredentialSource } from "#kernel/secrets";
import type { Clock } from "#kernel/time";
import type { Remotes } from "#remote";

import type { TenantModels } from "../models/tenant-models.ts";
import type { AllowedRoots } from "./allowed-roots.ts";
import { type StoredFile, storedFiles } from "./content-store.ts";
import { withSource } from "./discover-stage.ts";
import { extractorVersion } from "./extractor.ts";
import type { FactsCache } from "./facts-cache.ts";
import { historyText, writeFiles } from "./file-stage.ts";
import { writeGraph } from "./graph-stage.ts";
import type { Histories, Past } from "./histories.ts";
import type { IndexJobInput, IndexResult } from "./index-job.ts";
import { countScip } from "./keyed-facts.ts";
import { type Parsed, parseChanged } from "./parse-stage.ts";
import type { Parsers } from "./parsers.ts";
import { type FoundFile, incompleteOf, type Plan, planChanges } from "./plan-changes.ts";
import { readAlready, readAs, resultOf } from "./read-already.ts";
import { type Repo, repoById, trackOf } from "./repo-store.ts";
import { resolveProject } from "./resolve-stage.ts";
import type { Resolvers } from "./resolvers.ts";
import { announceRun, clearTrack } from "./retention-store.ts";
import { type IndexRun, openRun } from "./run-context.ts";
import { importScipFiles } from "./scip-stage.ts";
import { type ScipDigests, scipDigests } from "./scip-store.ts";
import { wantsNewSegments } from "./segment-budget.ts";
import { beginRun, countAlive, endSegments, failSnapshot, type RunStart, switchSnapshot } from "./snapshot-store.ts";
import type { Source } from "./source.ts";
import { writeUnits } from "./unit-stage.ts";
import { type Embedded, openVectorStage, type VectorStage } from "./vector-stage.ts";

export interface IndexNeeds {
  readonly db: Db;
  readonly log: Log;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly cache: FactsCache;
  readonly resolvers: Resolvers;
  readonly parsers: Parsers;
  readonly known: KnownFiles;
  readonly histories: Histories;
  /** How long a replaced snapshot stays readable. */
  readonly snapshotHoldMs: number;
  readonly models: TenantModels;
  /** Asks for what nobody refers to any more to be removed. */
  readonly queueSweep: (tx: Tx) => Promise<void>;
  /** Asks for vectors of what was left without. */
  readonly queueFill: (tx: Tx) => Promise<void>;
  readonly limits: {
    readonly maxFiles: number;
    readonly maxFileBytes: number;
    readonly maxRepositoryBytes: number;
    readonly allowedRoots: AllowedRoots;
  };
  readonly remotes: Remotes;
  readonly credentials: CredentialSource;
}

export async function runIndex(needs: IndexNeeds, job: JobRun<IndexJobInput, IndexResult>): Promise<void> {
  const run = openRun(needs.db, job);
  await needs.db.requireRoom();
  const repo = await repoById(run.tenant, job.input.repo_id);
  if (repo === undefined)
    throw new Fault("NOT_FOUND", "the repository has been deleted", { repoId: job.input.repo_id });
  const asked = { repo, ref: job.input.ref, context: job.context };
  const known = await readAlready({ needs, run, asked });
  if (known !== undefined) return job.settle(resultOf(repo.name, known));
  await withSource({ needs, run, asked }, (discovery) => indexSource({ needs, job, run, repo, discovery }));
}

interface Indexing {
  readonly needs: IndexNeeds;
  readonly job: JobRun<IndexJobInput, IndexResult>;
  readonly run: IndexRun;
  readonly repo: Repo;
  readonly discovery: Source;
}

async function indexSource({ needs, job, run, repo, discovery }: Indexing): Promise<void> {
  const started = needs.clock.elapsed();
  const { ref } = job.input;
  const extractor = extractorVersion(needs.embedder.id);
  await run.fenced(announceRun);
  const trackId = await run.fenced((tx) => trackOf(tx, repo.repoId, ref));
  await clearTrack(run.fenced, { trackId, holdMs: needs.snapshotHoldMs });
  const begun = await run.fenced((tx) => beginRun(tx, trackId, extractor));
  let result: IndexResult;
  try {
    result = await makeSnapshot({ needs, job, run, repo, discovery, begun, extractor });
  } catch (error) {
    await recordFailure(needs, run, begun);
    throw error;
  }
  const durationMs = Math.round(needs.clock.elapsed() - started);
  needs.log.info(
    { tenantId: run.tenantId, repoId: repo.repoId, jobId: job.jobId, ...result, durationMs },
    "repo.indexed",
  );
  if (result.changed > LARGE_RUN) releaseMemory();
}

/** Changed files, after which a process has grown by what it does not need again soon. */
const LARGE_RUN = 1_000;

/** What cannot be written now is written by the track's next run. */
async function recordFailure({ db, log }: IndexNeeds, run: IndexRun, begun: RunStart): Promise<void> {
  try {
    await failSnapshot(db.forTenant(run), begun);
  } catch (error) {
    log.warn({ tenantId: run.tenantId, trackId: begun.trackId, err: error }, "snapshot.failure.unrecorded");
  }
}

interface Making extends Omit<Build, "before" | "plan" | "scip"> {
  readonly job: JobRun<IndexJobInput, IndexResult>;
  readonly extractor: string;
}

/** From what was discovered to the switch. */
async function makeSnapshot({ job, extractor, ...making }: Making): Promise<IndexResult> {
  const { needs, run, repo, discovery, begun } = making;
  const { allowedRoots } = needs.limits;
  const importing = { run, allowedRoots, repoId: repo.repoId, discovery };
  const imported = await importScipFiles(importing, job.input.scip ?? []);
  const scip = await scipDigests(run.tenant, repo.repoId);
  const before = await storedFiles(run.tenant, begun.trackId, begun.current);
  const plan = planChanges(discovery.files.map(describe), before, begun.currentExtractor === extractor);
  const done = await buildSnapshot({ ...making, before, plan, scip });
  const skipped = [...discovery.skipped, ...done.skipped]
    .map(({ path, reason }) => ({ path, reason }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const told = { scip_files: done.scip.files, scip_stale: done.scip.stale };
  const counts = { ...(await countAliveAt(run, begun)), skipped: skipped.length, ...told };
  const result: IndexResult = {
    repo: repo.name,
    snapshot: begun.number,
    files: counts.files,
    changed: plan.changed.length,
    removed: plan.removed.length,
    parsed: done.parsed,
    embedded: done.vectors.embedded,
    without_vectors: done.vectors.without,
    vectors_stopped: done.vectors.stopped,
    nodes: counts.nodes,
    edges: counts.edges,
    unresolved: counts.unresolved,
    units: counts.units,
    skipped: skipped.length,
    unchanged: false,
    scip: [...imported],
  };
  await needs.db.requireRoom();
  await needs.db.maintain();
  const isLacking = await done.isLacking();
  await job.settle(result, async (tx) => {
    await switchSnapshot(tx, {
      run: begun,
      readAs: readAs(needs.limits),
      commit: discovery.commit ?? null,
      dirty: discovery.dirty,
      counts,
      skipped: skipped.slice(0, 10_000),
    });
    if (begun.number > 1 && result.changed + result.removed > 0) await needs.queueSweep(tx);
    if (isLacking) await needs.queueFill(tx);
  });
  return result;
}

function describe(file: { readonly path: string; readonly hash: string; readonly size: number }): FoundFile {
  const { path, hash, size: bytes } = file;
  return { path, hash, bytes, lineCount: 0, language: languageOf(path) ?? "", incomplete: "" };
}

interface Build {
  readonly needs: IndexNeeds;
  readonly run: IndexRun;
  readonly repo: Repo;
  readonly discovery: Source;
  readonly begun: RunStart;
  readonly before: ReadonlyMap<string, StoredFile>;
  readonly plan: Plan;
  readonly scip: ScipDigests;
}

interface Built {
  readonly skipped: readonly SkippedFile[];
  readonly parsed: number;
  readonly vectors: Embedded;
  /** Whether texts have no vectors of a model that is chosen by now. */
  readonly isLacking: VectorStage["isLacking"];
  readonly scip: ReturnType<typeof countScip>;
}

async function buildSnapshot(build: Build): Promise<Built> {
  const { run, plan, before } = build;
  const parsed = await parseAll(build);
  const files = [...plan.unchanged, ...parsed.files];
  // What could not be read or parsed this time is in no snapshot: its old rows end with the removed ones.
  const kept = new Set(files.map((file) => file.path));
  const removed = [...before.keys()].filter((path) => !kept.has(path));
  const { needs } = build;
  const vectors = await openVectorStage({ run, dialect: needs.db.dialect, models: needs.models });
  const resolved = await needs.resolvers.use(run.signal, (resolver) =>
    writeSnapshot(build, { files, parsedFiles: parsed.files, cut: parsed.cut, removed, resolver, vectors }),
  );
  const skipped = [...parsed.skipped, ...incompleteOf(files, resolved)];
  const { isLacking, embedded } = vectors;
  const said = countScip(files, build.scip);
  return { skipped, parsed: parsed.parsed, vectors: embedded(), isLacking, scip: said };
}

interface Content extends Pick<Parsed, "cut"> {
  /** All files of the new snapshot. */
  readonly files: readonly FoundFile[];
  /** Those of them that are new or have changed. */
  readonly parsedFiles: readonly FoundFile[];
  readonly removed: readonly string[];
  readonly resolver: ResolverThread;
  readonly vectors: VectorStage;
}

async function writeSnapshot(build: Build, content: Content): Promise<Resolved> {
  const { needs, run, plan, begun, before } = build;
  const { files, removed, resolver, vectors } = content;
  const resolved = await buildGraph(build, content);
  const hashes = new Map(resolved.files.map((file) => [file.path, file.hash]));
  const { commit } = build.discovery;
  const { kind, root } = build.repo;
  const past: Past =
    kind === "upload"
      ? new Map()
      : await needs.histories.of({ root, folder: build.discovery.root }, commit, run.signal);
  await writeFiles(run, begun, { files, hashes, before, removed, past });
  const again = writtenAgain(build, past);
  await writeUnits(
    { run, vectors },
    { begun, changed: [...content.parsedFiles, ...again], before, removed, resolver, past },
  );
  if (again.length === plan.unchanged.length) await run.fenced((tx) => endSegments(tx, begun));
  return resolved;
}

/** Unchanged files whose units are written again: all when segments are to be replaced, else those with another history. */
function writtenAgain({ plan, begun, before }: Build, past: Past) {
  if (wantsNewSegments(begun)) return plan.unchanged;
  return plan.unchanged.filter(({ path }) => before.get(path)?.history !== historyText(past.get(path)));
}

/** Resolves and writes. */
async function buildGraph(build: Build, { files, cut, removed, resolver }: Content): Promise<Resolved> {
  const { needs, run, repo, discovery, begun, before, scip } = build;
  const { repoId, key: repoKey } = repo;
  const project = { repoKey, repoId, manifests: discovery.manifests, files, before, cut, scip };
  const resolved = await resolveProject({ run, cache: needs.cache, resolver }, project);
  const total = resolved.files.reduce((sum, file) => sum + file.rows, 0);
  let rows = 0;
  await writeGraph(run.fenced, {
    run: begun,
    resolver,
    resolved,
    before,
    removed,
    onRows: (count) => run.advance("graph", { done: (rows += count), total: Math.max(total, rows) }),
  });
  return resolved;
}

async function parseAll(build: Build): Promise<Parsed> {
  const { needs, run, discovery, plan } = build;
  run.advance("parse", { done: 0, total: plan.changed.length, skipped: incompleteOf(plan.unchanged) });
  if (plan.changed.length === 0) return { files: [], skipped: [], cut: new Map(), parsed: 0 };
  return needs.parsers.use(plan.changed.length, (pool) =>
    parseChanged({ run, discovery, pool, cache: needs.cache }, plan.changed),
  );
}

async function countAliveAt(run: IndexRun, begun: RunStart) {
  return run.fenced((tx) => countAlive(tx, begun.trackId, begun.number));
}
