/**
 * Ruby: expressions and methods. Whether a bare word is a local variable or a call is only known when all assignments
 * are (`finish`). What stands in the body of a class (`include`, `private`, `attr_reader`) is read in `ruby-bodies.ts`.
 */
import type { Node } from "web-tree-sitter";

import { define } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { addPiece, captured, type Role, textOf } from "./matches.ts";
import type { Piece } from "./pieces.ts";
import { addPointer } from "./pointers.ts";
import { assignment, COMMON_ROLES } from "./roles.ts";
import { BODY_WORDS, classDeclaration, madeType, moduleDeclaration, refineRuby } from "./ruby-bodies.ts";
import { readRequire } from "./ruby-requires.ts";
import type { LanguageRules } from "./rules.ts";

const word: Role = (draft, _match, node) => {
  if (draft.pieces.has(node.id)) return;
  addPiece(draft, node, { kind: "name", name: textOf(draft, node), use: "value" });
};

/** `A::B`; `::A` is a name like any other. */
const scoped: Role = (draft, _match, node) => {
  const scope = node.childForFieldName("scope");
  const name = node.childForFieldName("name");
  if (name === null) return;
  draft.claims.push(name.id);
  const fields = { name: textOf(draft, name), start: name.startIndex, use: "value" } as const;
  if (scope === null) addPiece(draft, node, { kind: "name", ...fields });
  else addPiece(draft, node, { kind: "member", of: scope.id, ...fields });
};

/** `@name` belongs to the object. */
const ownVariable: Role = (draft, _match, node) => {
  const of = addPointer(draft, node, { kind: "this" });
  addPiece(draft, node, { kind: "member", name: textOf(draft, node), of });
};

/** A call, with or without parentheses; `new` makes an instance, and what is required is no call. */
const invocation: Role = (draft, _match, node) => {
  const method = node.childForFieldName("method");
  const receiver = node.childForFieldName("receiver") ?? undefined;
  if (method !== null) callMethod(draft, node, { method, receiver });
  else if (receiver !== undefined) addPiece(draft, node, { kind: "call", of: receiver.id, use: "value", at: receiver });
};

interface Called {
  readonly method: Node;
  readonly receiver: Node | undefined;
}

function callMethod(draft: Draft, node: Node, { method, receiver }: Called): void {
  const name = textOf(draft, method);
  draft.claims.push(method.id);
  if (isNoCall(draft, node, { method, receiver })) return;
  const argumentCount = node.childForFieldName("arguments")?.namedChildCount ?? 0;
  if (method.type === "super") {
    addPiece(draft, method, { kind: "super" });
    superCall(draft, node, argumentCount);
    return;
  }
  if (name === "new") {
    const of = receiver?.id ?? addPointer(draft, method, { kind: "this" });
    addPiece(draft, node, { kind: "new", of, argumentCount, use: "value", at: receiver ?? method });
    return;
  }
  addCall(draft, node, { method, receiver });
  nameMethod(draft, node, { method, receiver });
}

/** What is sent by name takes the place of the sender. */
function addCall(draft: Draft, node: Node, { method, receiver }: Called): void {
  const list = node.childForFieldName("arguments");
  const name = textOf(draft, method);
  const sent = sentName(node, name);
  const of = receiver?.id ?? (sent === undefined ? 0 : addPointer(draft, method, { kind: "this" }));
  addPiece(draft, method, { kind: of === 0 ? "name" : "member", name: sent ?? name, of });
  const value = sent === undefined ? (list?.id ?? 0) : 0;
  const argumentCount = list?.namedChildCount ?? 0;
  addPiece(draft, node, { kind: "call", of: method.id, argumentCount, use: "value", at: method, value });
}

/** Functions that call what they are given the name of. */
const SENDERS: ReadonlySet<string> = new Set(["send", "public_send", "__send__"]);

/** `x.send(:m, 1)` calls m. */
function sentName(call: Node, name: string): string | undefined {
  return SENDERS.has(name) ? symbolIn(call) : undefined;
}

