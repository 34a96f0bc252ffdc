import { aether } from "../../packages/server/src/contract.ts";
import { type AnyOperation, operation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  COMPLETENESS,
  definition,
  GRAPH_COMPLETENESS,
  HOSTILE,
  NODES,
  requireNode,
  requireRepo,
} from "./demo-answers.ts";

/** Questions to the graph, answered alike whatever is asked. */
export function graphOperations(): AnyOperation[] {
  const [node] = NODES;
  if (node === undefined) throw new Error("there are no nodes to show");
  const completeness = GRAPH_COMPLETENESS;
  return [
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
          found: { count: 1, more: false },
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
        const whole = { found: { count: 7, more: false }, next_cursor: "more", completeness: GRAPH_COMPLETENESS };
        return { node, overloads: 1, references: [reference], ...whole };
      },
    }),
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
