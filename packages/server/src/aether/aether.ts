/** Joins the capability's operations and jobs to what they need; the one place that knows all of them. */
import { createKnownFiles, openParserPool, type ParserPool } from "@aether/graph/disk";

import type { Db, Tx } from "#kernel/db";
import { createMatchers } from "#kernel/grep";
import { handleJob, type JobHandler, type Jobs } from "#kernel/jobs";
import type { Log } from "#kernel/log";
import type { Embedder, ModelAccess } from "#kernel/models";
import type { AnyOperation } from "#kernel/operation";
import type { CredentialSource } from "#kernel/secrets";
import type { Context } from "#kernel/tenancy";
import { type Clock, MINUTE_MS } from "#kernel/time";
import type { Remotes } from "#remote";

import { getFile } from "./browse/files.ts";
import { findNodes, getNode } from "./browse/nodes.ts";
import { deleteJob } from "./deletion/delete-job.ts";
import { deleteRepository, type DeletionNeeds, runDeletion } from "./deletion/delete-repository.ts";
import { diffGraph } from "./diff/diff-graph.ts";
import type { Check } from "./doctor/check.ts";
import { doctor } from "./doctor/doctor.ts";
import { explainEdges } from "./evidence/explain-edges.ts";
import { createExplainers } from "./evidence/explainers.ts";
import { exportGraph } from "./export/export-graph.ts";
import { forgetRefs } from "./forget/forget-refs.ts";
import { grep, type GrepNeeds } from "./grep/grep.ts";
import { streamGrep } from "./grep/stream-grep.ts";
import { createFactsCache } from "./ingest/facts-cache.ts";
import { createHistories } from "./ingest/histories.ts";
import { indexJob } from "./ingest/index-job.ts";
import { type IndexNeeds, runIndex } from "./ingest/index-run.ts";
import { createParsers } from "./ingest/parsers.ts";
import { indexRepository } from "./ingest/register.ts";
import { createResolvers } from "./ingest/resolvers.ts";
import { cancelJob, getJob, listJobs, retryJob } from "./jobs/operations.ts";
import { watchJob } from "./jobs/watch-job.ts";
import { fillJob } from "./models/fill-job.ts";
import { getModels, setModels, type SetModelsNeeds } from "./models/models.ts";
import { type FillNeeds, queueFill, runFill } from "./models/run-fill.ts";
import { createTenantModels } from "./models/tenant-models.ts";
import { definitionAt } from "./places/definition-at.ts";
import { findUnreachable } from "./places/unreachable.ts";
import { findCycles } from "./queries/cycles.ts";
import { neighbours } from "./queries/neighbours.ts";
import { findPaths } from "./queries/paths.ts";
import { findReferences } from "./queries/references.ts";
import { createTreeWatch } from "./queries/tree-watch.ts";
import { registerRepository } from "./repositories/register-repository.ts";
import { getRepository, listRepositories } from "./repositories/repositories.ts";
import { updateRepository } from "./repositories/update-repository.ts";
import { uploadRepository, type UploadNeeds } from "./repositories/upload-repository.ts";
import { dueJob } from "./schedule/due-job.ts";
import { runDue } from "./schedule/run-due.ts";
import { keepSearches } from "./search/kept-answers.ts";
import { searchCode } from "./search/search.ts";
import { sweepJob } from "./sweep/sweep-job.ts";
import { queueSweep, runSweep, type SweepNeeds } from "./sweep/sweep.ts";

export interface AetherNeeds {
  readonly db: Db;
  readonly jobs: Jobs;
  /** The built-in one: of every tenant that has chosen no other. */
  readonly embedder: Embedder;
  /** How models that are services are reached. */
  readonly modelAccess: Omit<ModelAccess, "meter">;
  /** How long a search waits for the vector of its question; two seconds unless given. */
  readonly vectorBudgetMs?: number;
  readonly log: Log;
  readonly clock: Clock;
  /** For each run anew; the graph package's own threads, kept between small runs, unless given. */
  readonly openParsers?: (options: { readonly workers: number }) => ParserPool;
  /** How long a replaced snapshot stays readable; ten minutes unless given. */
  readonly snapshotHoldMs?: number;
  readonly limits: {
    readonly maxFiles: number;
    readonly maxFileBytes: number;
    readonly parserThreads: number;
    /** Of a clone on disk, and of a repository's text. */
    readonly maxRepositoryBytes: number;
    /** Folders under which repositories may lie; undefined: anywhere. */
    readonly allowedRoots: readonly string[] | undefined;
  };
  readonly remotes: Remotes;
  readonly credentials: CredentialSource;
  readonly runChecks: () => Promise<readonly Check[]>;
}

/** Longer than a request may take and a reader may pause between the pages of an export. */
const SNAPSHOT_HOLD_MS = 10 * MINUTE_MS;
/** Packed facts kept in memory between runs: those of about 2,000,000 lines. */
const FACTS_CACHE_BYTES = 32 * 1024 * 1024;

