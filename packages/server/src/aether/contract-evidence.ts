import { z } from "zod";

import { graphCompleteness } from "./contract-graph.ts";
import { asOf, nodeId, nodeSummary } from "./contract-nodes.ts";

/** Why the graph says what it says. */

export const explainInput = z.strictObject({
  from: nodeId,
  to: nodeId.optional().describe("what is used"),
  name: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe("instead of `to`: a name that `from` uses and that could not be bound"),
  overloads: z
    .stringbool()
    .default(false)
    .describe("of both ends all definitions of that kind and name in the file, as overloads are"),
  min_tier: z
    .enum(["exact", "inferred", "dispatch", "name"])
    .default("dispatch")
    .describe("the weakest evidence that counts"),
  repo: z.string().max(200).optional(),
  ...asOf,
});

const step = z.strictObject({
  /** What the step rests on: `import`, `reexport`, `parameter`, `return`, `hierarchy` …; docs/graph.md lists them. */
  kind: z.string(),
  /** A sentence in which code stands between backquotes. */
  text: z.string(),
  /** Empty, with line 0, for what is in no file of the repository. */
  file: z.string(),
  line: z.int(),
});

const use = z.strictObject({
  line: z.int(),
  /** The line as it is written, cut to 200 characters. */
  source: z.string(),
  /** The part of it that is explained, as far as the graph keeps it. */
  use: z.string(),
  steps: z.array(step),
});

export const explainOutput = z.strictObject({
  from: nodeSummary,
  to: nodeSummary.nullable(),
  /** `edges`: those between the two; `path`: none, and `edges` are a shortest way from one to the other; `none`: neither. */
  relation: z.enum(["edges", "path", "none"]),
  edges: z.array(
    z.strictObject({
      from: nodeSummary,
      to: nodeSummary,
      kind: z.string(),
      tier: z.string(),
      lines: z.array(z.int()),
      /** Of the first lines: what binds the others is alike. */
      uses: z.array(use),
    }),
  ),
  /** Uses of the name within `from` that could not be bound. */
  unresolved: z.array(z.strictObject({ name: z.string(), reason: z.string(), ...use.shape })),
  /** Steps of an edge could not be found: facts are missing, or were found by another version. */
  steps_missing: z.boolean(),
  /** There are more edges than are shown, or a limit ended the search for a path. */
  truncated: z.boolean(),
  completeness: graphCompleteness,
});
