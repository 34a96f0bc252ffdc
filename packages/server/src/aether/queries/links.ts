/**
 * Edges around nodes, with those that a call may take at run time. A call of a method may reach whatever overrides it, so
 * under tier `dispatch` each such call counts as a call of the overriders as well. These edges are not stored: they
 * follow from CALLS and OVERRIDES when somebody asks for them.
 */
import { type EdgeKind, TIERS, type Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";
import { conformingTypes } from "./conforming.ts";
import { type Link, linksTouching } from "./store.ts";

export interface Following {
  readonly at: At;
  readonly kinds: readonly EdgeKind[];
  readonly incoming: boolean;
  /** From the best to the weakest that counts. */
  readonly tiers: readonly Tier[];
}

export interface Links {
  readonly links: readonly Link[];
  /** A node has more edges than were read. */
  readonly isCut: boolean;
}

/** More levels of overriding than people write; also ends cycles of bases in broken code. */
const MAX_LEVELS = 16;
/** Methods that override one, or are overridden by one, of each asked. */
const MAX_OVERRIDES = 500;

export function tiersFrom(weakest: Tier): readonly Tier[] {
  return TIERS.slice(0, TIERS.indexOf(weakest) + 1);
}

/** The other end of a link, as seen by who follows it. */
export function endOf(link: Link, incoming: boolean): string {
  return incoming ? link.from_id : link.to_id;
}

/** Edges of these nodes, at most `each` of a node and kind; best tiers first where two nodes share several. */
export async function linksAround(
  db: TenantDb,
  following: Following,
  asked: { readonly ids: readonly string[]; readonly each: number },
): Promise<Links> {
  const { kinds, tiers, incoming } = following;
  if (incoming && kinds.includes("IMPLEMENTS") && kinds.includes("OVERRIDES")) return heirs(db, following, asked);
  const withDispatch = tiers.includes("dispatch") && kinds.includes("CALLS");
  if (!withDispatch) return stored(db, following, asked);
  return following.incoming ? callersByDispatch(db, following, asked) : calleesByDispatch(db, following, asked);
}

type Asked = { readonly ids: readonly string[]; readonly each: number };

async function stored(db: TenantDb, { at, kinds, incoming, tiers }: Following, { ids, each }: Asked): Promise<Links> {
  // One more than wanted tells whether there are more.
  const links = await linksTouching(db, at, { ids, kinds, incoming, tiers, each: each + 1 });
  const read = new Map<string, number>();
  const kept = links.filter((link) => {
    const key = `${incoming ? link.to_id : link.from_id} ${link.kind}`;
    const number = (read.get(key) ?? 0) + 1;
    read.set(key, number);
    return number <= each;
  });
  return { links: kept, isCut: kept.length < links.length };
}

/** What names a type as its base, then what conforms to it without doing so. */
async function heirs(db: TenantDb, following: Following, asked: Asked): Promise<Links> {
  const named = await stored(db, following, asked);
  const { links, isCut } = await conformingTypes(db, following, asked.ids);
  return { links: [...named.links, ...links], isCut: named.isCut || isCut };
}

/** A method is also reached by the calls of what it overrides. */
async function callersByDispatch(db: TenantDb, following: Following, { ids, each }: Asked): Promise<Links> {
  const above = await overrides(db, following, { ids, incoming: false });
  const direct = await stored(db, following, { ids, each });
  const asked = [...new Set([...above.pairs.values()].flatMap((set) => [...set]))];
  if (asked.length === 0) return { ...direct, isCut: direct.isCut || above.isCut };
  const calls = await stored(db, { ...following, kinds: ["CALLS"] }, { ids: asked, each });
  const below = inverted(above.pairs);
  const derived = calls.links.flatMap((link) =>
    [...(below.get(link.to_id) ?? [])].map((to_id): Link => ({ ...link, to_id, tier: weaker(link.tier) })),
  );
  const links = [...direct.links, ...derived].sort(byCaller);
  return { links, isCut: direct.isCut || above.isCut || calls.isCut };
}

/** As the database orders them; equal ones keep their order, which puts the direct ones first. */
function byCaller(one: Link, other: Link): number {
  const [a, b] = [BigInt(one.from_id), BigInt(other.from_id)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A call of a method also reaches what overrides it. */
async function calleesByDispatch(db: TenantDb, following: Following, asked: Asked): Promise<Links> {
  const direct = await stored(db, following, asked);
  const calls = direct.links.filter((link) => link.kind === "CALLS");
  const below = await overrides(db, following, { ids: [...new Set(calls.map((link) => link.to_id))], incoming: true });
  const derived = calls.flatMap((link) =>
    [...(below.pairs.get(link.to_id) ?? [])].map((to_id): Link => ({ ...link, to_id, tier: weaker(link.tier) })),
  );
  return { links: [...direct.links, ...derived], isCut: direct.isCut || below.isCut };
}

function weaker(tier: Tier): Tier {
  return tier === "name" ? "name" : "dispatch";
}

/** For each of these methods all that it overrides, or (incoming) all that override it, over any number of levels. */
async function overrides(
  db: TenantDb,
  { at, tiers }: Following,
  { ids, incoming }: { readonly ids: readonly string[]; readonly incoming: boolean },
): Promise<{ readonly pairs: ReadonlyMap<string, ReadonlySet<string>>; readonly isCut: boolean }> {
  const pairs = new Map<string, Set<string>>();
  const origins = new Map(ids.map((id) => [id, new Set([id])]));
  let frontier: readonly string[] = ids;
  let isCut = false;
  for (let level = 0; level < MAX_LEVELS && frontier.length > 0; level++) {
    const following = { at, kinds: ["OVERRIDES"] as const, incoming, tiers };
    const found = await stored(db, following, { ids: frontier, each: MAX_OVERRIDES });
    isCut ||= found.isCut;
    const next = new Set<string>();
    for (const link of found.links) {
      const [near, far] = incoming ? [link.to_id, link.from_id] : [link.from_id, link.to_id];
      if (spread(origins, pairs, { near, far })) next.add(far);
    }
    frontier = [...next];
  }
  return { pairs, isCut };
}

/** What led to `near` leads to `far` as well; false where that was known. */
function spread(
  origins: Map<string, Set<string>>,
  pairs: Map<string, Set<string>>,
  { near, far }: { readonly near: string; readonly far: string },
): boolean {
  const known = origins.get(far) ?? new Set<string>();
  origins.set(far, known);
  const before = known.size;
  for (const origin of origins.get(near) ?? []) {
    if (origin === far) continue;
    known.add(origin);
    const reached = pairs.get(origin) ?? new Set<string>();
    pairs.set(origin, reached.add(far));
  }
  return known.size > before;
}

function inverted(pairs: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const back = new Map<string, Set<string>>();
  for (const [one, others] of pairs) {
    for (const other of others) back.set(other, (back.get(other) ?? new Set<string>()).add(one));
  }
  return back;
}
