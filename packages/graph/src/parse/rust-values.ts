/** Rust: expressions, closures, and what binds names to them. */
import type { Node } from "web-tree-sitter";

import type { Draft, DraftScope, DraftTarget } from "./draft.ts";
import { addPiece, captured, type Role, wordOf } from "./matches.ts";
import { innermost, nest } from "./nest.ts";
import { boundNames } from "./patterns.ts";
import { addPointer } from "./pointers.ts";
import { COMMON_ROLES } from "./roles.ts";
import { bindPattern, partsOf } from "./rust-patterns.ts";

/** What `?` and `for` call without writing it; no name of the language can be spelled so. */
const UNWRAPPED = "?";
const EACH = "<each>";

/** `_` is no name. Before `::` stands a type or module, which `qualifier` says in any order. */
export const word: Role = (draft, match, node) => {
  if (draft.pieces.get(node.id)?.name.endsWith("::") === true || wordOf(draft, node) === "_") return;
  COMMON_ROLES["name"]?.(draft, match, node);
};

export const qualifier: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: `${wordOf(draft, node)}::` });
};

/** In a path it is the module, which `pathHead` says in any order. */
export const self: Role = (draft, _match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "this" });
};

export const pathHead: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: wordOf(draft, node) });
};

/** Variants of the library that everything passes through: making one is no call worth an edge. */
const WRAPPERS: ReadonlySet<string> = new Set(["Some", "Ok", "Err"]);

/** Keeps the only argument of a path that is called: `Some(x)` and `Arc::new(x)` say what they hold by it. */
export const call: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const given = node.lastNamedChild;
  if (of === undefined || given === null) return;
  const argumentCount = given.namedChildCount;
  // What is passed reaches what it is passed to.
  addPiece(draft, given, { kind: "pass", of: of.id });
  const keeps = argumentCount === 1 && of.type !== "field_expression";
  addPiece(draft, node, {
    kind: "call",
    of: of.id,
    argumentCount,
    value: given.id,
    at: of,
    use: of.type === "closure_expression" || WRAPPERS.has(wordOf(draft, of)) ? "none" : "value",
    type: keeps ? given.id : 0,
  });
};

/** A member that is called without being written. */
function addHiddenCall(draft: Draft, node: Node, { of, name }: { readonly of: number; readonly name: string }): void {
  addPiece(draft, node, { kind: "call", of: addPointer(draft, node, { kind: "part", of, name }) });
}

export const tryOperator: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of !== undefined) addHiddenCall(draft, node, { of: of.id, name: UNWRAPPED });
};

const OPERATORS: Readonly<Partial<Record<string, string>>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "&": "bitand",
  "|": "bitor",
  "^": "bitxor",
  "<<": "shl",
  ">>": "shr",
};

/** An operator gives what its method does; a bare number on the left has the type of what is on the right. */
export const binary: Role = (draft, match, node) => {
  const name = OPERATORS[node.childForFieldName("operator")?.type ?? ""];
  const [left, right] = [captured(match, "left"), captured(match, "right")];
  if (name === undefined || left === undefined || right === undefined) return;
  const isBare = left.type.endsWith("_literal") && !draft.pieces.has(left.id);
  addHiddenCall(draft, node, { of: isBare ? right.id : left.id, name });
};

/** `5u32` has the type that it names; what another number is depends on where it goes. */
export const number: Role = (draft, _match, node) => {
  const suffix = /(?:[iu](?:8|16|32|64|128|size)|f(?:32|64))$/.exec(wordOf(draft, node))?.[0];
  if (suffix !== undefined)
    addPiece(draft, node, { kind: "new", of: addPointer(draft, node, { kind: "name", name: suffix, use: "none" }) });
};

/** A part of a list is a list. */
export const index: Role = (draft, match, node) => {
  const isRange = node.lastNamedChild?.type === "range_expression";
  COMMON_ROLES[isRange ? "pass" : "index"]?.(draft, match, node);
};

export const arrayValue: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "literal", literal: "list" });
};

/** The value of a block is its last expression. */
export const block: Role = (draft, match, node) => {
  COMMON_ROLES["block"]?.(draft, match, node);
  const last = node.lastNamedChild;
  if (last !== null) addPiece(draft, node, { kind: "pass", of: last.id });
};

export const ifExpression: Role = (draft, _match, node) => {
  const body = node.childForFieldName("consequence");
  const otherwise = node.childForFieldName("alternative")?.lastNamedChild ?? null;
  if (body === null) return;
  addChoice(draft, node, otherwise === null ? [body] : [body, otherwise]);
  addConditionScopes(draft, node.childForFieldName("condition"), body);
};

function addChoice(draft: Draft, node: Node, items: readonly Node[]): void {
  addPiece(draft, node, { kind: "either" });
  draft.lists.set(
    node.id,
    items.map(({ id }) => id),
  );
}

export const whileExpression: Role = (draft, _match, node) => {
  const body = node.childForFieldName("body");
  if (body !== null) addConditionScopes(draft, node.childForFieldName("condition"), body);
};

/** What a condition binds is visible in what follows it, up to the end of the body. */
function addConditionScopes(draft: Draft, condition: Node | null, body: Node): void {
  const parts = condition?.type === "let_chain" ? condition.namedChildren : [condition];
  for (const one of parts) {
    if (one?.type === "let_condition") addScope(draft, { start: one.endIndex, end: body.endIndex, node: -one.id });
  }
}

function addScope(draft: Draft, range: Pick<DraftScope, "start" | "end" | "node">): void {
  draft.scopes.push({ ...range, owner: 0, parameters: 0, names: new Set(), parent: undefined, depth: 0, index: -1 });
}