export function aether(needs: AetherNeeds): {
  readonly operations: readonly AnyOperation[];
  readonly handlers: readonly JobHandler[];
  /** Drops what this process keeps in memory of a tenant that is gone. */
  readonly forget: (tenantId: string) => Promise<void>;
  /** Ends what is kept between jobs; after the jobs have stopped. */
  readonly close: () => Promise<void>;
} {
  const { db, jobs } = needs;
  const explainers = createExplainers();
  const graph = { db, trees: createTreeWatch(needs.clock) };
  const { snapshotHoldMs = SNAPSHOT_HOLD_MS } = needs;
  const sweep = { ...needs, snapshotHoldMs };
  const askForSweep = (to: Tx | Context, startAfterMs: number) => queueSweep(sweep, to, startAfterMs);
  const kept = keepBetweenRuns(needs);
  const sweepLater = { queueSweep: (tx: Tx) => askForSweep(tx, snapshotHoldMs + 1000) };
  const models = { ...needs, ...sweepLater, models: createTenantModels(needs) };
  const askForFill = async (tx: Tx) => void (await queueFill(needs, tx));
  const ingest = { ...models, ...kept, snapshotHoldMs, queueFill: askForFill };
  const known = knownRepositories({ ...needs, queueSweep: askForSweep });
  return {
    operations: [
      ...known.operations,
      indexRepository(needs),
      getJob(jobs),
      watchJob(jobs),
      listJobs(jobs),
      cancelJob(jobs),
      retryJob(jobs),
      exportGraph(db),
      diffGraph(graph),
      forgetRefs({ ...needs, queueSweep: askForSweep }),
      ...chosenModels(models),
      searchCode({ ...models, matchers: kept.matchers, kept: kept.searches }),
      ...lines({ db, ...kept }),
      ...questions({ ...graph, explainers }),
      doctor(needs),
    ],
    handlers: [...known.handlers, ...readers({ ingest, sweep, models })],
    forget: async (tenantId) => {
      for (const each of [models.models, kept.cache, kept.searches]) each.forget(tenantId);
      kept.histories.forget();
      kept.known.forget();
      await Promise.all([kept.resolvers.forget(), explainers.forget()]);
    },
    close: async () => {
      await Promise.all([kept.close(), explainers.close()]);
    },
  };
}

function chosenModels(needs: SetModelsNeeds): AnyOperation[] {
  return [getModels(needs), setModels(needs)];
}

/** What can be asked of the lines of texts. */
function lines(needs: GrepNeeds): AnyOperation[] {
  return [grep(needs), streamGrep(needs)];
}

/** What can be asked of definitions and files and of how they hang together. */
function questions(graph: Parameters<typeof explainEdges>[0]): AnyOperation[] {
  const { db } = graph;
  return [
    findNodes(db),
    getNode(db),
    neighbours(graph),
    findReferences(graph),
    findPaths(graph),
    explainEdges(graph),
    findCycles(graph),
    findUnreachable(graph),
    definitionAt(graph),
    getFile(db),
  ];
}

/** What one run of the index leaves for the next, and threads that wait for the next question. */
function keepBetweenRuns({ openParsers, limits, clock }: AetherNeeds) {
  const searches = keepSearches(clock);
  const resolvers = createResolvers();
  const matchers = createMatchers();
  const open = (): ParserPool => (openParsers ?? openParserPool)({ workers: limits.parserThreads });
  const parsers = createParsers({ open, isKept: openParsers === undefined });
  return {
    searches,
    resolvers,
    matchers,
    parsers,
    known: createKnownFiles(),
    histories: createHistories(),
    cache: createFactsCache(FACTS_CACHE_BYTES),
    close: async (): Promise<void> => {
      searches.close();
      await Promise.all([resolvers.close(), parsers.close(), matchers.close()]);
    },
  };
}

/** Registering, listing and deleting repositories. */
function knownRepositories(needs: DeletionNeeds & UploadNeeds) {
  return {
    operations: [
      registerRepository(needs),
      uploadRepository(needs),
      listRepositories(needs.db),
      getRepository(needs.db),
      updateRepository(needs),
      deleteRepository(needs),
    ],
    handlers: [handleJob(deleteJob, (run) => runDeletion(needs, run)), handleJob(dueJob, (run) => runDue(needs, run))],
  };
}

/** What the jobs of reading, of sweeping and of filling run. */
function readers(needs: {
  readonly ingest: IndexNeeds;
  readonly sweep: SweepNeeds;
  readonly models: FillNeeds;
}): readonly JobHandler[] {
  return [
    handleJob(indexJob, (run) => runIndex(needs.ingest, run)),
    handleJob(sweepJob, (run) => runSweep(needs.sweep, run)),
    handleJob(fillJob, (run) => runFill(needs.models, run)),
  ];
}
