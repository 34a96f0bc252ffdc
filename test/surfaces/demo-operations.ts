import { aether, aetherDiff, aetherForget } from "../../packages/server/src/contract.ts";
import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { type AnyOperation, type HttpRoute, operation } from "../../packages/server/src/kernel/operation/index.ts";

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
        if (query.trim() === "" && filters.symbol.length === 0)
          throw new Fault("VALIDATION_ERROR", "a query needs at least one word");
        const found = query.includes("nothing") ? [] : NODES;
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
      ...definition("index_repository", {
        method: "POST",
        path: "/ingest/repository",
        status: 202,
        location: "/ingest/job/{job_id}",
      }),
      input: aether.indexInput,
      output: aether.indexOutput,
      async run(_context, { path, name = "shop" }) {
        const made = createJob(path.includes("broken") ? "failed" : path.includes("endless") ? "running" : "succeeded");
        jobs.set(made.id, made);
        return { job_id: made.id, repo_id: REPO_ID, repo: name, state: "queued" as const };
      },
    }),
    operation({
      ...definition("get_job", { method: "GET", path: "/ingest/job/{id}" }),
      input: aether.jobInput,
      output: aether.job,
      run: async (_context, { id }) => job(id).next(),
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
    operation({
      ...definition("find_nodes", { method: "GET", path: "/graph/nodes" }),
      input: aether.findNodesInput,
      output: aether.findNodesOutput,
      async run(_context, { name, repo }) {
        if (repo !== undefined) requireRepo(repo);
        const nodes = NODES.filter((node) => node.name.toLowerCase() === name.toLowerCase());
        const atPlace = /:\d+$/.test(name) ? NODES.slice(0, 1) : [];
        return { nodes: [...nodes, ...atPlace], suggestions: nodes.length === 0 ? ["openSession"] : [] };
      },
    }),
    operation({
      ...definition("get_node", { method: "GET", path: "/graph/nodes/{id}" }),
      input: aether.nodeInput,
      output: aether.nodeOutput,
      async run(_context, { id }) {
        const node = { ...requireNode(id), signature: "", doc: "Opens it.", visibility: "public", exported: true };
        const counts = { callers: 1, callees: 0 };
        return { node: { ...node, parent_id: null }, source: HOSTILE, counts, completeness: COMPLETENESS };
      },
    }),
    operation({
      ...definition("neighbours", { method: "GET", path: "/graph/nodes/{id}/neighbours" }),
      input: aether.neighboursInput,
      output: aether.neighboursOutput,
      async run(_context, { id }) {
        const node = requireNode(id);
        const neighbour = { node: NODES[1] ?? node, distance: 1, via: id, tier: "exact", lines: [7] };
        const whole = {
          called_as: [],
          named_by: 1,
          truncated: false,
          next_cursor: null,
          completeness: GRAPH_COMPLETENESS,
        };
        return { node, overloads: 1, neighbours: [neighbour], ...whole };
      },
    }),
    operation({
      ...definition("find_references", { method: "GET", path: "/graph/nodes/{id}/references" }),
      input: aether.referencesInput,
      output: aether.referencesOutput,
      async run(_context, { id }) {
        const node = requireNode(id);
        const reference = { node: NODES[2] ?? node, kind: "CALLS", tier: "exact", lines: [7, 9] };
        return { node, overloads: 1, references: [reference], next_cursor: "more", completeness: GRAPH_COMPLETENESS };
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

function graphOperations(): AnyOperation[] {
  const [node] = NODES;
  if (node === undefined) throw new Error("there are no nodes to show");
  const completeness = GRAPH_COMPLETENESS;
  return [
    operation({
      ...definition("find_paths", { method: "GET", path: "/graph/nodes/{from}/paths" }),
      input: aether.pathsInput,
      output: aether.pathsOutput,
      run: async () => {
        const edge = { kind: "CALLS", tier: "exact", lines: [3] };
        const steps = [
          { node, edge: null },
          { node, edge },
        ];
        return { from: node, to: node, paths: [{ length: 1, steps }], visited: 2, truncated: true, completeness };
      },
    }),
    operation({
      ...definition("explain_edges", { method: "GET", path: "/graph/nodes/{from}/why" }),
      input: aether.explainInput,
      output: aether.explainOutput,
      run: async () => {
        const steps = [{ kind: "import", text: "`x` is imported from `\u001b[2J./y`", file: "src/a.ts", line: 1 }];
        const use = { line: 3, source: "open(\u001b[31m);", use: "open(…)", steps };
        return {
          from: node,
          to: node,
          relation: "edges" as const,
          edges: [{ from: node, to: node, kind: "CALLS", tier: "exact", lines: [3], uses: [use] }],
          unresolved: [{ name: "open", reason: "unknown-name", ...use }],
          steps_missing: true,
          truncated: true,
          completeness,
        };
      },
    }),
    operation({
      ...definition("definition_at", { method: "GET", path: "/repositories/{repo}/definition" }),
      input: aether.definitionAtInput,
      output: aether.definitionAtOutput,
      run: async () => ({
        name: "openSession",
        found: "meant" as const,
        definitions: [{ node, tier: "exact" }],
        local: null,
        lines: [{ file: "src/session.ts", line: 12, kind: "definition" as const }],
        reason: null,
        enclosing: node,
        completeness,
      }),
    }),
    operation({
      ...definition("find_cycles", { method: "GET", path: "/repositories/{repo}/cycles" }),
      input: aether.cyclesInput,
      output: aether.cyclesOutput,
      run: async () => ({
        groups: [{ files: [node], size: 2, cycle: [node] }],
        count: 1,
        truncated: false,
        completeness,
      }),
    }),
    operation({
      ...definition("find_unreachable", { method: "GET", path: "/repositories/{repo}/unreachable" }),
      input: aether.unreachableInput,
      output: aether.unreachableOutput,
      run: async () => ({ definitions: [{ node, unresolved: 1 }], next_cursor: null, completeness }),
    }),
  ];
}

function definition(name: string, http: HttpRoute) {
  return { name, kind: "query", summary: `Demo of ${name}.`, permission: "code:read", errors: [], http } as const;
}

const REPO_ID = "00000000-0000-4000-8000-0000000000aa";
/** Source that tries to command the terminal of whoever looks at it. */
const HOSTILE = 'open("\u001b[31mred\u001b]0;title\u0007");\n\tclose("\u202egnp.exe");';

const NODES = [
  demoNode("00000000000000a1", { name: "openSession", file: "src/session.ts", start_line: 3, end_line: 5 }),
  demoNode("00000000000000a2", { name: "close", file: "src/session.ts", start_line: 9, end_line: 9 }),
  demoNode("00000000000000a3", { name: "close", file: "src/\u001b[2Jdoor.ts", start_line: 1, end_line: 4 }),
  {
    ...demoNode("00000000000000a4", { name: "Session", file: "src/session.ts", start_line: 20, end_line: 30 }),
    kind: "Class",
  },
];

function demoNode(id: string, node: { name: string; file: string; start_line: number; end_line: number }) {
  return { id, kind: "Function", qualified_name: node.name, repo: "shop", language: "typescript", ...node };
}

const SNIPPET = {
  start_line: 3,
  end_line: 5,
  text: 'export function openSession() {\n\treturn "\u001b[31m";\n}',
  highlights: [[3, 16, 27]] as [number, number, number][],
};

const COMPLETENESS = {
  repos: [
    {
      repo: "shop",
      ref: null,
      snapshot: 1,
      commit: null,
      dirty: false,
      indexed_at: "2026-01-02T00:00:00Z",
      files: 2,
      skipped_files: 1,
      scip: null,
    },
  ],
};

const GRAPH_COMPLETENESS = {
  ...COMPLETENESS,
  moved_on: true,
  skipped: [{ path: "src/big.ts", reason: "too-large" }],
  unresolved: { count: 1, more: false, first: [{ file: "src/x.ts", line: 3, name: "openSession", reason: "dynamic" }] },
};

const REPOSITORY = {
  repo_id: REPO_ID,
  name: "shop",
  path: "/code/shop",
  state: "ready" as const,
  snapshot: 1,
  commit: "0123456789abcdef",
  dirty: true,
  indexed_at: "2026-01-02T00:00:00Z",
  counts: { files: 2, nodes: 1234, edges: 1 },
  languages: { typescript: 2 },
  skipped: [{ path: "big.min.js", reason: "too large" }],
  tracks: [],
};

function requireRepo(name: string): void {
  if (name !== "shop") throw new Fault("NOT_FOUND", `no repository "${name}"`);
}

function requireNode(id: string) {
  const node = NODES.find((each) => each.id === id);
  if (node === undefined) throw new Fault("NOT_FOUND", "there is no such node");
  return node;
}

type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

interface DemoJob {
  readonly id: string;
  /** Each look finds it one step on. */
  next(): ReturnType<typeof jobRow>;
  cancel(): ReturnType<typeof jobRow>;
  retry(): ReturnType<typeof jobRow>;
}

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
