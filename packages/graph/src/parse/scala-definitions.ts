/** Scala: classes, traits, objects, enums, givens, functions, values and extensions. */
import type { Node } from "web-tree-sitter";

import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { addBase, define } from "./define.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { addPiece, parentOf, type Role, textOf } from "./matches.ts";
import { assignment } from "./roles.ts";
import { bareWord } from "./words.ts";

const MODIFIERS: Readonly<Record<string, Modifier>> = { abstract: "abstract", override: "override" };
const VISIBILITIES: Readonly<Record<string, Visibility>> = { private: "private", protected: "protected" };
const KINDS: Readonly<Record<string, DraftDefinition["kind"]>> = { trait_definition: "Trait", enum_definition: "Enum" };
const SINGLETONS: ReadonlySet<string> = new Set(["object_definition", "package_object", "given_definition"]);
const MAX_PARAMETER_IN_SIGNATURE = 120;

type Match = Parameters<Role>[1];

function matchOf(match: Match, parts: Readonly<Record<string, Node | null | undefined>>): Match {
  const captures = Object.entries(parts).flatMap(([name, node]) =>
    node === null || node === undefined ? [] : [{ name, node, patternIndex: 0 }],
  );
  return { ...match, captures };
}

/** `private[shop]` is read as `private`. */
function wordsOf(draft: Draft, node: Node): readonly string[] {
  const modifiers = node.namedChildren.find(({ type }) => type === "modifiers");
  return modifiers === undefined
    ? []
    : textOf(draft, modifiers)
        .replace(/\[[^\]]*\]/g, "")
        .split(/\s+/);
}

function applyWords(definition: DraftDefinition, words: Iterable<string>): void {
  for (const word of words) {
    const modifier = Object.hasOwn(MODIFIERS, word) ? MODIFIERS[word] : undefined;
    if (modifier !== undefined) definition.modifiers.push(modifier);
    if (Object.hasOwn(VISIBILITIES, word)) definition.visibility = VISIBILITIES[word];
  }
}

const typeDefinition: Role = (draft, match, node) => {
  const name = node.childForFieldName("name");
  if (name === null) return;
  const isSingleton = SINGLETONS.has(node.type);
  const lists = node.childrenForFieldName("class_parameters").filter((one) => one !== null);
  const parts = {
    name,
    body: node.childForFieldName("body"),
    type_parameters: node.childForFieldName("type_parameters"),
    parameters: lists[0],
  };
  const definition = define(draft, { kind: KINDS[node.type] ?? "Class", match: matchOf(match, parts), node });
  definition.name = bareWord(draft, name);
  applyWords(definition, wordsOf(draft, node));
  if (isSingleton) definition.modifiers.push("singleton");
  readParameters(draft, match, { node, name, lists });
  addBases(draft, node);
};

function readParameters(
  draft: Draft,
  match: Match,
  { node, name, lists }: { readonly node: Node; readonly name: Node; readonly lists: readonly Node[] },
): void {
  const isCase = /\bcase\b/.test(draft.text.slice(node.startIndex, name.startIndex)) || node.type === "full_enum_case";
  for (const [at, list] of lists.entries()) {
    for (const one of list.namedChildren) {
      if (one.type !== "class_parameter") continue;
      classParameter(draft, one, isCase && at === 0);
      if (at > 0) bindParameter(draft, match, one);
    }
  }
}

/** `val` and `var` make it a member; all parameters of a case class are. */
function classParameter(draft: Draft, node: Node, isMember: boolean): void {
  const name = node.childForFieldName("name");
  if (name === null || (!isMember && !/\bva[lr]\b/.test(draft.text.slice(node.startIndex, name.startIndex)))) return;
  const definition = emptyDefinition("Property", node.id);
  const { startIndex: start, endIndex: end } = node;
  const headEnd = end - start <= MAX_PARAMETER_IN_SIGNATURE ? end : name.endIndex;
  Object.assign(definition, { name: bareWord(draft, name), nameStart: name.startIndex, start, end, headEnd });
  definition.bodyStart = end;
  definition.type = node.childForFieldName("type")?.id ?? 0;
  applyWords(definition, wordsOf(draft, node));
  draft.claims.push(name.id);
  draft.definitions.set(node.id, definition);
}