/** The symbol or text that a call is given first. */
function symbolIn(call: Node): string | undefined {
  const first = call.childForFieldName("arguments")?.firstNamedChild;
  if (first?.type !== "simple_symbol" && first?.type !== "string") return undefined;
  return /^(?::|["'])(\w{1,200}[?!]?)["']?$/.exec(first.text)?.[1];
}

/** `x.method(:m)` is the method itself. */
function nameMethod(draft: Draft, node: Node, { method, receiver }: Called): void {
  const name = textOf(draft, method) === "method" ? symbolIn(node) : undefined;
  if (name !== undefined) draft.givenMembers.set(node.id, { of: receiver?.id ?? 0, name });
}

/** What declares, requires or was made a call of a writer already. */
function isNoCall(draft: Draft, node: Node, { method, receiver }: Called): boolean {
  const name = textOf(draft, method);
  if (draft.pieces.get(method.id)?.name === `${name}=`) return true;
  return receiver === undefined && (readRequire(draft, node, name) || BODY_WORDS.has(name));
}

/** `super` alone passes on the arguments of its method. */
const superWord: Role = (draft, _match, node) => {
  if (!draft.pieces.has(node.id)) superCall(draft, node, -1);
};

/** Finds its name when all methods are known; until then it is a call of nothing. */
function superCall(draft: Draft, node: Node, argumentCount: number): void {
  const of = addPointer(draft, node, { kind: "super" });
  addPiece(draft, node, { kind: "call", name: SUPER, of, argumentCount, use: "value" });
}

const SUPER = "super";

const method: Role = (draft, match, node) => {
  const nameNode = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  const parameters = node.childForFieldName("parameters");
  if (nameNode === null) return;
  const captures = [
    { name: "name", node: nameNode, patternIndex: 0 },
    ...(body === null ? [] : [{ name: "body", node: body, patternIndex: 0 }]),
    ...(parameters === null ? [] : [{ name: "parameters", node: parameters, patternIndex: 0 }]),
  ];
  const definition = define(draft, { kind: "Method", match: { ...match, captures }, node });
  definition.name = textOf(draft, nameNode);
  if (node.type === "singleton_method") definition.modifiers.push("static");
  else if (definition.name === "initialize") definition.modifiers.push("constructor");
  const last = body?.type === "body_statement" ? body.lastNamedChild : body;
  if (last !== null && last !== undefined && last.type !== "return") definition.returned.push(last.id);
};

/** What is assigned to a name, to `@name` or to several of them; `x.y = 1` and `x[1] = 2` bind nothing. */
const assigned: Role = (draft, match, node) => {
  const target = captured(match, "target");
  if (target?.type === "constant" && madeType(draft, match, node)) return;
  if (target?.type === "call") writer(draft, target);
  if (target === undefined || target.type === "call" || target.type === "element_reference") return;
  const declares = target.type === "constant" ? "Constant" : undefined;
  assignment({ element: false, scoping: "function", declares })(draft, match, node);
};

/** `x.y = 1` calls `y=`. */
function writer(draft: Draft, call: Node): void {
  const name = call.childForFieldName("method");
  const of = call.childForFieldName("receiver")?.id ?? 0;
  if (name === null) return;
  addPiece(draft, name, { kind: "member", name: `${textOf(draft, name)}=`, of });
  addPiece(draft, call, { kind: "call", of: name.id, argumentCount: 1, use: "value", at: name });
}

const items: Role = (draft, match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "pattern" });
  COMMON_ROLES["list"]?.(draft, match, node);
};

/** Methods in the order of their start, by which the one around an offset is found. */
function methodsOf(draft: Draft): readonly DraftDefinition[] {
  return [...draft.definitions.values()].filter(({ kind }) => kind === "Method").sort((a, b) => a.start - b.start);
}

/** Methods hardly ever nest, so that looking back a little is enough. */
const MAX_LOOK_BACK = 8;

function methodAt(methods: readonly DraftDefinition[], offset: number): DraftDefinition | undefined {
  let low = 0;
  let high = methods.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((methods[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= Math.max(0, low - MAX_LOOK_BACK); at--) {
    const found = methods[at];
    if (found !== undefined && found.end > offset) return found;
  }
  return undefined;
}

/** Words that no assignment or parameter of the method around binds are calls; `super` is a call of the method's own name. */
function finish(draft: Draft): void {
  const methods = methodsOf(draft);
  const locals = localNames(draft, methods);
  const claimed = new Set(draft.claims);
  for (const target of draft.targets.keys()) claimed.add(target);
  const words = [...draft.pieces.values()].filter(({ kind }) => kind === "name" || kind === "call");
  for (const piece of words) {
    if (piece.kind === "call" && piece.name === SUPER) nameSuper(draft, piece, methodAt(methods, piece.start));
    else if (isBareCall(piece) && !claimed.has(piece.id)) {
      const around = methodAt(methods, piece.start)?.id ?? 0;
      if (locals.get(around)?.has(piece.name) !== true) becomeCall(draft, piece);
    }
  }
}

function isBareCall({ kind, use, name }: Piece): boolean {
  return kind === "name" && use === "value" && /^[^A-Z]/.test(name);
}

function localNames(draft: Draft, methods: readonly DraftDefinition[]): ReadonlyMap<number, ReadonlySet<string>> {
  const names = new Map<number, Set<string>>();
  const add = (id: number): void => {
    let piece = draft.pieces.get(id);
    while (piece?.kind === "parameter" || piece?.kind === "rest") piece = draft.pieces.get(piece.of);
    if (piece?.kind === "pattern") for (const item of draft.lists.get(piece.id) ?? []) add(item);
    if (piece?.kind !== "name") return;
    const around = methodAt(methods, piece.start)?.id ?? 0;
    names.set(around, (names.get(around) ?? new Set<string>()).add(piece.name));
  };
  for (const target of draft.targets.keys()) add(target);
  for (const { id, kind } of draft.pieces.values()) if (kind === "parameter" || kind === "rest") add(id);
  for (const { parameters } of methods) for (const id of draft.lists.get(parameters) ?? []) add(id);
  return names;
}

function nameSuper(draft: Draft, call: Piece, around: DraftDefinition | undefined): void {
  const pointer = draft.pieces.get(call.of);
  if (around === undefined || pointer === undefined) {
    call.use = "none";
    return;
  }
  const id = call.of - 0.5;
  draft.pieces.set(id, { ...pointer, id, kind: "member", name: around.name, of: pointer.id });
  call.of = id;
}

/** The word stays what is called, under another id. */
function becomeCall(draft: Draft, piece: Piece): void {
  const of = -piece.id;
  const isNew = piece.name === "new";
  draft.pieces.set(of, { ...piece, id: of, kind: isNew ? "this" : "name", use: "none" });
  draft.pieces.set(piece.id, { ...piece, kind: isNew ? "new" : "call", of, argumentCount: -1 });
}

export const ruby: LanguageRules = {
  roles: {
    word,
    constant: word,
    scoped,
    own_variable: ownVariable,
    super_word: superWord,
    invocation,
    method,
    assignment: assigned,
    items,
    class: classDeclaration,
    module: moduleDeclaration,
  },
  finish,
  refine: refineRuby,
};
