/** Assignments to keys and members of what a name or a member of `this` holds: `d["k"] = f`, `o.k = f`, `this.table.k = f`. */
import type { Expression, Store } from "../facts.ts";
import type { Composer } from "./compose.ts";
import { isFollowable } from "./containers.ts";
import type { Draft, DraftTarget } from "./draft.ts";
import { innermost } from "./nest.ts";
import type { Nested } from "./nested.ts";
import { alternatives } from "./patterns.ts";
import type { Piece } from "./pieces.ts";

/** More of them are data. */
const MAX_STORES = 1_000;

/** In the order of the source. */
export function storesOf({ draft, scopes }: Nested, composer: Composer): Store[] {
  const targets = [...draft.targets.values()].filter(({ target }) => isPart(draft, draft.pieces.get(target)));
  const stores: Store[] = [];
  for (const target of targets.toSorted((a, b) => a.start - b.start)) {
    const written = composer.expression(target.target);
    if (stores.length > MAX_STORES || !isRooted(written)) continue;
    const scope = innermost(scopes, target.start)?.index ?? 0;
    for (const id of alternatives(draft, target.value)) {
      const value = composer.expression(id);
      if (!isFollowable(value) || isMemberAlready(draft, id)) continue;
      stores.push({ scope, target: written, value, ...(isFlush(draft, target) && { unconditional: true }) });
    }
  }
  return stores;
}

/** A member of `this` is bound in its type, and one of a definition in that. */
function isPart(draft: Draft, piece: Piece | undefined): boolean {
  if (piece?.kind === "index") return true;
  const of = piece?.kind === "member" ? draft.pieces.get(piece.of) : undefined;
  return of !== undefined && of.kind !== "this" && !(of.kind === "name" && draft.holders.has(of.name));
}

function isRooted(target: Expression): boolean {
  let base = target;
  while (base.kind === "index" || base.kind === "member") base = base.of;
  return base.kind === "name" || base.kind === "this" || (target.kind === "index" && target.by !== undefined);
}

/** `Foo.bar = function …` made a definition in Foo. */
function isMemberAlready(draft: Draft, id: number): boolean {
  const made = draft.definitions.get(id);
  return made !== undefined && made.within !== "" && made.parent?.name === made.within.split(".").at(-1);
}

function isFlush({ text }: Draft, { start }: DraftTarget): boolean {
  return start === 0 || text[start - 1] === "\n";
}
