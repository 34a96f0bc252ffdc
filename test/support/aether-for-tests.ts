/** The understanding capability on a database of a test's own, with its jobs running: what main joins, without a surface. */
import { randomUUID } from "node:crypto";

import type { ParserPool } from "../../packages/graph/src/disk.ts";
import { EXPORT_JOB_KINDS, exportHandlers, type ExportsNeeds } from "../../packages/server/src/accounts/index.ts";
import { aether, JOB_KINDS } from "../../packages/server/src/aether/index.ts";
import { type Db } from "../../packages/server/src/kernel/db/index.ts";
import {
  createJobs,
  installQueue,
  isFinished,
  type Job,
  type Jobs,
} from "../../packages/server/src/kernel/jobs/index.ts";
import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import {
  createHashEmbedder,
  createPace,
  type Embedder,
  type ModelAccess,
} from "../../packages/server/src/kernel/models/index.ts";
import { type AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { createAsk } from "../../packages/server/src/kernel/outgoing/index.ts";
import { createSplitter, isStopWord } from "../../packages/server/src/kernel/search/index.ts";
import type { CredentialSource } from "../../packages/server/src/kernel/secrets/index.ts";
import { type Context, createContext, ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { createRemotes, type Remotes } from "../../packages/server/src/remote/index.ts";
import { testTrail } from "./audit-trail.ts";
import { type Engine, type TestDatabase } from "./databases.ts";
import { looseScratch } from "./loose-scratch.ts";

export interface TestAether {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly operations: readonly AnyOperation[];
  /** For the operations of exports, whose jobs run with the others. */
  readonly exports: ExportsNeeds;
  /** A tenant of its own with every permission, or the one of this id. */
  tenant(tenantId?: string): Promise<TestTenant>;
  /** Begins to run jobs where `paused` has kept them from it. */
  start(): Promise<void>;
  /** The job once it has ended. */
  whenFinished(context: Context, jobId: string): Promise<Job>;
  close(): Promise<void>;
}

export interface TestTenant {
  readonly context: Context;
  /** Calls an operation by name. Answers are typed by their reader. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
  call(name: string, input: object): Promise<any>;
  /** Indexes a folder and waits for the job's end. */
  index(path: string, options?: IndexOptions): Promise<Job>;
}

export interface IndexOptions {
  readonly name?: string;
  readonly ref?: string;
  readonly scip?: readonly string[];
  /** Hears each stage as the job reaches it. */
  readonly onStage?: (stage: string) => void;
}

export interface TestAetherOptions {
  readonly maxFiles?: number;
  readonly exports?: Pick<ExportsNeeds, "fileBytes" | "pageRows">;
  readonly maxFileBytes?: number;
  readonly snapshotHoldMs?: number;
  readonly parserThreads?: number;
  readonly allowedRoots?: readonly string[];
  readonly maxRepositoryBytes?: number;
  readonly remotes?: Remotes;
  readonly credentials?: CredentialSource;
  readonly embedder?: Embedder;
  /** Unless given no host is asked but public ones. */
  readonly modelAccess?: Omit<ModelAccess, "meter">;
  readonly vectorBudgetMs?: number;
  readonly openParsers?: () => ParserPool;
  /** Jobs can be queued and looked at, but do not run. */
  readonly paused?: boolean;
}

export async function openAether(engine: Engine, options: TestAetherOptions = {}): Promise<TestAether> {
  return joinAether(await engine.open({ afterMigrate: installQueue }), options);
}

/** The same on a database that is open already; closing closes it. */
export async function joinAether(
  database: Pick<TestDatabase, "db" | "drop">,
  options: TestAetherOptions = {},
): Promise<TestAether> {
  const log = createLogger({ level: "silent", to: process.stderr });
  const { db } = database;
  const jobs = await createJobs({ db, log, clock: systemClock, kinds: [...JOB_KINDS, ...EXPORT_JOB_KINDS] });
  const exports = { db, jobs, trail: testTrail(db), ...options.exports };
  const capability = aether({
    db,
    jobs,
    log,
    embedder: options.embedder ?? createHashEmbedder({ split: createSplitter(), isStopWord }),
    modelAccess: options.modelAccess ?? { ask: createAsk({ allowedHosts: [] }), pace: createPace(systemClock) },
    ...(options.vectorBudgetMs === undefined ? {} : { vectorBudgetMs: options.vectorBudgetMs }),
    clock: systemClock,
    ...(options.openParsers && { openParsers: options.openParsers }),
    ...(options.snapshotHoldMs === undefined ? {} : { snapshotHoldMs: options.snapshotHoldMs }),
    limits: {
      maxFiles: options.maxFiles ?? 200_000,
      maxFileBytes: options.maxFileBytes ?? 2 * 1024 * 1024,
      parserThreads: options.parserThreads ?? 1,
      maxRepositoryBytes: options.maxRepositoryBytes ?? 1_000_000_000,
      allowedRoots: options.allowedRoots,
    },
    remotes: options.remotes ?? NO_REMOTES,
    credentials: options.credentials ?? NO_CREDENTIALS,
    runChecks: async () => [],
  });
  const handlers = [...capability.handlers, ...exportHandlers(exports)];
  const start = () => jobs.start({ handlers, concurrency: { realtime: 1, bulk: 2 }, ...QUICK });
  if (options.paused !== true) await start();
  return {
    start,
    exports,
    db,
    jobs,
    operations: capability.operations,
    tenant: (tenantId) => makeTenant({ db, jobs, operations: capability.operations }, tenantId),
    whenFinished: (context, jobId) => finished(jobs, context, { jobId, onStage: undefined }),
    close: async () => {
      await jobs.stop({ graceMs: 5000 });
      await capability.close();
      await database.drop();
    },
  };
}

/** Public hosts may be asked, and clones are kept nowhere: for tests that have none. */
const NO_REMOTES = createRemotes({
  scratch: looseScratch("/nowhere"),
  allowedHosts: [],
  caFile: undefined,
  maxBytes: 1,
});

const NO_CREDENTIALS: CredentialSource = {
  open: () => Promise.reject(new Error("this test has no credentials")),
};

/** So that the job of a process that died is soon taken up on PostgreSQL. */
const QUICK = { leaseMs: 3000, pollMs: 300 };

type House = Pick<TestAether, "db" | "jobs" | "operations">;

async function makeTenant({ db, jobs, operations }: House, known: string | undefined): Promise<TestTenant> {
  const tenantId = known ?? randomUUID();
  const context = createContext({
    tenantId,
    actor: { kind: "owner" },
    permissions: ["code:read", "code:write", "jobs:read", "jobs:write", "system:read", "models:read", "models:write"],
    requestId: `test-${tenantId}`,
    signal: new AbortController().signal,
  });
  await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
  const call = (name: string, input: object) => {
    const found = operations.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`no operation ${name}`);
    return found.call(context, input);
  };
  const index = async (path: string, { onStage, ...options }: IndexOptions = {}): Promise<Job> => {
    const answer = Object(await call("index_repository", { path, ...options }));
    return finished(jobs, context, { jobId: String(answer.job_id), onStage });
  };
  return { context, call, index };
}

interface Watched {
  readonly jobId: string;
  readonly onStage: ((stage: string) => void) | undefined;
}

function finished(jobs: Jobs, context: Context, { jobId, onStage }: Watched): Promise<Job> {
  return new Promise((resolve, reject) => {
    jobs
      .subscribe(context, jobId, (job) => {
        onStage?.(job.stage);
        if (isFinished(job)) resolve(job);
      })
      .catch(reject);
  });
}

/** The rows of the repository `shop`, page by page. */
export async function exportAll(tenant: TestTenant, limit = 7): Promise<object[]> {
  const rows: object[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: { rows: object[]; next_cursor: string | null } = await tenant.call("export_graph", {
      id: "shop",
      limit,
      ...(cursor === "" ? {} : { cursor }),
    });
    rows.push(...page.rows);
    cursor = page.next_cursor;
  }
  return rows;
}
