import { z } from "zod";

import { asOf, completeness, nodeId, nodeSummary, skippedFile } from "./contract-nodes.ts";

/** Questions to the graph. */

const repo = z.string().max(200);
const path = z.string().min(1).max(4096);
const overloads = z
  .stringbool()
  .default(false)
  .describe("all definitions of that kind and name in its file, as overloads are");
const overloadsAsked = z.int().describe("how many definitions the answer is about: more than one with overloads=true");
const cursor = z.string().max(200).optional().describe("next_cursor of the page before");
const pageLimit = z.coerce.number().int().min(1).max(1000).default(100);
const minTier = z
  .enum(["exact", "inferred", "dispatch", "name"])
  .default("inferred")
  .describe("the weakest evidence that counts; dispatch adds what a call may reach through overriders");

/** What an answer of the graph rests on, so that "none" is never read as safety. */
export const graphCompleteness = z.strictObject({
  ...completeness.shape,
  /** The folder has changed since the snapshot; null where that cannot be told (it is gone, or no git is there), and of a ref. */
  moved_on: z.boolean().nullable(),
  /** The first of the files that were not read, or in part only. */
  skipped: z.array(skippedFile),
  /** Uses within reach that nothing could bind: by the asked name, or made by the asked definition. */
  unresolved: z.strictObject({
    count: z.int(),
    /** There are more than were counted. */
    more: z.boolean(),
    first: z.array(z.strictObject({ file: z.string(), line: z.int(), name: z.string(), reason: z.string() })),
  }),
});

/** How many there are on all pages. */
const found = z.strictObject({
  count: z.int(),
  /** There are more than were counted: a node on the way has more edges than were read. */
  more: z.boolean(),
});

export const relation = z.enum([
  "callers",
  "callees",
  "imports",
  "imported_by",
  "inherits",
  "inherited_by",
  "implementations",
  "overrides",
  "overridden_by",
  "references",
  "referenced_by",
]);

export const neighboursInput = z.strictObject({
  id: nodeId,
  relation,
  depth: z.coerce.number().int().min(1).max(5).default(1),
  overloads,
  min_tier: minTier,
  limit: pageLimit,
  cursor,
  repo: repo.optional(),
  ...asOf,
});
export const neighboursOutput = z.strictObject({
  node: nodeSummary,
  overloads: overloadsAsked,
  neighbours: z.array(
    z.strictObject({
      node: nodeSummary,
      /** Edges away from the asked node. */
      distance: z.int(),
      /** The node by which it was reached. */
      via: nodeId,
      tier: z.string(),
      lines: z.array(z.int()),
    }),
  ),
  found,
  /** Of callers: methods that the asked one overrides. Calls of them may run it, and are among the answer with min_tier=dispatch. */
  called_as: z.array(nodeSummary),
  /** Of callers: how many definitions name it without calling it, up to 100. What it is handed to may call it. */
  named_by: z.int(),
  /** More were found than this page holds, or a node on the way has more edges than were followed. */
  truncated: z.boolean(),
  next_cursor: z.string().nullable(),
  completeness: graphCompleteness,
});

export const referencesInput = z.strictObject({
  id: nodeId,
  overloads,
  min_tier: minTier,
  limit: pageLimit,
  cursor,
  repo: repo.optional(),
  ...asOf,
});
export const referencesOutput = z.strictObject({
  node: nodeSummary,
  overloads: overloadsAsked,
  references: z.array(
    z.strictObject({ node: nodeSummary, kind: z.string(), tier: z.string(), lines: z.array(z.int()) }),
  ),
  found,
  next_cursor: z.string().nullable(),
  completeness: graphCompleteness,
});

