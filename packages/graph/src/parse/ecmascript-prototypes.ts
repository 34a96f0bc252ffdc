/** Members that a prototype is given as an object: `C.prototype = { open() {}, close: shut }`. */
import type { Node, QueryMatch } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { captured, textOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

const PROTOTYPE = "prototype member";
/** A longer path names no function of the file. */
const MAX_PATH_CHARS = 200;

/** True if the match is such a member. */
export function markPrototype(
  draft: Draft,
  match: QueryMatch,
  { target, value }: { readonly target: Node; readonly value: Node },
): boolean {
  if (target.endIndex - target.startIndex > MAX_PATH_CHARS || !/^[\w$]+\.prototype$/.test(textOf(draft, target)))
    return false;
  const key = captured(match, "name") ?? value;
  const name = textOf(draft, key).replace(/^["'](.*)["']$/s, "$1");
  // A shorthand stands for a name of its own, which stays a use.
  const id = addPointer(draft, key, { kind: "member", name, of: target.id, start: key.startIndex });
  draft.marks.push({ kind: PROTOTYPE, start: key.startIndex, end: value.endIndex, id: value.id, other: id });
  return true;
}

/** Functions that are written there become methods of the type; what only names one is bound as its member. */
export function placePrototypes(draft: Draft): void {
  for (const { kind, start, end, id, other } of draft.marks) {
    if (kind !== PROTOTYPE) continue;
    const member = draft.pieces.get(other);
    const owner = draft.pieces.get(draft.pieces.get(member?.of ?? 0)?.of ?? 0);
    const method = draft.definitions.get(id);
    if (owner?.kind !== "name" || !draft.holders.has(owner.name)) continue;
    if (method !== undefined) {
      method.within = owner.name;
      method.modifiers.push("unbound");
    } else {
      const target = { target: other, type: 0, value: id, start, end, valueStart: start, node: other };
      draft.targets.set(other, { ...target, element: false, scoping: "existing", declares: undefined });
    }
  }
}
