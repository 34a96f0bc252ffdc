import { AS_OF, type Command, type Flag, integer, off, text } from "./command.ts";

/** From the strongest evidence to the weakest. */
export const TIERS = ["exact", "inferred", "dispatch", "name"] as const;
/** What `aether path` may go along. */
export const EDGES_FOLLOWED = ["calls", "imports", "inheritance", "any"] as const;

const REPO = text("repo", "NAME", "only in this repository");
const OF_REPO = text("repo", "NAME", "of this repository (default: the one around the current directory)");
const MIN_TIER: Flag = {
  name: "min-tier",
  kind: "text",
  value: "TIER",
  summary: "the weakest evidence that counts (default inferred); dispatch adds what a call may reach by overriding",
  choices: TIERS,
};
const DEPTH = integer("depth", "N", "how many steps away, 1 to 5 (default 1)");
const PAGE: readonly Flag[] = [
  integer("limit", "N", "how many at most, 1 to 1000 (default 100)"),
  text("cursor", "TEXT", "go on where the answer before ended"),
];
const RELATION_FLAGS: readonly Flag[] = [
  integer("depth", "N", "how many calls away, 1 to 5 (default 1)"),
  MIN_TIER,
  ...PAGE,
  REPO,
  ...AS_OF,
];
const TREE_FLAGS: readonly Flag[] = [DEPTH, MIN_TIER, ...PAGE, REPO, ...AS_OF];

/** A command that asks about one definition. */
function asks(name: string, rest: Pick<Command, "summary" | "flags" | "examples"> & Partial<Command>): Command {
  return { name, operands: "NAME|ID", operandsMin: 1, operandsMax: 1, ...rest };
}

/** Questions to the graph, in the order of help. */
export const GRAPH_COMMANDS: readonly Command[] = [
  asks("callers", {
    summary: "List what calls a definition",
    flags: RELATION_FLAGS,
    examples: ["aether callers openSession --depth 2", "aether callers Session.close --min-tier dispatch"],
  }),
  asks("callees", {
    summary: "List what a definition calls",
    flags: RELATION_FLAGS,
    examples: ["aether callees openSession"],
  }),
  asks("references", {
    summary: "List every place that uses a definition",
    flags: [MIN_TIER, ...PAGE, REPO, ...AS_OF],
    examples: ["aether references openSession"],
  }),
  asks("implementations", {
    summary: "List what implements a type, or is run in the place of a method",
    flags: TREE_FLAGS,
    examples: ["aether implementations Store --depth 3"],
  }),
  asks("overrides", {
    summary: "List the methods that override one, or with --up those that it overrides",
    flags: [off("up", "what it overrides instead"), ...TREE_FLAGS],
    examples: ["aether overrides Store.read", "aether overrides DiskStore.read --up"],
  }),
  asks("subclasses", {
    summary: "List what inherits from a type, as a tree",
    flags: TREE_FLAGS,
    examples: ["aether subclasses Shape --depth 5"],
  }),
  asks("imports", {
    summary: "List what a file imports",
    operands: "PATH|ID",
    flags: TREE_FLAGS,
    examples: ["aether imports src/session.ts --depth 2"],
  }),
  asks("importers", {
    summary: "List what imports a file or package",
    operands: "PATH|NAME|ID",
    flags: TREE_FLAGS,
    examples: ["aether importers src/session.ts", "aether importers react"],
  }),
  asks("path", {
    summary: "Show how one definition reaches another",
    operands: "FROM TO",
    operandsMin: 2,
    operandsMax: 2,
    flags: [
      off("all", "all simple paths instead of one of the shortest"),
      {
        name: "over",
        kind: "text",
        value: "EDGES",
        summary: "the edges that are followed (default calls)",
        choices: EDGES_FOLLOWED,
      },
      MIN_TIER,
      integer("max-length", "N", "edges in a path, 1 to 20 (default 10)"),
      integer("max-visited", "N", "nodes looked at, 2 to 50000 (default 10000)"),
      integer("limit", "N", "how many paths, 1 to 100 (default 20)"),
      REPO,
      ...AS_OF,
    ],
    examples: ["aether path main openSession", "aether path main openSession --all --max-length 6"],
  }),
  asks("why", {
    summary: "Show why one definition uses another, step by step",
    operands: "FROM TO",
    operandsMin: 2,
    operandsMax: 2,
    flags: [{ ...MIN_TIER, summary: "the weakest evidence that counts (default dispatch)" }, REPO, ...AS_OF],
    examples: ["aether why main Session.close", "aether why src/main.ts src/session.ts"],
  }),
  asks("definition", {
    summary: "Show what the name at a place means",
    operands: "[REPO] PATH:LINE:COLUMN",
    operandsMax: 2,
    flags: [OF_REPO, ...AS_OF],
    examples: ["aether definition src/session.ts:41:9", "aether definition shop src/session.ts:41:9"],
  }),
  asks("cycles", {
    summary: "List files of a repository that import each other",
    operands: "[REPO]",
    operandsMin: 0,
    flags: [MIN_TIER, integer("limit", "N", "how many groups, 1 to 200 (default 20)"), OF_REPO, ...AS_OF],
    examples: ["aether cycles", "aether cycles shop"],
  }),
  asks("unreachable", {
    summary: "List definitions that nothing uses, as far as is known",
    operands: "[REPO]",
    operandsMin: 0,
    flags: [
      text("path", "FOLDER", "only in files whose path begins so"),
      off("exported", "what is exported as well"),
      ...PAGE,
      OF_REPO,
      ...AS_OF,
    ],
    examples: ["aether unreachable --path src/", "aether unreachable shop"],
  }),
];