export const pathsInput = z.strictObject({
  from: nodeId,
  to: nodeId,
  overloads: overloads.describe("of both ends all definitions of that kind and name in the file, as overloads are"),
  over: z.enum(["calls", "imports", "inheritance", "any"]).default("calls").describe("the edges that are followed"),
  min_tier: minTier,
  all: z.stringbool().default(false).describe("all simple paths instead of one of the shortest"),
  max_length: z.coerce.number().int().min(1).max(20).default(10).describe("edges in a path"),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe("paths"),
  max_visited: z.coerce.number().int().min(2).max(50_000).default(10_000).describe("nodes looked at"),
  repo: repo.optional(),
  ...asOf,
});
export const pathsOutput = z.strictObject({
  from: nodeSummary,
  to: nodeSummary,
  /** The shortest first; each begins at `from` and ends at `to`. */
  paths: z.array(
    z.strictObject({
      length: z.int(),
      steps: z.array(
        z.strictObject({
          node: nodeSummary,
          /** The edge by which it is reached; null for the first. */
          edge: z.strictObject({ kind: z.string(), tier: z.string(), lines: z.array(z.int()) }).nullable(),
        }),
      ),
    }),
  ),
  visited: z.int(),
  /** A limit ended the search: there may be paths, or more of them, that were not found. */
  truncated: z.boolean(),
  completeness: graphCompleteness,
});

export const cyclesInput = z.strictObject({
  repo: repo.min(1),
  min_tier: minTier,
  limit: z.coerce.number().int().min(1).max(200).default(20),
  ...asOf,
});
export const cyclesOutput = z.strictObject({
  /** Groups of files that all import each other, directly or not; the largest first. */
  groups: z.array(
    z.strictObject({
      files: z.array(nodeSummary),
      /** Files of the group, of which `files` holds the first. */
      size: z.int(),
      /** One of the shortest cycles in it: each imports the next, and the last the first. */
      cycle: z.array(nodeSummary),
    }),
  ),
  /** Groups in all. */
  count: z.int(),
  /** The repository has more imports than were read. */
  truncated: z.boolean(),
  completeness: graphCompleteness,
});

export const unreachableInput = z.strictObject({
  repo: repo.min(1),
  path: path.optional().describe("only in files whose path begins so"),
  exported: z.stringbool().default(false).describe("what is exported as well: others may use it"),
  limit: pageLimit,
  cursor,
  ...asOf,
});
export const unreachableOutput = z.strictObject({
  definitions: z.array(
    z.strictObject({
      node: nodeSummary,
      /** Uses of its name that nothing could bind: one of them may be a use of it. */
      unresolved: z.int(),
    }),
  ),
  next_cursor: z.string().nullable(),
  completeness: graphCompleteness,
});

export const definitionAtInput = z.strictObject({
  repo: repo.min(1),
  path,
  line: z.coerce.number().int().min(1),
  column: z.coerce.number().int().min(0).default(0).describe("0-based, in UTF-16 units"),
  ...asOf,
});
export const definitionAtOutput = z.strictObject({
  /** The name at the place; null where there is none. */
  name: z.string().nullable(),
  /**
   * `meant`: what the name means; `here`: the name is that of the definition itself; `local`: a name that is bound in the file
   * at `line`; `unresolved`: it could not be bound, for the reason; `enclosing`: there is no such name, or nothing is known of it.
   */
  found: z.enum(["meant", "here", "local", "unresolved", "enclosing"]),
  /** More than one where a line uses several definitions of one name. */
  definitions: z.array(z.strictObject({ node: nodeSummary, tier: z.string().nullable() })),
  local: z.strictObject({ line: z.int(), kind: z.enum(["parameter", "variable", "import"]) }).nullable(),
  /** All lines that define the name: imports and exports on the way to it, and every assignment that the place can see. */
  lines: z.array(
    z.strictObject({
      file: z.string(),
      line: z.int(),
      kind: z.enum(["definition", "parameter", "variable", "import", "export"]),
    }),
  ),
  reason: z.string().nullable(),
  enclosing: nodeSummary.nullable(),
  completeness: graphCompleteness,
});
