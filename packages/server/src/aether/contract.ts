import { z } from "zod";

import { asOf, completeness, nodeId, nodeSummary, refName, skippedFile } from "./contract-nodes.ts";
import { credentialName, keepCount, repoName, repoUrl, scheduleMinutes } from "./contract-remote.ts";

export { completeness, nodeId, nodeSummary, skippedFile } from "./contract-nodes.ts";
export { explainInput, explainOutput } from "./contract-evidence.ts";
export { searchFilters, searchHit, searchInput, searchOutput, snippet } from "./contract-search.ts";
export {
  cyclesInput,
  cyclesOutput,
  definitionAtInput,
  definitionAtOutput,
  graphCompleteness,
  neighboursInput,
  neighboursOutput,
  pathsInput,
  pathsOutput,
  referencesInput,
  referencesOutput,
  relation,
  unreachableInput,
  unreachableOutput,
} from "./contract-graph.ts";

/** Wire shapes of the understanding capability. Names are snake_case, lines 1-based and inclusive, times ISO 8601 UTC. */

const LIMIT_MAX = 100;
const id = z.uuid();
const path = z.string().min(1).max(4096);
const limit = z.coerce.number().int().min(1).max(LIMIT_MAX).default(10);
const page = { cursor: z.string().max(300).optional().describe("next_cursor of the page before") };
const nextCursor = { next_cursor: z.string().nullable().default(null) };

export const indexInput = z.strictObject({
  path: path.optional().describe("a folder on the server's machine; else give url or repo_id"),
  url: repoUrl.optional().describe("an https URL that git clones from; registered if it is new"),
  repo_id: z.string().max(200).optional().describe("id or name of a repository that is known"),
  name: repoName.optional(),
  credential: credentialName.optional().describe("with url: the name of a stored credential that opens it"),
  ref: refName.optional().describe("a branch, tag or commit to read instead of the working tree"),
  scip: z
    .array(path)
    .max(20)
    .optional()
    .describe("SCIP indexes of the folder on the server's machine, merged before our own rules"),
});

export const jobState = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "dead"]);

export const job = z.strictObject({
  job_id: id,
  kind: z.string(),
  state: jobState,
  /** It runs by its state, but its process does not answer: it is queued again by itself. */
  stalled: z.boolean(),
  subject: z.string(),
  stage: z.string(),
  percent: z.number(),
  progress: z.strictObject({
    done: z.int().optional(),
    total: z.int().optional(),
    /** Items a second in this stage. */
    rate: z.number().optional(),
    skipped: z.int().optional(),
    /** The first of the skipped files. */
    skipped_files: z.array(skippedFile).optional(),
  }),
  attempt: z.int(),
  /** What the job's kind reports at its end; null before. */
  result: z.unknown(),
  error: z.strictObject({ code: z.string(), message: z.string(), details: z.unknown() }).nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  /** When it may start, while it waits for that. */
  retry_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});

export const indexOutput = z.strictObject({
  job_id: id,
  repo_id: id,
  repo: z.string(),
  /** What the repository was called until this call gave it another name; null if it kept its name. */
  renamed_from: z.string().nullable().default(null),
  state: jobState,
});
export const jobInput = z.strictObject({ id });
export const watchJobInput = z.strictObject({
  id,
  last_event_id: z.string().max(100).optional().describe("the last event that was heard; also as Last-Event-ID"),
});
export const jobsInput = z.strictObject({ state: jobState.optional(), limit, ...page });
export const jobsOutput = z.strictObject({ jobs: z.array(job), ...nextCursor });

/** The working tree (ref null) or a ref that was indexed. */
export const track = z.strictObject({
  ref: z.string().nullable(),
  snapshot: z.int(),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  indexed_at: z.string(),
  files: z.int(),
  /** Whether the ref still leads to a commit of the repository; null for the working tree, and where it cannot be told. */
  exists: z.boolean().nullable(),
  /** Numbers that a question can be asked as of, the newest first. */
  kept: z.array(z.int()),
});

