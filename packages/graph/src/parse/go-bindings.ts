/** Go: names that get values, one by one, from several results, or in loops. */
import type { Node } from "web-tree-sitter";

import type { Draft, DraftTarget } from "./draft.ts";
import { captured, capturedId, type Role, wordOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** A name that gets a type or value; several patterns may each know a part. */
export function target(declares: DraftTarget["declares"], element = false): Role {
  return (draft, match, node) => {
    const name = captured(match, "target");
    if (name === undefined) return;
    const type = capturedId(match, "type");
    addTarget(draft, name, { type, value: captured(match, "value"), node, declares, element });
  };
}

/** `a, b := f()`: further names take what a function gives besides, which are members of it by their places. */
export const several: Role = (draft, _match, node) => {
  const isSpec = node.type === "var_spec";
  const values = node.childForFieldName(isSpec ? "value" : "right");
  const [value, ...others] = values?.namedChildren ?? [];
  if (value?.type !== "call_expression" || others.length > 0) return;
  const names = isSpec ? node.childrenForFieldName("name") : (node.childForFieldName("left")?.namedChildren ?? []);
  const callee = value.childForFieldName("function");
  if (callee === null) return;
  for (const [place, name] of names.entries()) {
    if (place > 0 && name.type === "identifier") bindPart(draft, name, { of: callee, part: `#${place}`, node });
  }
};

/** The first name of two is the key, and the only one what a channel or a function gives. */
export const rangeFirst: Role = (draft, _match, node) => {
  const name = node.childForFieldName("left")?.firstNamedChild;
  const of = node.childForFieldName("right");
  if (name?.type === "identifier" && of !== null) bindPart(draft, name, { of, part: "<first>", node });
};

function bindPart(draft: Draft, name: Node, { of, part, node }: { of: Node; part: string; node: Node }): void {
  if (wordOf(draft, name) === "_") return;
  addTarget(draft, name, { node });
  const known = draft.targets.get(name.id);
  if (known === undefined || known.value !== 0) return;
  const value = addPointer(draft, name, { kind: "part", of: of.id, name: part });
  draft.targets.set(name.id, { ...known, value, valueStart: of.startIndex });
}

interface TargetParts {
  readonly type?: number;
  readonly value?: Node | undefined;
  readonly node: Node;
  readonly declares?: DraftTarget["declares"];
  readonly element?: boolean;
}

export function addTarget(draft: Draft, name: Node, parts: TargetParts): void {
  draft.claims.push(name.id);
  if (wordOf(draft, name) === "_") return;
  const known = draft.targets.get(name.id) ?? newTarget(draft, name, parts.node);
  const { type, value, declares, element } = parts;
  draft.targets.set(name.id, {
    ...known,
    type: type || known.type,
    ...(value && { value: value.id, valueStart: value.startIndex }),
    declares: declares ?? known.declares,
    element: element ?? known.element,
  });
}

function newTarget(draft: Draft, name: Node, node: Node): DraftTarget {
  const place = placeInList(draft, name);
  const end = place === "only" ? node.endIndex : name.endIndex;
  const id = name.id;
  const declaring = place === "later" ? id : node.id;
  const unknown = { type: 0, value: 0, valueStart: end, element: false, declares: undefined } as const;
  return { ...unknown, target: id, start: name.startIndex, end, scoping: "block", node: declaring };
}

/** `switch v := x.(type) { case T: … }`: in each case v is bound anew, with the type of the case. */
export const typeCase: Role = (draft, match) => {
  const name = captured(match, "name");
  const type = captured(match, "type");
  if (name === undefined || type === undefined) return;
  const id = addPointer(draft, type, { kind: "name", name: wordOf(draft, name) });
  const range = { start: type.startIndex, end: type.endIndex, valueStart: type.endIndex };
  const fixed = { value: 0, element: false, scoping: "block", declares: undefined } as const;
  draft.targets.set(id, {
    ...range,
    ...fixed,
    target: id,
    type: wordOf(draft, type) === "nil" ? 0 : type.id,
    node: id,
  });
};

/** In `x, y int` each name has a range of its own, and the first also the keyword in front of it. */
export function placeInList({ text }: Draft, name: Node): "only" | "first" | "later" {
  if (/,\s*$/.test(text.slice(Math.max(0, name.startIndex - 200), name.startIndex))) return "later";
  return /^\s*,/.test(text.slice(name.endIndex, name.endIndex + 200)) ? "first" : "only";
}