/** The parameters of further lists are names inside all the same. */
function bindParameter(draft: Draft, match: Match, node: Node): void {
  const target = node.childForFieldName("name");
  if (target === null) return;
  const parts = { target, type: node.childForFieldName("type") };
  assignment({ element: false, scoping: "block", declares: undefined })(draft, matchOf(match, parts), target);
}

function addBases(draft: Draft, node: Node): void {
  const clause = node.childForFieldName("extend");
  const types: (Node | null)[] = clause?.childrenForFieldName("type") ?? [];
  if (node.type === "given_definition") types.push(node.childForFieldName("return_type"));
  for (const [at, type] of types.entries()) {
    if (type === null) continue;
    claimType(draft, type);
    addBase(draft, node.id, { kind: at === 0 ? "extends" : "implements", type: type.id, start: type.startIndex });
  }
}

/** The base is drawn as such and is no further use. */
function claimType(draft: Draft, type: Node): void {
  draft.claims.push(type.id);
  if (type.type === "generic_type" && type.firstNamedChild !== null) draft.claims.push(type.firstNamedChild.id);
}

/** A case without parameters is the one instance of its kind, with them it is a type below the enum. */
const enumCase: Role = (draft, match, node) => {
  if (node.type === "full_enum_case") {
    typeDefinition(draft, match, node);
    return;
  }
  const name = node.childForFieldName("name");
  if (name === null) return;
  const definition = emptyDefinition("Constant", node.id);
  const { startIndex: start, endIndex: end } = node;
  const list = parentOf(draft, node);
  const isFirst = list?.firstNamedChild?.id === node.id;
  Object.assign(definition, { name: bareWord(draft, name), nameStart: name.startIndex, end, bodyStart: end });
  Object.assign(definition, { start: isFirst ? (list?.startIndex ?? start) : start, headEnd: end });
  definition.wrappers.push("case");
  draft.claims.push(name.id);
  draft.definitions.set(node.id, definition);
};

const functionDefinition: Role = (draft, match, node) => {
  const name = node.childForFieldName("name");
  if (name === null) return;
  const body = node.childForFieldName("body");
  const lists = node.childrenForFieldName("parameters").filter((one) => one !== null);
  const parts = {
    name,
    body,
    type_parameters: node.childForFieldName("type_parameters"),
    parameters: lists[0],
    returns: node.childForFieldName("return_type"),
  };
  const definition = define(draft, { kind: "Function", match: matchOf(match, parts), node });
  definition.name = bareWord(draft, name);
  if (definition.name === "this") Object.assign(definition, { name: "constructor", modifiers: ["constructor"] });
  else if (lists.length === 0) definition.modifiers.push("property");
  applyWords(definition, wordsOf(draft, node));
  for (const list of lists.slice(1)) for (const one of list.namedChildren) bindParameter(draft, match, one);
  const last = body?.type.endsWith("block") === true ? body.lastNamedChild : body;
  if (last !== null && last !== undefined) definition.returned.push(last.id);
};

const oneParameter: Role = (draft, _match, node) => {
  const name = node.childForFieldName("name");
  const type = node.childForFieldName("type");
  if (name === null) return;
  draft.claims.push(name.id);
  const kind = type?.type === "repeated_parameter_type" ? "rest" : "parameter";
  const value = node.childForFieldName("default_value")?.id ?? 0;
  addPiece(draft, node, { kind, of: name.id, type: type?.id ?? 0, value });
};

const alias: Role = (draft, match, node) => {
  const [name, type] = [node.childForFieldName("name"), node.childForFieldName("type")];
  if (name === null) return;
  const definition = define(draft, { kind: "Type", match: matchOf(match, { name, type }), node });
  applyWords(definition, wordsOf(draft, node));
};

