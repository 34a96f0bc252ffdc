/** What leads from one definition to another: edges, a call that an overrider takes, or a way over others. */
import type { EdgeKind, Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";
import { tiersFrom } from "../queries/links.ts";
import { findPaths } from "../queries/path-search.ts";
import { type Link, linksTouching } from "../queries/store.ts";
import { linksBetween } from "./store.ts";

/** An edge, or a call that may reach `to_id` because that overrides what is called. */
export interface Related extends Link {
  /** The method that the call is bound to, where `to_id` is only run in its place. */
  readonly through?: string;
}

export interface Relation {
  readonly kind: "edges" | "path" | "none";
  readonly links: readonly Related[];
  readonly isCut: boolean;
}

export interface Ends {
  /** Each a node, or the overloads of one. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly weakest: Tier;
}

const KINDS = ["CALLS", "INSTANTIATES", "INHERITS", "IMPLEMENTS", "OVERRIDES", "IMPORTS", "REFERENCES"] as const;
/** Calls, if they lead there; else whatever does. */
const WAYS: readonly (readonly EdgeKind[])[] = [["CALLS", "INSTANTIATES"], KINDS];
const WAY = { all: false, maxLength: 10, limit: 1, maxVisited: 10_000 };
const MOST_EDGES = 50;
/** More levels of overriding than people write; also ends cycles of bases in broken code. */
const MAX_LEVELS = 16;
const MAX_ABOVE = 100;

export async function relate(db: TenantDb, at: At, ends: Ends): Promise<Relation> {
  const { from, to, weakest } = ends;
  const tiers = tiersFrom(weakest);
  const ask = (ends: Pick<Ends, "from" | "to">): Promise<Link[]> =>
    linksBetween(db, at, { ...ends, kinds: KINDS, tiers, limit: MOST_EDGES + 1 });
  const there = await ask({ from, to });
  const back = from.some((id) => to.includes(id)) ? [] : await ask({ from: to, to: from });
  const dispatched = there.length > 0 ? [] : await dispatchedTo(db, at, ends);
  const links = [...there, ...dispatched, ...back];
  if (links.length > 0) return { kind: "edges", links: links.slice(0, MOST_EDGES), isCut: links.length > MOST_EDGES };
  return way(db, at, ends);
}

async function way(db: TenantDb, at: At, { from, to, weakest }: Ends): Promise<Relation> {
  let isCut = false;
  for (const kinds of WAYS) {
    const found = await findPaths(db, { at, kinds, tiers: tiersFrom(weakest) }, { ...WAY, from, to });
    isCut ||= found.isCut;
    const [path] = found.paths;
    if (path === undefined) continue;
    const links = path.map(async (link): Promise<Related> => {
      if (link.tier !== "dispatch") return link;
      const [hop] = await dispatchedTo(db, at, { from: [link.from_id], to: [link.to_id], weakest });
      return hop ?? link;
    });
    return { kind: "path", links: await Promise.all(links), isCut: found.isCut };
  }
  return { kind: "none", links: [], isCut };
}

/** Calls of what a method overrides, the nearest first. */
async function dispatchedTo(db: TenantDb, at: At, { from, to, weakest }: Ends): Promise<readonly Related[]> {
  if (!tiersFrom(weakest).includes("dispatch")) return [];
  const tiers: readonly Tier[] = ["exact", "inferred"];
  const [run = ""] = to;
  let ids = to;
  const seen = new Set(ids);
  for (let level = 0; level < MAX_LEVELS && ids.length > 0; level++) {
    const above = await linksTouching(db, at, { ids, kinds: ["OVERRIDES"], incoming: false, tiers, each: MAX_ABOVE });
    ids = [...new Set(above.map((link) => link.to_id))].filter((id) => !seen.has(id));
    for (const id of ids) seen.add(id);
    const calls = await linksBetween(db, at, { from, to: ids, kinds: ["CALLS"], tiers, limit: MOST_EDGES });
    if (calls.length > 0) return calls.map((call) => ({ ...call, to_id: run, tier: "dispatch", through: call.to_id }));
  }
  return [];
}