export const repository = z.strictObject({
  repo_id: id,
  name: z.string(),
  /** Of what people set; it goes up with every change. */
  version: z.int().default(1),
  path: z.string(),
  state: z.enum(["empty", "indexing", "ready", "failed"]),
  snapshot: z.int().nullable(),
  commit: z.string().nullable(),
  dirty: z.boolean(),
  indexed_at: z.string().nullable(),
  counts: z.record(z.string(), z.number()),
  languages: z.record(z.string(), z.number()),
  skipped: z.array(skippedFile),
  kind: z.enum(["folder", "git", "upload"]).default("folder"),
  /** Of one with a URL: the branch, tag or commit that stands for its working tree; null is what its server calls HEAD. */
  followed: z.string().nullable().default(null),
  /** The name of the credential that opens it. */
  credential: z.string().nullable().default(null),
  schedule: z.strictObject({ every_minutes: z.int(), next_at: z.string() }).nullable().default(null),
  keep_snapshots: z.int().nullable().default(null),
  keep_days: z.int().nullable().default(null),
  /** What it takes on disk; only where one repository is asked for. */
  disk: z
    .strictObject({
      /** Text, each content once. Other repositories may have some of it, too. */
      text_bytes: z.int(),
      /** About what its rows take, their indexes included. */
      rows_bytes: z.int(),
      /** The archive of an uploaded one. Clones and unpacked trees are there only while they are read. */
      tree_bytes: z.int(),
    })
    .nullable()
    .default(null),
  /** All that can be read of it; the fields above are those of its working tree. */
  tracks: z.array(track),
});
export const repositoriesInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  ...page,
});
export const repositoriesOutput = z.strictObject({ repositories: z.array(repository), ...nextCursor });
export const repositoryInput = z.strictObject({ id: z.string().max(200).describe("repo_id or name") });

export const updateRepositoryInput = z.strictObject({
  id: repositoryInput.shape.id,
  name: repoName.optional(),
  ref: refName
    .nullable()
    .optional()
    .describe("of a URL: what stands for its working tree; null is what the server calls HEAD"),
  credential: credentialName.nullable().optional().describe("of a URL: the name of a stored credential that opens it"),
  schedule_minutes: scheduleMinutes.nullable().optional().describe("it is read again so often"),
  keep_snapshots: keepCount.nullable().optional().describe("of its past, at most"),
  keep_days: keepCount.nullable().optional().describe("of its past, what is not older"),
  expected_version: z.int().optional().describe("the version that was read; another one by now is an error"),
});

export const nodeInput = z.strictObject({ id: nodeId, repo: z.string().max(200).optional(), ...asOf });
export const nodeOutput = z.strictObject({
  node: z.strictObject({
    ...nodeSummary.shape,
    signature: z.string(),
    doc: z.string(),
    visibility: z.string(),
    exported: z.boolean(),
    parent_id: nodeId.nullable(),
  }),
  /** Null for what lies outside of the repository. */
  source: z.string().nullable(),
  counts: z.record(z.string(), z.int()),
  completeness,
});

export const findNodesInput = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(1000)
    .describe("name, qualified name (also package.Name, Type::member, Type#member), path or path:line; any case"),
  repo: z.string().max(200).optional(),
  limit,
  ...page,
  ...asOf,
});
export const findNodesOutput = z.strictObject({
  nodes: z.array(nodeSummary),
  /** Names close to the asked one, when nothing bears it. */
  suggestions: z.array(z.string()),
  ...nextCursor,
});

export const fileInput = z.strictObject({
  repo: z.string().max(200),
  path,
  start_line: z.coerce.number().int().min(1).optional(),
  end_line: z.coerce.number().int().min(1).optional(),
  ...asOf,
});
export const fileOutput = z.strictObject({
  repo: z.string(),
  path: z.string(),
  language: z.string(),
  start_line: z.int(),
  end_line: z.int(),
  total_lines: z.int(),
  text: z.string(),
});

export const doctorInput = z.strictObject({});
export const doctorOutput = z.strictObject({
  checks: z.array(
    z.strictObject({
      name: z.string(),
      /** `warn`: it works, but not as well as it could, or not for long. */
      state: z.enum(["ok", "warn", "fail"]),
      detail: z.string(),
      /** What to do; null when all is well. */
      fix: z.string().nullable(),
    }),
  ),
});

export const exportInput = z.strictObject({
  id: z.string().max(200).describe("repo_id or name"),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(5000),
  ...asOf,
});
export const exportOutput = z.strictObject({
  /** Nodes in the order of their ids, then edges; the shape `aether export` writes a line of. */
  rows: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
  completeness,
});
