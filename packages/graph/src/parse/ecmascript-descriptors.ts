/** `Object.defineProperty(o, "k", d)` says in facts what `Object.defineProperties(o, { k: d })` says. */
import type { Node } from "web-tree-sitter";

import { keyFields } from "./containers.ts";
import type { Draft } from "./draft.ts";
import { textOf } from "./matches.ts";
import { unusedId } from "./pointers.ts";

const DESCRIBED = "described member";
/** `Reflect.defineProperty`. */
const MAX_CALLEE_CHARS = 22;

/** Notes the key in a call that defines one member. */
export function markDescribed(draft: Draft, call: Node, callee: Node): void {
  if (callee.endIndex - callee.startIndex > MAX_CALLEE_CHARS) return;
  if (!/^(?:Object|Reflect)\.defineProperty$/.test(textOf(draft, callee))) return;
  const given = call.lastNamedChild;
  const key = given?.namedChildren.filter((one) => !one.isExtra)[1];
  if (given === null || key === undefined) return;
  const { name, literal } = keyFields(draft, key);
  if (name === undefined || literal !== "string") return;
  draft.marks.push({ kind: DESCRIBED, start: key.startIndex, end: key.endIndex, id: key.id, other: given.id, name });
}

/** Puts an object in the place of the key, when all pieces are there. */
export function placeDescribed(draft: Draft): void {
  for (const { kind, id, other, name } of draft.marks) {
    const key = kind === DESCRIBED ? draft.pieces.get(id) : undefined;
    const [object, , descriptor] = draft.lists.get(other) ?? [];
    if (key === undefined || object === undefined || descriptor === undefined || name === undefined) continue;
    const pair = unusedId(draft);
    draft.pieces.set(pair, { ...key, kind: "pair", id: pair, of: descriptor, name, literal: "string" });
    draft.pieces.set(id, { ...key, literal: "map" });
    draft.lists.set(id, [pair]);
    draft.lists.set(other, [object, id]);
  }
}
