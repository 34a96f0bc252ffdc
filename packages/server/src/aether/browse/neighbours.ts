import type { NodeKind } from "@aether/graph";
import type { z } from "zod";

import type { Db, TenantDb } from "#kernel/db";
import { operation } from "#kernel/operation";

import { neighboursInput, neighboursOutput, relation } from "../contract.ts";
import { toBigint } from "../ingest/ids.ts";
import { completenessOf, resolveScope } from "../scope/index.ts";
import { requireNode } from "./nodes.ts";
import { presentNode } from "./present.ts";
import { type At, membersNamed, type NodeRow, unresolvedNamed } from "./store.ts";
import { walkFrom } from "./walk.ts";

type Relation = z.output<typeof relation>;

const CALLS = ["CALLS", "INSTANTIATES"];
const FOLLOWED: Record<Relation, { readonly kinds: readonly string[]; readonly incoming: boolean }> = {
  callers: { kinds: CALLS, incoming: true },
  callees: { kinds: CALLS, incoming: false },
  imports: { kinds: ["IMPORTS"], incoming: false },
  imported_by: { kinds: ["IMPORTS"], incoming: true },
  inherits: { kinds: ["INHERITS", "IMPLEMENTS"], incoming: false },
  inherited_by: { kinds: ["INHERITS", "IMPLEMENTS"], incoming: true },
  references: { kinds: ["REFERENCES"], incoming: false },
  referenced_by: { kinds: ["REFERENCES"], incoming: true },
};

/** `neighbours`: what a node reaches, or is reached by, to a depth; with what could not be bound. */
export function neighbours(db: Db) {
  return operation({
    name: "neighbours",
    kind: "query",
    summary: "Callers, callees, imports or inheritance of a node, to a depth.",
    permission: "code:read",
    input: neighboursInput,
    output: neighboursOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/graph/nodes/{id}/neighbours" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, input.repo === undefined ? [] : [input.repo]);
      const start = await requireNode(tenant, scope, input.id);
      // Edges never leave a track: links between repositories are rows of their own.
      const at = scope.repos.filter((repo) => repo.trackId === start.track_id);
      const from = [toBigint(input.id), ...(await constructorsOf(tenant, at, { start, relation: input.relation }))];
      const walk = { at, from, ...FOLLOWED[input.relation] };
      const reached = await walkFrom(tenant, walk, { depth: input.depth, limit: input.limit });
      return {
        node: presentNode(scope, start),
        neighbours: reached.steps.map(({ row, facts }) => ({ ...facts, node: presentNode(scope, row) })),
        truncated: reached.truncated,
        unresolved: await mayBeMissing(tenant, at, { start, relation: input.relation }),
        completeness: completenessOf({ repos: at }),
      };
    },
  });
}

const TYPES: ReadonlySet<NodeKind> = new Set(["Class", "Struct", "Enum", "Interface"]);

/** Making an object calls the constructor where there is one: who asks for the calls of a type asks for those as well. */
async function constructorsOf(
  tenant: TenantDb,
  at: readonly At[],
  { start, relation }: { readonly start: NodeRow; readonly relation: Relation },
): Promise<string[]> {
  if ((relation !== "callers" && relation !== "callees") || !TYPES.has(start.kind)) return [];
  // As JavaScript, Python and Java name theirs; other languages have none.
  const names = ["constructor", "__init__", "__new__", start.name];
  const rows = await membersNamed(tenant, at, { path: start.path, parentId: start.node_id, names });
  return rows.map((row) => row.node_id);
}

const NONE = { count: 0, first: [] };

/** "No callers" is only ever said together with the calls of that name that could not be bound. */
async function mayBeMissing(
  tenant: TenantDb,
  at: readonly At[],
  asked: { readonly start: NodeRow; readonly relation: Relation },
) {
  const { kinds, incoming } = FOLLOWED[asked.relation];
  if (!incoming) return NONE;
  const rows = await unresolvedNamed(tenant, at, { name: asked.start.name, kinds, limit: 20 });
  return {
    count: rows[0]?.total ?? 0,
    first: rows.map((row) => ({ file: row.path, line: row.line, reason: row.reason })),
  };
}
