/**
 * Types that conform to another by their members alone, as to a protocol of Python: no edge says so of the types, only
 * OVERRIDES of tier `inferred` of their methods. These links follow from those when somebody asks for implementations.
 */
import type { Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import { type At, membersOf, nodesById } from "../browse/store.ts";
import { type Link, linksTouching } from "./store.ts";

/** Members of all asked types, and overriders of each, that are looked at. */
const MEMBERS = 1000;
const OVERRIDERS = 1000;

export interface Conforming {
  readonly links: readonly Link[];
  readonly isCut: boolean;
}

export async function conformingTypes(
  db: TenantDb,
  { at, tiers }: { readonly at: At; readonly tiers: readonly Tier[] },
  ids: readonly string[],
): Promise<Conforming> {
  if (!tiers.includes("inferred")) return { links: [], isCut: false };
  const types = await nodesById(db, [at], ids);
  const members = await membersOf(db, at, { of: types, limit: MEMBERS });
  const asked = { kinds: ["OVERRIDES"] as const, incoming: true, tiers: ["inferred"] as const };
  const found = await linksTouching(db, at, { ...asked, ids: members.map((one) => one.node_id), each: OVERRIDERS });
  const baseOf = new Map(members.map((one) => [one.node_id, one.parent_id]));
  const methods = await nodesById(db, [at], [...new Set(found.map((link) => link.from_id))]);
  const typeOf = new Map(methods.map((one) => [one.node_id, one.parent_id]));
  const links = found.flatMap((link): Link[] => {
    const [from_id, to_id] = [typeOf.get(link.from_id), baseOf.get(link.to_id)];
    return from_id && to_id ? [{ ...link, from_id, to_id, kind: "IMPLEMENTS" }] : [];
  });
  return { links, isCut: members.length === MEMBERS };
}
