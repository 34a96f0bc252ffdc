import type { EdgeKind, NodeKind } from "@aether/graph";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { type At, membersNamed, type NodeRow, packagesBelow } from "../browse/store.ts";
import { neighboursInput, neighboursOutput, type relation } from "../contract.ts";
import { requireKept } from "../scope/index.ts";
import { asking, askedNode, type GraphNeeds } from "./asked-node.ts";
import { graphCompletenessOf, type InReach } from "./completeness.ts";
import { skipOf, writeCursor } from "./cursor.ts";
import { linksAround, tiersFrom } from "./links.ts";
import { type Walk, walkFrom } from "./walk.ts";

type Relation = z.output<typeof relation>;

interface Followed {
  readonly kinds: readonly EdgeKind[];
  readonly incoming: boolean;
}

const CALLS = ["CALLS", "INSTANTIATES"] as const;
const BASES = ["INHERITS", "IMPLEMENTS"] as const;
const FOLLOWED: Record<Relation, Followed> = {
  callers: { kinds: CALLS, incoming: true },
  callees: { kinds: CALLS, incoming: false },
  imports: { kinds: ["IMPORTS"], incoming: false },
  imported_by: { kinds: ["IMPORTS"], incoming: true },
  inherits: { kinds: BASES, incoming: false },
  inherited_by: { kinds: BASES, incoming: true },
  // Of a type what implements it, by way of other interfaces as well; of a method what is run in its place.
  implementations: { kinds: [...BASES, "OVERRIDES"], incoming: true },
  overrides: { kinds: ["OVERRIDES"], incoming: false },
  overridden_by: { kinds: ["OVERRIDES"], incoming: true },
  references: { kinds: ["REFERENCES"], incoming: false },
  referenced_by: { kinds: ["REFERENCES"], incoming: true },
};

/** `neighbours`: what a node reaches, or is reached by, to a depth; with what could not be bound. */
export function neighbours(needs: GraphNeeds) {
  return operation({
    name: "neighbours",
    kind: "query",
    summary: "Callers, callees, imports, inheritance, implementations or overrides of a node, to a depth.",
    permission: "code:read",
    input: neighboursInput,
    output: neighboursOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT"],
    http: { method: "GET", path: "/graph/nodes/{id}/neighbours" },
    async run(context, input) {
      const asks = asking(needs, context);
      const { start, ids, repo, scope, cursor } = await askedNode(asks, input);
      const followed = FOLLOWED[input.relation];
      const from = [...ids, ...(await partsOf(asks.tenant, repo, { start, relation: input.relation }))];
      const walk = { at: repo, from, tiers: tiersFrom(input.min_tier), ...followed };
      const skip = skipOf(cursor);
      const isOfCalls = input.relation === "callers";
      const [reached, calledAs, namedBy, completeness] = await Promise.all([
        walkFrom(asks.tenant, walk, { depth: input.depth, limit: input.limit, skip }),
        isOfCalls && !walk.tiers.includes("dispatch") ? overriddenBy(asks.tenant, walk, ids) : [],
        isOfCalls ? countNaming(asks.tenant, walk, ids) : 0,
        graphCompletenessOf(asks, repo, inReachOf(start, followed)),
      ]);
      await requireKept(asks.tenant, scope, input);
      return {
        node: presentNode(scope, start),
        overloads: ids.length,
        neighbours: reached.steps.map(({ row, facts }) => ({ ...facts, node: presentNode(scope, row) })),
        found: { ...reached.found },
        called_as: calledAs.map((row) => presentNode(scope, row)),
        named_by: namedBy,
        truncated: reached.hasMore || reached.isCut,
        next_cursor: reached.hasMore ? writeCursor({ n: repo.number, after: skip + input.limit }) : null,
        completeness,
      };
    },
  });
}

const OVERRIDDEN_SHOWN = 5;
const OVERRIDDEN_DEPTH = 5;

/** The methods that a method overrides, the nearest first. */
async function overriddenBy(tenant: TenantDb, walk: Walk, ids: readonly string[]): Promise<NodeRow[]> {
  const up: Walk = { at: walk.at, from: ids, tiers: walk.tiers, ...FOLLOWED.overrides };
  const { steps } = await walkFrom(tenant, up, { depth: OVERRIDDEN_DEPTH, skip: 0, limit: OVERRIDDEN_SHOWN });
  return steps.map(({ row }) => row);
}

const NAMING_COUNTED = 100;

async function countNaming(tenant: TenantDb, { at, tiers }: Walk, ids: readonly string[]): Promise<number> {
  const following = { at, tiers, ...FOLLOWED.referenced_by };
  const { links } = await linksAround(tenant, following, { ids, each: NAMING_COUNTED });
  return Math.min(NAMING_COUNTED, new Set(links.map((link) => link.from_id)).size);
}

/** Incoming: loose uses of the name may be uses of it. Outgoing: its own loose uses may lead anywhere. */
function inReachOf(start: NodeRow, { kinds, incoming }: Followed): InReach {
  return incoming
    ? { of: "names", names: [start.name], kinds }
    : { of: "definition", id: start.node_id, path: start.path, kinds };
}

interface Asked {
  readonly start: NodeRow;
  readonly relation: Relation;
}

/** What a question about a node is about as well. */
async function partsOf(tenant: TenantDb, at: At, asked: Asked): Promise<string[]> {
  const { start, relation } = asked;
  if (relation !== "imported_by" || start.kind !== "Package") return constructorsOf(tenant, at, asked);
  const rows = await packagesBelow(tenant, [at], { name: start.name, limit: MAX_PARTS });
  return rows.map((row) => row.node_id);
}

/** Modules of one package. */
const MAX_PARTS = 1000;

const TYPES: ReadonlySet<NodeKind> = new Set(["Class", "Struct", "Enum", "Interface", "Trait"]);

/** Making an object calls the constructor where there is one: who asks for the calls of a type asks for those as well. */
async function constructorsOf(tenant: TenantDb, at: At, { start, relation }: Asked): Promise<string[]> {
  if ((relation !== "callers" && relation !== "callees") || !TYPES.has(start.kind)) return [];
  // As JavaScript, Python and Java name theirs; other languages have none.
  const names = ["constructor", "__init__", "__new__", start.name];
  const rows = await membersNamed(tenant, [at], { path: start.path, parentId: start.node_id, names });
  return rows.map((row) => row.node_id);
}
