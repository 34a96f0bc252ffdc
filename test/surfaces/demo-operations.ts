import { once } from "node:events";

import { aether, aetherDiff, aetherForget, aetherGrep, aetherRemote } from "../../packages/server/src/contract.ts";
import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { operation, type StreamEvent, streamOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  COMPLETENESS,
  definition,
  HOSTILE,
  MATCHES,
  NODES,
  REPO_ID,
  REPOSITORY,
  requireNode,
  requireRepo,
  SNIPPET,
} from "./demo-answers.ts";
import { graphOperations } from "./demo-graph.ts";

/**
 * The operations of the understanding capability with a tiny index in memory: the same contract, known answers, and jobs
 * that take the steps a test asks for.
 */
export function demoOperations() {
  const jobs = new Map<string, DemoJob>();
  const job = (id: string): DemoJob => {
    const found = jobs.get(id);
    if (found === undefined) throw new Fault("NOT_FOUND", "there is no such job");
    return found;
  };
  const operations = [
    operation({
      ...definition("search_code", { method: "POST", path: "/retrieve/search" }),
      input: aether.searchInput,
      output: aether.searchOutput,
      async run(_context, { query, filters, limit, snippets }) {
        for (const repo of filters.repo) requireRepo(repo);
        if (query.includes("slow")) await new Promise(() => undefined);
        if (query.trim() === "" && filters.symbol.length + filters.path.length === 0)
          throw new Fault("VALIDATION_ERROR", "a query needs at least one word");
        const found = query.includes("nothing") || filters.path.includes("nosuch") ? [] : NODES;
        const hits = found.slice(0, limit).map((node, at) => ({
          ...node,
          score: 0.9 - at / 10,
          parts: { words: 0.6 - at / 10, vectors: 0.3 },
          snippet: snippets ? SNIPPET : null,
          related: [],
        }));
        const suggestions = found.length === 0 ? ["openSession", "close\u001b[2J"] : [];
        return { hits, query: { words: query.split(" "), filters }, suggestions, completeness: COMPLETENESS };
      },
    }),
    operation({
      ...definition("grep", { method: "POST", path: "/retrieve/grep" }),
      input: aetherGrep.grepInput,
      output: aetherGrep.grepOutput,
      async run(_context, { pattern, repo, limit, cursor }) {
        for (const name of repo) requireRepo(name);
        const lines = pattern === "nothing" ? [] : MATCHES;
        const from = Number(cursor ?? 0);
        const matches = lines.slice(from, from + limit);
        const end = from + matches.length;
        const searched = { files: 2, bytes: 100, without_trigrams: [] };
        const isEnd = end === lines.length;
        const next = {
          ended_by: isEnd ? ("end" as const) : ("limit" as const),
          next_cursor: isEnd ? null : String(end),
        };
        return { matches, searched, given_up: [], ...next, completeness: COMPLETENESS };
      },
    }),
    operation({
      ...definition("index_repository", {
        method: "POST",
        path: "/ingest/repository",
        status: 202,
        location: "/ingest/job/{job_id}",
      }),
      input: aether.indexInput,
      output: aether.indexOutput,
      async run(_context, { path = "", name = "shop" }) {
        const made = createJob(path.includes("broken") ? "failed" : path.includes("endless") ? "running" : "succeeded");
        jobs.set(made.id, made);
        const renamed_from = name === "shop" ? null : "shop";
        return { job_id: made.id, repo_id: REPO_ID, repo: name, renamed_from, state: "queued" as const };
      },
    }),
    operation({
      ...definition("get_job", { method: "GET", path: "/ingest/job/{id}" }),
      input: aether.jobInput,
      output: aether.job,
      run: async (_context, { id }) => job(id).next(),
    }),
    streamOperation({
      ...definition("watch_job", { method: "GET", path: "/jobs/{id}/events" }),
      input: aether.watchJobInput,
      output: aether.job,
      open: async ({ signal }, { id }) => eventsOf(job(id), signal),
    }),
    operation({
      ...definition("get_repository", { method: "GET", path: "/repositories/{id}" }),
      input: aether.repositoryInput,
      output: aether.repository,
      run: async (_context, { id }) => {
        requireRepo(id);
        return REPOSITORY;
      },
    }),
    operation({
      ...definition("delete_repository", { method: "DELETE", path: "/repositories/{id}", status: 202 }),
      input: aetherRemote.deleteInput,
      output: aetherRemote.deleteOutput,
      run: async () => {
        const made = createJob("succeeded");
        jobs.set(made.id, made);
        return { job_id: made.id, repo_id: REPO_ID, repo: "shop", state: "queued" as const };
      },
    }),
    operation({
      ...definition("forget_refs", { method: "POST", path: "/repositories/{id}/forget" }),
      input: aetherForget.forgetInput,
      output: aetherForget.forgetOutput,
      run: async (_context, { refs }) => ({ repo: "shop", forgotten: refs }),
    }),
    operation({
      ...definition("list_jobs", { method: "GET", path: "/jobs" }),
      input: aether.jobsInput,
      output: aether.jobsOutput,
      run: async () => ({ jobs: [...jobs.values()].map((each) => each.next()) }),
    }),
    operation({
      ...definition("cancel_job", { method: "POST", path: "/jobs/{id}/cancel" }),
      input: aether.jobInput,
      output: aether.job,
      run: async (_context, { id }) => job(id).cancel(),
    }),
    operation({
      ...definition("retry_job", { method: "POST", path: "/jobs/{id}/retry" }),
      input: aether.jobInput,
      output: aether.job,
      run: async (_context, { id }) => job(id).retry(),
    }),
    operation({
      ...definition("list_repositories", { method: "GET", path: "/repositories" }),
      input: aether.repositoriesInput,
      output: aether.repositoriesOutput,
      run: async () => ({ repositories: [REPOSITORY] }),
    }),
    operation({
      ...definition("diff_graph", { method: "GET", path: "/repositories/{id}/diff" }),
      input: aetherDiff.diffInput,
      output: aetherDiff.diffOutput,
      async run(_context, { id }) {
        requireRepo(id);
        const side = {
          ref: HOSTILE,
          snapshot: 1,
          commit: null,
          dirty: false,
          indexed_at: "2026-01-02T00:00:00Z",
          skipped_files: 1,
          moved_on: null,
        };
        const [node = requireNode("")] = NODES;
        return {
          repo: "shop",
          from: side,
          to: side,
          counts: { definitions: { added: 0, removed: 0, changed: 1, moved: 0 }, edges: [] },
          definitions: [
            {
              change: "changed" as const,
              what: ["signature" as const],
              node,
              signature: HOSTILE,
              before: { file: HOSTILE, start_line: 1, signature: "" },
            },
          ],
          edges: [{ change: "added" as const, kind: "CALLS", tier: "exact", tier_before: null, from: node, to: node }],
          next_cursor: null,
        };
      },
    }),
    operation({
      ...definition("export_graph", { method: "GET", path: "/repositories/{id}/graph" }),
      input: aether.exportInput,
      output: aether.exportOutput,
      async run(_context, { id, cursor }) {
        requireRepo(id);
        const [node, edge] = [
          { type: "node", id: NODES[0]?.id },
          { type: "edge", kind: "CALLS" },
        ];
        const rest = { completeness: COMPLETENESS };
        return cursor === undefined
          ? { rows: [node], next_cursor: "2", ...rest }
          : { rows: [edge], next_cursor: null, ...rest };
      },
    }),
    ...graphOperations(),
    operation({
      ...definition("doctor", { method: "GET", path: "/doctor" }),
      input: aether.doctorInput,
      output: aether.doctorOutput,
      run: async () => ({ checks: [{ name: "database", state: "ok" as const, detail: "answers", fix: null }] }),
    }),
  ];
  return { operations };
}

