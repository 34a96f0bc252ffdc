/** What the demo operations know: one repository, four definitions, and source that tries to command the terminal. */
import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import type { HttpRoute } from "../../packages/server/src/kernel/operation/index.ts";

export function definition(name: string, http: HttpRoute) {
  return { name, kind: "query", summary: `Demo of ${name}.`, permission: "code:read", errors: [], http } as const;
}

export const REPO_ID = "00000000-0000-4000-8000-0000000000aa";
/** Source that tries to command the terminal of whoever looks at it. */
export const HOSTILE = 'open("\u001b[31mred\u001b]0;title\u0007");\n\tclose("\u202egnp.exe");';

export const NODES = [
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

export const SNIPPET = {
  start_line: 3,
  end_line: 5,
  text: 'export function openSession() {\n\treturn "\u001b[31m";\n}',
  highlights: [[3, 16, 27]] as [number, number, number][],
};

export const COMPLETENESS = {
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

export const GRAPH_COMPLETENESS = {
  ...COMPLETENESS,
  moved_on: true,
  skipped: [{ path: "src/big.ts", reason: "too-large" }],
  unresolved: { count: 1, more: false, first: [{ file: "src/x.ts", line: 3, name: "openSession", reason: "dynamic" }] },
};

export const REPOSITORY = {
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
  skipped: ["big", "b", "c", "d", "e", "f", "g"].map((name) => ({ path: `${name}.min.js`, reason: "too large" })),
  tracks: [],
};

export function requireRepo(name: string): void {
  if (name !== "shop") throw new Fault("NOT_FOUND", `no repository "${name}"`);
}

export function requireNode(id: string) {
  const node = NODES.find((each) => each.id === id);
  if (node === undefined) throw new Fault("NOT_FOUND", "there is no such node");
  return node;
}

const AROUND = { repo: "shop", language: "typescript", text_from: 0, before: [], after: [] };
/** Lines of two files as `grep` finds them with a line around each; some would command a terminal. */
export const MATCHES = [
  {
    ...AROUND,
    file: "src/session.ts",
    line: 3,
    end_line: 3,
    text: "export function openSession() {",
    highlights: [[3, 16, 20]] as [number, number, number][],
    before: ["// \u001b[31mred"],
    after: ['  return "open";'],
  },
  {
    ...AROUND,
    file: "src/session.ts",
    line: 4,
    end_line: 4,
    text: '  return "open";',
    highlights: [[4, 10, 14]] as [number, number, number][],
    before: ["export function openSession() {"],
    after: ["}"],
  },
  {
    ...AROUND,
    file: "src/session.ts",
    line: 9,
    end_line: 10,
    text: "open\u001b[2J(\n)",
    text_from: 40,
    highlights: [
      [9, 40, 44],
      [10, 0, 1],
    ] as [number, number, number][],
    before: ["{"],
    after: [],
  },
  {
    ...AROUND,
    file: "docs/\u001b[2Jopen.md",
    line: 1,
    end_line: 1,
    text: "# open",
    highlights: [[1, 2, 6]] as [number, number, number][],
  },
];