/** Of a type or a file it is a member, elsewhere a local. */
const value: Role = (draft, match, node) => {
  const target = node.childForFieldName("pattern") ?? node.childForFieldName("name");
  if (target?.type !== "identifier") return;
  const parts = { target, type: node.childForFieldName("type"), value: node.childForFieldName("value") };
  assignment({ element: false, scoping: "block", declares: "Variable" })(draft, matchOf(match, parts), node);
  const known = draft.targets.get(target.id);
  const { id, startIndex: start, endIndex: end } = node;
  if (known !== undefined) draft.targets.set(target.id, { ...known, start, end });
  draft.wrappers.set(id, { id: -id, start, kind: wordsOf(draft, node).join(" "), isFirst: true });
};

/** Each function in it belongs to the type of its parameter: kept as a wrapper, which is read when it is finished. */
const extension: Role = (draft, _match, node) => {
  const list = node.childForFieldName("parameters");
  const parameter = list?.namedChildren.find((one) => one.type === "parameter");
  const name = parameter?.childForFieldName("name") ?? undefined;
  const type = parameter?.childForFieldName("type") ?? undefined;
  if (name === undefined || type === undefined) return;
  for (const { id, startIndex: start } of functionsIn(node)) {
    draft.wrappers.set(id, { id: -id, start, kind: `of ${type.id} ${bareWord(draft, name)}`, isFirst: true });
  }
};

function functionsIn(node: Node): readonly Node[] {
  const bodies = node.childrenForFieldName("body").filter((one) => one !== null);
  const all = bodies.flatMap((one) => (one.type === "function_definition" ? [one] : one.namedChildren));
  return all.filter(({ type }) => type === "function_definition");
}

/** `new A { … }`: the body is a type below A. */
export function anonymousType(
  draft: Draft,
  node: Node,
  { base, body }: { readonly base: Node; readonly body: Node },
): void {
  const definition = define(draft, { kind: "Class", match: { patternIndex: 0, captures: [] }, node: body });
  const start = node.startIndex;
  Object.assign(definition, { start, nameStart: start, bodyStart: body.startIndex, headEnd: body.startIndex });
  definition.visibility = "private";
  definition.modifiers.push("anonymous");
  addBase(draft, body.id, { kind: "extends", type: base.id, start: base.startIndex });
}

const MEMBERS_OF: ReadonlySet<string> = new Set(["Class", "Trait", "Enum"]);

export function refineScala(definition: DraftDefinition, draft: Draft): void {
  const { parent, wrappers } = definition;
  const words = wrappers.flatMap((one) => one.split(" "));
  const isMember = parent !== undefined && MEMBERS_OF.has(parent.kind);
  definition.kind = kindAs(definition.kind, isMember);
  applyWords(definition, words);
  definition.visibility ??= "public";
  const isHidden = parent !== undefined && (!isMember || parent.modifiers.includes("anonymous"));
  definition.exported = !isHidden && definition.visibility === "public" && (parent?.exported ?? true);
  const [word, type, name = ""] = words;
  if (word === "of") definition.receiver = { type: Number(type), name };
  if (word === "case" && parent !== undefined) makeCase(definition, parent, draft);
}

function kindAs(kind: DraftDefinition["kind"], isMember: boolean): DraftDefinition["kind"] {
  if (kind === "Field" || kind === "Variable") return "Property";
  return kind === "Function" && isMember ? "Method" : kind;
}

/** A case is an instance of the enum around it. */
function makeCase(definition: DraftDefinition, { name }: DraftDefinition, draft: Draft): void {
  definition.type = -definition.id;
  draft.writtenTypes.set(definition.type, { of: { kind: "name", name }, arguments: [], or: [] });
}

export const scalaDefinitions: Readonly<Record<string, Role>> = {
  type_definition: typeDefinition,
  enum_case: enumCase,
  function: functionDefinition,
  one_parameter: oneParameter,
  alias,
  value,
  extension,
};