export const letCondition: Role = (draft, match, node) => {
  const target = captured(match, "target");
  const value = captured(match, "value");
  if (target !== undefined && value !== undefined)
    bindPattern(draft, target, { value: value.id, visibleFrom: node.endIndex });
};

export const matchExpression: Role = (draft, _match, node) => {
  const value = node.childForFieldName("value");
  const arms = node.childForFieldName("body")?.namedChildren.filter(({ type }) => type === "match_arm") ?? [];
  const values: Node[] = [];
  for (const arm of arms) {
    const pattern = arm.childForFieldName("pattern")?.namedChild(0) ?? null;
    const result = arm.childForFieldName("value");
    if (result !== null) values.push(result);
    if (pattern === null) continue;
    addScope(draft, { start: pattern.endIndex, end: arm.endIndex, node: -arm.id });
    bindPattern(draft, pattern, { value: value?.id ?? 0, node: value, visibleFrom: pattern.endIndex });
  }
  addChoice(draft, node, values);
};

export const forExpression: Role = (draft, _match, node) => {
  const [pattern, value, body] = ["pattern", "value", "body"].map((name) => node.childForFieldName(name));
  if (!pattern || !value || !body) return;
  addHiddenCall(draft, node, { of: value.id, name: EACH });
  bindPattern(draft, pattern, { value: node.id, visibleFrom: body.startIndex });
};

/** A closure makes no function of the variable that holds it. */
export const letDeclaration: Role = (draft, _match, node) => {
  const pattern = node.childForFieldName("pattern");
  const value = node.childForFieldName("value");
  if (pattern === null) return;
  bindPattern(draft, pattern, {
    value: value === null || value.type === "closure_expression" ? 0 : value.id,
    type: node.childForFieldName("type")?.id ?? 0,
    node: value,
    visibleFrom: node.endIndex - 1,
  });
};

/** A parameter takes what the function gives that the closure is passed to: its value is added by `argument`. */
export const closure: Role = (draft, match, node) => {
  const parameters = captured(match, "parameters");
  if (parameters === undefined) return;
  COMMON_ROLES["lambda"]?.(draft, match, node);
  const list: number[] = [];
  for (const one of partsOf(parameters)) {
    const isTyped = one.type === "parameter";
    const name = isTyped ? one.childForFieldName("pattern") : one;
    const type = isTyped ? (one.childForFieldName("type")?.id ?? 0) : 0;
    if (name === null) continue;
    const value = -one.id;
    if (name.type !== "identifier") bindPattern(draft, name, { value, type, visibleFrom: name.startIndex });
    else {
      const piece = addPiece(draft, name, { kind: "name", name: wordOf(draft, name) });
      const id = -(one.id + 0.5);
      draft.pieces.set(id, { ...piece, kind: "parameter", id, name: "", of: name.id, type, value });
      list.push(id);
    }
  }
  draft.lists.set(parameters.id, list);
};

/** The parameters of a closure that is passed are members of the function that takes it, by their places. */
export const argument: Role = (draft, match, node) => {
  COMMON_ROLES["list"]?.(draft, match, node);
  const found = captured(match, "item");
  const parameters = found?.type === "closure_expression" ? found.childForFieldName("parameters") : null;
  if (found === undefined || !parameters) return;
  const place = (draft.lists.get(node.id) ?? []).indexOf(found.id);
  for (const [at, one] of partsOf(parameters).entries()) {
    addPointer(draft, one, { kind: "part", of: node.id, name: `|${place}.${at}` });
  }
};

/**
 * A second `let` of a name is another variable, visible from there on. It gets a scope of its own, to the end of the
 * block; that only these do keeps the scopes of a long function few.
 */
export function separateShadowing(draft: Draft): void {
  const { regions } = nest(draft.scopes.filter(({ end, start }) => end > start));
  const known = new Map<string, number>();
  for (const scope of regions) {
    if (scope.parameters === 0) continue;
    for (const name of parameterNames(draft, scope)) known.set(`${scope.index}:${name}`, scope.start);
  }
  const bodies = new Map(regions.filter(({ owner }) => owner !== 0).map((scope) => [scope.owner, scope]));
  const bodyOf = (scope: DraftScope): DraftScope => {
    const around = scope.parent;
    const owner = draft.definitions.get(around?.owner ?? 0) ?? draft.functions.get(around?.owner ?? 0);
    return owner !== undefined && owner.bodyId === scope.node ? (bodies.get(owner.id) ?? scope) : scope;
  };
  const targets = [...draft.targets.values()].sort((a, b) => a.start - b.start);
  for (const target of targets) addIfShadowing(draft, { target, regions, known, bodyOf });
}

function addIfShadowing(
  draft: Draft,
  of: {
    readonly target: DraftTarget;
    readonly regions: readonly DraftScope[];
    /** Since when each name is bound. */
    readonly known: Map<string, number>;
    readonly bodyOf: (scope: DraftScope) => DraftScope;
  },
): void {
  const { target, known } = of;
  const found = innermost(of.regions, target.visibleFrom ?? target.start);
  if (found === undefined) return;
  const scope = of.bodyOf(found);
  const key = `${scope.index}:${draft.pieces.get(target.target)?.name ?? ""}`;
  const before = known.get(key);
  // The alternatives of one pattern bind a name together.
  const isAnother = before !== undefined && before !== target.visibleFrom;
  if (isAnother && target.visibleFrom !== undefined)
    addScope(draft, { start: target.visibleFrom, end: found.end, node: -target.target });
  known.set(key, target.visibleFrom ?? target.start);
}

function parameterNames(draft: Draft, scope: DraftScope): readonly string[] {
  const ids = draft.lists.get(scope.parameters) ?? [];
  return ids.flatMap((id) =>
    boundNames(draft, { target: id, type: 0, value: 0, element: false }).map(({ piece }) => piece.name),
  );
}
