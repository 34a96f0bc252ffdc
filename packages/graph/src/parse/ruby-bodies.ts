/** Ruby: classes and modules, and the calls in their bodies that declare something of them. */
import type { Node } from "web-tree-sitter";

import { addBase, define } from "./define.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { parentOf, type Role, textOf } from "./matches.ts";

const VISIBILITIES: ReadonlySet<string> = new Set(["public", "protected", "private"]);
const MIXINS: ReadonlySet<string> = new Set(["include", "prepend", "extend"]);
const ACCESSORS: ReadonlySet<string> = new Set(
  "attr attr_accessor attr_reader attr_writer cattr_accessor mattr_accessor class_attribute".split(" "),
);
/** Calls that only declare: they are no uses of a method. */
export const BODY_WORDS: ReadonlySet<string> = new Set([
  ...VISIBILITIES,
  ...MIXINS,
  ...ACCESSORS,
  ..."module_function private_class_method private_constant public_class_method alias_method using refine".split(" "),
]);

export const classDeclaration: Role = (draft, match, node) => {
  declare(draft, match, { node, kind: "Class" });
  const base = node.childForFieldName("superclass")?.lastNamedChild;
  if (base !== null && base !== undefined) draft.claims.push(base.id);
  addSuperclass(draft, node, base);
};

export const moduleDeclaration: Role = (draft, match, node) => {
  declare(draft, match, { node, kind: "Module" });
  draft.definitions.get(node.id)?.modifiers.push("mixin");
};

/** `Point = Struct.new(:x) do … end` and `Failure = Class.new(Base)` are types. True if this is one. */
export function madeType(draft: Draft, match: Match, node: Node): boolean {
  const name = node.childForFieldName("left");
  const call = node.childForFieldName("right");
  if (name === null || call?.type !== "call") return false;
  const maker = /^(Struct|Class|Data)\.(?:new|define)\b/.exec(textOf(draft, call))?.[1];
  if (maker === undefined) return false;
  const list = argumentsOf(call);
  const body = call.childForFieldName("block")?.childForFieldName("body") ?? null;
  define(draft, { kind: "Class", match: { ...match, captures: capturesOf(name, body) }, node });
  addSuperclass(draft, node, maker === "Class" ? list[0] : call.childForFieldName("receiver"));
  if (maker !== "Class") for (const one of list) accessor(draft, call, one);
  if (body !== null) readBody(draft, node, { body, isOfType: false });
  return true;
}

function addSuperclass(draft: Draft, owner: Node, base: Node | null | undefined): void {
  if (base === null || base === undefined || !/^(?:constant|scope_resolution)$/.test(base.type)) return;
  addBase(draft, owner.id, { kind: "extends", type: base.id, start: base.startIndex });
}

function argumentsOf(call: Node): readonly Node[] {
  return call.childForFieldName("arguments")?.namedChildren ?? [];
}

type Match = Parameters<Role>[1];

function capturesOf(name: Node, body: Node | null): Match["captures"] {
  const found = [{ name: "name", node: name, patternIndex: 0 }];
  return body === null ? found : [...found, { name: "body", node: body, patternIndex: 0 }];
}

function declare(
  draft: Draft,
  match: Match,
  { node, kind }: { readonly node: Node; readonly kind: DraftDefinition["kind"] },
): void {
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (name === null) return;
  const definition = define(draft, { kind, match: { ...match, captures: capturesOf(name, body) }, node });
  nameDefinition(draft, definition, name);
  if (body !== null) readBody(draft, node, { body, isOfType: false });
}

/** `class A::B` stands apart from A. */
function nameDefinition(draft: Draft, definition: DraftDefinition, name: Node): void {
  definition.name = textOf(draft, name);
  if (name.type !== "scope_resolution") return;
  const scope = name.childForFieldName("scope");
  const last = name.childForFieldName("name");
  if (last === null) return;
  definition.name = textOf(draft, last);
  definition.nameStart = last.startIndex;
  if (scope !== null) definition.receiver = { type: scope.id, name: "" };
}

/** In the order of the source: a visibility holds for what follows it. */
function readBody(
  draft: Draft,
  owner: Node,
  { body, isOfType }: { readonly body: Node; readonly isOfType: boolean },
): void {
  let mark = isOfType ? "static" : "";
  for (const child of body.namedChildren) {
    if (child.type === "identifier") mark = markAfter(draft, child, mark);
    else if (child.type === "method") markMethod(draft, child, mark);
    else if (child.type === "singleton_class") readSingleton(draft, owner, child);
    else if (child.type === "call") readCall(draft, owner, child);
  }
}

