/** Keys that are computed from a name, which may be that of a symbol: `o[kBody]`, `{ [kBody]: b }`, `class { [kBody] = b }`. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role, textOf } from "./matches.ts";
import { COMMON_ROLES } from "./roles.ts";

/** Variables that count have a short name. */
const NAME = /^[\w$]{3,60}(?:\.[\w$]{1,60}){0,3}$/;
const MAX_KEY_CHARS = 200;

function isNamed(draft: Draft, key: Node): boolean {
  return (
    key.endIndex - key.startIndex <= MAX_KEY_CHARS && NAME.test(textOf(draft, key)) && !/^\d/.test(textOf(draft, key))
  );
}

export const index: Role = (draft, match, node) => {
  COMMON_ROLES["index"]?.(draft, match, node);
  const key = captured(match, "key");
  const piece = draft.pieces.get(node.id);
  if (key !== undefined && piece?.kind === "index" && isNamed(draft, key)) piece.value = key.id;
};

/** What an object is made with under such a key is stored, in an object that no name has to hold. */
export const keyedValue: Role = (draft, match, node) => {
  const [key, value] = [captured(match, "key"), captured(match, "value")];
  if (key === undefined || value === undefined || !isNamed(draft, key)) return;
  const own = draft.pieces.get(node.id);
  const index = addPiece(draft, node, { kind: "index", at: key, value: key.id });
  draft.pieces.delete(node.id);
  if (own !== undefined) draft.pieces.set(node.id, own);
  draft.pieces.set(-node.id, { ...index, id: -node.id });
  draft.targets.set(-node.id, {
    target: -node.id,
    type: 0,
    value: value.id,
    start: key.startIndex,
    end: node.endIndex,
    valueStart: value.startIndex,
    element: false,
    scoping: "existing",
    declares: undefined,
    node: node.id,
  });
};
