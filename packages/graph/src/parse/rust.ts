/** Rust: items, `impl` blocks that stand apart from their types, bounds and types. */
import type { Visibility } from "../model.ts";
import { docAbove } from "./docs.ts";
import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { addPiece, captured, capturedId, lastWordOf, parentOf, type Role } from "./matches.ts";
import { addPointer, container, listedParameter, typed } from "./pointers.ts";
import { addBase, COMMON_ROLES, define } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";
import { attributesAbove, isForSomeMachines } from "./rust-attributes.ts";
import { declareModule, externCrate, use } from "./rust-imports.ts";
import { dropTokens, macroCall, tokens } from "./rust-macros.ts";
import { bindPattern } from "./rust-patterns.ts";
import * as types from "./rust-types.ts";
import * as values from "./rust-values.ts";

const MAX_VALUE_IN_SIGNATURE = 120;

/** The last segment is the member, so that a path is a chain like any other. */
function path(use: "value" | "type"): Role {
  return (draft, match, node) => {
    const { word, start } = lastWordOf(draft, node);
    const of = capturedId(match, "of");
    addPiece(draft, node, { kind: of === 0 ? "name" : "member", start, name: word, of, use });
    const name = node.childForFieldName("name");
    if (name !== null) draft.claims.push(name.id);
  };
}

function item(kind: DraftDefinition["kind"]): Role {
  return (draft, match, node) => {
    define(draft, { kind, match, node });
  };
}

const impl: Role = (draft, match, node) => {
  const isFirst = !draft.definitions.has(node.id);
  const definition = define(draft, { kind: "Class", match, node });
  const receiver = captured(match, "receiver");
  const trait = captured(match, "trait");
  if (receiver !== undefined) definition.receiver = { type: receiver.id, name: "" };
  if (isFirst) definition.modifiers.push("extension");
  draft.claims.push(receiver?.id ?? 0, trait?.id ?? 0);
  if (trait !== undefined && !draft.bases.has(node.id))
    addBase(draft, node.id, { kind: "implements", type: trait.id, start: trait.startIndex });
};

const superTrait: Role = (draft, match, node) => {
  const base = captured(match, "base");
  if (base === undefined || types.NO_BOUNDS.has(base.type)) return;
  draft.claims.push(base.id);
  addBase(draft, node.id, { kind: "extends", type: base.id, start: base.startIndex });
};

/** A long value is no part of the signature. */
const constant: Role = (draft, match, node) => {
  const definition = define(draft, { kind: "Constant", match, node });
  const value = captured(match, "value");
  const isLong = value !== undefined && value.endIndex - node.startIndex > MAX_VALUE_IN_SIGNATURE;
  if (isLong) definition.headEnd = value.startIndex;
};

/** A variant is a value of its enum; one with parts in parentheses makes it when called. */
const variant: Role = (draft, match, node) => {
  const type = parentOf(draft, node)?.parent?.childForFieldName("name");
  const isFirst = !draft.definitions.has(node.id);
  const definition = define(draft, { kind: "Constant", match, node });
  definition.type = type?.id ?? 0;
  const body = captured(match, "body");
  if (!isFirst) return;
  if (body === undefined) return;
  definition.modifiers.push("constructor");
  const range = { start: body.startIndex, end: body.endIndex, owner: node.id, node: node.id, parameters: 0 };
  draft.scopes.push({ ...range, names: new Set(), parent: undefined, depth: 0, index: -1 });
};

/** Fields without a name are called by their place. */
const tupleField: Role = (draft, match, node) => {
  const type = captured(match, "type");
  if (type === undefined || draft.definitions.has(type.id)) return;
  const place = draft.lists.get(node.id)?.length ?? 0;
  draft.lists.set(node.id, [...(draft.lists.get(node.id) ?? []), type.id]);
  const definition = emptyDefinition("Field", type.id);
  const { startIndex: start, endIndex: end } = type;
  Object.assign(definition, {
    name: `${place}`,
    nameStart: start,
    start,
    end,
    bodyStart: end,
    headEnd: end,
    type: type.id,
  });
  draft.definitions.set(type.id, definition);
};

const moduleFile: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name !== undefined) declareModule(draft, node, name);
};

const parameterItem: Role = (draft, match, node) => {
  if (captured(match, "item")?.type === "parameter") COMMON_ROLES["list"]?.(draft, match, node);
};