function markAfter(draft: Draft, word: Node, mark: string): string {
  const text = textOf(draft, word);
  if (!VISIBILITIES.has(text) && text !== "module_function") return mark;
  draft.claims.push(word.id);
  const isStatic = mark.includes("static") || text === "module_function";
  return `${text} ${isStatic ? "static" : ""}`;
}

/** Kept as a wrapper, whose words are read when the definition is finished. */
function markMethod(draft: Draft, method: Node, mark: string): void {
  if (mark === "") return;
  const known = draft.wrappers.get(method.id)?.kind ?? "";
  const { id, startIndex: start } = method;
  draft.wrappers.set(id, { id: -id, start, kind: `${known} ${mark}`, isFirst: true });
}

/** `class << self`. */
function readSingleton(draft: Draft, owner: Node, node: Node): void {
  const body = node.childForFieldName("body");
  if (body !== null) readBody(draft, owner, { body, isOfType: true });
}

function readCall(draft: Draft, owner: Node, call: Node): void {
  const method = call.childForFieldName("method");
  if (method === null || call.childForFieldName("receiver") !== null) return;
  const name = textOf(draft, method);
  for (const one of argumentsOf(call)) readArgument(draft, owner, { call, name, one });
}

const MARKS: ReadonlySet<string> = new Set([...VISIBILITIES, "private_class_method", "public_class_method"]);

function readArgument(
  draft: Draft,
  owner: Node,
  { call, name, one }: { readonly call: Node; readonly name: string; readonly one: Node },
): void {
  if (MIXINS.has(name)) mixIn(draft, owner, { one, isLent: name === "extend" });
  else if (ACCESSORS.has(name)) accessor(draft, call, one);
  else if (one.type !== "method" && one.type !== "singleton_method") return;
  else if (MARKS.has(name)) markMethod(draft, one, name.replace("_class_method", ""));
  else if (name === "module_function") markMethod(draft, one, "static");
}

/** What is included is of the instances, what extends is of the type itself. */
function mixIn(draft: Draft, owner: Node, { one, isLent }: { readonly one: Node; readonly isLent: boolean }): void {
  if (!/^(?:constant|scope_resolution|self)$/.test(one.type)) return;
  draft.claims.push(one.id);
  addBase(draft, owner.id, { kind: isLent ? "lends" : "extends", type: one.id, start: one.startIndex });
}

/** `attr_reader :name` reads `@name`. */
function accessor(draft: Draft, call: Node, symbol: Node): void {
  const name = /^:?["']?(\w+)["']?$/.exec(textOf(draft, symbol))?.[1];
  if (name === undefined) return;
  const definition = emptyDefinition("Property", symbol.id);
  const { startIndex: start, endIndex: end } = symbol;
  const isFirst =
    parentOf(draft, call)?.type !== "assignment" &&
    call.childForFieldName("arguments")?.firstNamedChild?.id === symbol.id;
  Object.assign(definition, { name, nameStart: start, start: isFirst ? call.startIndex : start, end });
  Object.assign(definition, { bodyStart: end, headEnd: end, value: readOf(draft, symbol, name) });
  draft.definitions.set(symbol.id, definition);
}

function readOf(draft: Draft, symbol: Node, name: string): number {
  const piece = {
    start: symbol.startIndex,
    value: 0,
    type: 0,
    use: "none",
    argumentCount: -1,
    literal: undefined,
    expression: undefined,
    depth: 0,
  } as const;
  const [self, member] = [-symbol.id, -symbol.id - 0.5];
  draft.pieces.set(self, { ...piece, id: self, kind: "this", name: "", of: 0 });
  draft.pieces.set(member, { ...piece, id: member, kind: "member", name: `@${name}`, of: self });
  return member;
}

export function refineRuby(definition: DraftDefinition): void {
  const { parent } = definition;
  const words = new Set(definition.wrappers.flatMap((one) => one.split(" ")));
  const isMember = parent?.kind === "Class" || parent?.kind === "Module";
  if (definition.kind === "Method" && !isMember) definition.kind = "Function";
  if (definition.kind === "Field") definition.kind = "Constant";
  if (words.has("static")) definition.modifiers.push("static");
  for (const each of ["public", "protected", "private"] as const) if (words.has(each)) definition.visibility = each;
  definition.visibility ??= "public";
  definition.exported = definition.visibility !== "private" && (parent?.exported ?? true);
}