type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

interface DemoJob {
  readonly id: string;
  /** Each look finds it one step on. */
  next(): ReturnType<typeof jobRow>;
  cancel(): ReturnType<typeof jobRow>;
  retry(): ReturnType<typeof jobRow>;
}

/** One step after the other until the job has ended; of one that does not, until nobody listens any more. */
async function* eventsOf(job: DemoJob, signal: AbortSignal): AsyncGenerator<StreamEvent<ReturnType<typeof jobRow>>> {
  for (let looks = 1; looks <= LOOKS; looks++) {
    const data = job.next();
    yield { id: String(looks), event: "job", data };
    if (data.state !== "running") return;
  }
  if (!signal.aborted) await once(signal, "abort");
}

const LOOKS = 4;
let made = 0;

function createJob(end: JobState): DemoJob {
  const id = `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`;
  let looks = 0;
  let state: JobState = "running";
  return {
    id,
    next() {
      looks++;
      if (looks > 2 && state === "running") state = end;
      return jobRow(id, state, looks);
    },
    cancel() {
      state = "cancelled";
      return jobRow(id, state, looks);
    },
    retry() {
      state = "queued";
      return jobRow(id, state, looks);
    },
  };
}

function jobRow(id: string, state: JobState, looks: number) {
  const hasEnded = state !== "running";
  return {
    job_id: id,
    kind: "parse_and_index_repository",
    state,
    stalled: false,
    subject: REPO_ID,
    stage: looks < 2 ? "parse" : "store",
    percent: hasEnded ? 100 : Math.min(90, looks * 30),
    progress: {
      done: 40,
      total: 100,
      rate: 20,
      skipped: 1,
      skipped_files: [{ path: "big.min.js", reason: "too large" }],
    },
    attempt: 1,
    result: state === "succeeded" ? { files: 2, changed: 2, nodes: 1234, edges: 99 } : null,
    error: state === "failed" ? { code: "NO_SOURCE", message: "nothing to index was found", details: {} } : null,
    created_at: "2026-01-02T00:00:00.000Z",
    started_at: "2026-01-02T00:00:00.000Z",
    retry_at: null,
    finished_at: hasEnded ? "2026-01-02T00:00:02.500Z" : null,
  };
}