/** A pattern is called by its place among the parameters without the receiver. */
const parameter: Role = (draft, match, node) => {
  const name = captured(match, "name");
  if (name === undefined || name.type === "self") return;
  if (name.type === "_") addPiece(draft, name, { kind: "name", name: "_" });
  COMMON_ROLES["parameter"]?.(draft, match, node);
  const list = name.type === "identifier" || name.type === "_" ? null : parentOf(draft, node);
  if (list?.type !== "parameters") return;
  const siblings = list.namedChildren.filter(({ type }) => type === "parameter");
  addPiece(draft, name, { kind: "pattern" });
  const value = addPointer(draft, node, { kind: "name", name: `#${siblings.findIndex(({ id }) => id === node.id)}` });
  const body = list.parent?.childForFieldName("body");
  if (body) bindPattern(draft, name, { value, visibleFrom: body.startIndex + 1 });
};

function refine(definition: DraftDefinition, draft: Draft): void {
  const { parent, start } = definition;
  definition.visibility = visibilityOf(definition, draft);
  const isSeen = parent === undefined || parent.exported || isOfTrait(definition);
  definition.exported = definition.visibility === "public" && isSeen;
  refineMembers(definition, draft);
  const attributes = attributesAbove(draft.text, start);
  if (isForSomeMachines(attributes.text)) definition.modifiers.push("platform");
  if (definition.kind === "Macro") refineMacro(definition, draft, attributes.text);
  const doc = attributes.start < start ? docAbove(draft.text, draft.comments, attributes.start) : "";
  if (doc !== "") definition.doc = doc;
}

/** Members of traits are as visible as these, parts of variants as their enum. */
function visibilityOf(definition: DraftDefinition, draft: Draft): Visibility | undefined {
  const { parent, start } = definition;
  if (isOfTrait(definition)) return "public";
  const isPart = parent?.kind === "Constant" || (definition.kind === "Constant" && parent?.kind === "Enum");
  if (isPart) return parent.visibility;
  const written = /^pub\b\s*(\([^)]*\))?/.exec(draft.text.slice(start, start + 80));
  if (written === null) return "private";
  return written[1] === undefined ? "public" : "package";
}

function isOfTrait({ parent }: DraftDefinition): boolean {
  return parent?.kind === "Trait" || (isExtension(parent) && (parent?.bases.length ?? 0) > 0);
}

function refineMacro(definition: DraftDefinition, draft: Draft, attributes: string): void {
  const { nameStart, name, end } = definition;
  definition.exported = attributes.includes("macro_export");
  const body = draft.text.slice(nameStart + name.length, end).search(/[{([]/);
  if (body >= 0) definition.bodyStart = definition.headEnd = nameStart + name.length + body;
}

function isExtension(definition: DraftDefinition | undefined): boolean {
  return definition?.modifiers.includes("extension") === true;
}

function refineMembers(definition: DraftDefinition, draft: Draft): void {
  const { parent, kind, parameters, modifiers } = definition;
  if (kind !== "Function" || (parent?.kind !== "Trait" && !isExtension(parent))) return;
  definition.kind = "Method";
  const from = Math.max(definition.nameStart, 0);
  const head = draft.text.slice(from, Math.min(definition.headEnd, from + 2_000));
  if (parameters === 0 || !/\(\s*(?:#\[[^\]]*\]\s*)*(?:&\s*(?:'\w+\s+)?)?(?:mut\s+)?self\b/.test(head))
    modifiers.push("static");
  if (definition.bodyId === 0) modifiers.push("abstract");
}

function finish(draft: Draft): void {
  dropTokens(draft);
  values.separateShadowing(draft);
}

export const rust: LanguageRules = {
  roles: {
    word: values.word,
    self: values.self,
    head: values.pathHead,
    qualifier: values.qualifier,
    path: path("value"),
    type_path: path("type"),
    call: values.call,
    try: values.tryOperator,
    index: values.index,
    binary: values.binary,
    number: values.number,
    typed,
    tuple_type: types.tupleType,
    array_value: values.arrayValue,
    if: values.ifExpression,
    match: values.matchExpression,
    macro_call: macroCall,
    generic_type: types.genericType,
    type_item: types.typeItem,
    bound: types.bound,
    array_type: container("slice"),
    pointer_type: container("pointer"),
    type_name: types.typeWord,
    function_type: types.functionType,
    type_parameter: listedParameter,
    where: types.where,
    struct: item("Struct"),
    enum: item("Enum"),
    trait: item("Trait"),
    variant,
    super_trait: superTrait,
    impl,
    function: item("Function"),
    constant,
    alias: item("Type"),
    macro: item("Macro"),
    module: item("Module"),
    module_file: moduleFile,
    field: item("Field"),
    tuple_field: tupleField,
    parameter_item: parameterItem,
    parameter,
    closure: values.closure,
    argument: values.argument,
    tokens,
    let: values.letDeclaration,
    let_condition: values.letCondition,
    for: values.forExpression,
    block: values.block,
    while: values.whileExpression,
    use,
    extern_crate: externCrate,
  },
  finish,
  refine,
};
