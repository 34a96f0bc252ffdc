/** Roles of calls, constructions and the lists of what they are given. */
import { addPiece, captured, capturedId, type Role, wordOf } from "./matches.ts";

/** A call of `of`, or of the member `name` of `of` where the grammar has both in one node. Arguments that are not captured are the last child. */
export const call: Role = (draft, match, node) => {
  const nameNode = captured(match, "name");
  const given = captured(match, "arguments") ?? node.lastNamedChild;
  const [argumentCount, value] = [given?.namedChildCount ?? 0, given?.id ?? 0];
  const of = captured(match, "of");
  if (nameNode === undefined) {
    addPiece(draft, node, { kind: "call", of: of?.id ?? 0, value, argumentCount, use: "value", ...(of && { at: of }) });
    return;
  }
  // The name node itself becomes the member, so that the call has a callee like any other.
  const kind = of === undefined ? "name" : "member";
  addPiece(draft, nameNode, { kind, name: wordOf(draft, nameNode), of: of?.id ?? 0 });
  draft.claims.push(nameNode.id);
  addPiece(draft, node, { kind: "call", of: nameNode.id, value, argumentCount, use: "value", at: nameNode });
};

export const construct: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const given = captured(match, "arguments");
  const [argumentCount, value] = [given?.namedChildCount ?? 0, given?.id ?? 0];
  addPiece(draft, node, { kind: "new", of: of?.id ?? 0, value, argumentCount, use: "value", ...(of && { at: of }) });
};

/** One child of a node whose children are asked for in order. */
export const list: Role = (draft, match, node) => {
  const found = captured(match, "item");
  if (found !== undefined && isComment(draft.text, found.startIndex)) return;
  const item = found?.id ?? 0;
  const items = draft.lists.get(node.id);
  if (items === undefined) draft.lists.set(node.id, [item]);
  else if (!items.includes(item, items.length - 2)) items.push(item);
};

/** Grammars count comments among the children of a list. */
function isComment(text: string, start: number): boolean {
  const [first, second] = [text[start], text[start + 1]];
  return (first === "/" && (second === "/" || second === "*")) || (first === "#" && (second === " " || second === "#"));
}

/** `name=value` among arguments. */
export const keyword: Role = (draft, match, node) => {
  const nameNode = captured(match, "name");
  if (nameNode === undefined) return;
  draft.claims.push(nameNode.id);
  addPiece(draft, node, { kind: "pair", name: wordOf(draft, nameNode), of: capturedId(match, "of") });
};
