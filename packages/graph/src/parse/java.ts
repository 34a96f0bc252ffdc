/** Java: modifiers, members that classes, enums, records and interfaces declare, and classes without a name. */
import type { Node, QueryMatch } from "web-tree-sitter";

import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { defineField } from "./define.ts";
import { dottedImport } from "./draft-imports.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { bindLabels, label, switched } from "./java-cases.ts";
import { binary, number } from "./java-values.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import { addPointer, container, listedParameter, typed } from "./pointers.ts";
import { addBase, COMMON_ROLES, define } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

const MODIFIERS: Readonly<Record<string, Modifier>> = { static: "static", abstract: "abstract", default: "default" };
const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  public: "public",
  protected: "protected",
  private: "private",
};

/** `var` is no type. */
const typeWord: Role = (draft, match, node) => {
  if (wordOf(draft, node) !== "var") COMMON_ROLES["type_name"]?.(draft, match, node);
};

const genericType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "generic", of: capturedId(match, "of"), value: capturedId(match, "items") });
};

const unionMember: Role = (draft, match, node) => {
  if (!draft.pieces.has(node.id)) addPiece(draft, node, { kind: "union" });
  COMMON_ROLES["list"]?.(draft, match, node);
};

/** The optional receiver makes a call match a second time, without it. */
const call: Role = (draft, match, node) => {
  if (!isWithoutReceiver(draft, match, node)) COMMON_ROLES["call"]?.(draft, match, node);
};

function isWithoutReceiver(draft: Draft, match: QueryMatch, node: Node): boolean {
  return captured(match, "of") === undefined && draft.pieces.has(node.id);
}

const packageDeclaration: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name !== undefined && name.type.endsWith("identifier")) draft.packageName = dotted(textOf(draft, name));
};

function dotted(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|\s/g, "");
}

function declaration(kind: DraftDefinition["kind"]): Role {
  return (draft, match, node) => {
    const definition = define(draft, { kind, match, node });
    readModifiers(draft, match, definition);
    // Components are fields of a record, and the parameters of the constructor that it has without being written.
    definition.parameters ||= capturedId(match, "components");
  };
}

/** Its result and type parameters stand before the name and belong to it all the same. */
const methodDeclaration: Role = (draft, match, node) => {
  const isFirst = !draft.definitions.has(node.id);
  declaration("Method")(draft, match, node);
  const before = captured(match, "type_parameters") ?? captured(match, "returns");
  const scope = draft.scopes.at(-1);
  if (isFirst && before !== undefined && scope?.owner === node.id) {
    draft.scopes[draft.scopes.length - 1] = { ...scope, start: Math.min(scope.start, before.startIndex) };
  }
};

const constructorDeclaration: Role = (draft, match, node) => {
  methodDeclaration(draft, match, node);
  draft.definitions.get(node.id)?.modifiers.push("constructor");
};

/** Words of the modifier list, without annotations and what stands in their parentheses. */
function readModifiers(draft: Draft, match: QueryMatch, definition: DraftDefinition): void {
  const node = captured(match, "modifiers");
  if (node === undefined) return;
  let depth = 0;
  for (const [token] of textOf(draft, node).matchAll(/"(?:\\.|[^"\\])*"|[()]|@?[\w.]+/g)) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0) applyModifier(definition, token);
  }
}

function applyModifier(definition: DraftDefinition, word: string): void {
  const modifier = Object.hasOwn(MODIFIERS, word) ? MODIFIERS[word] : undefined;
  if (modifier !== undefined) definition.modifiers.push(modifier);
  if (Object.hasOwn(VISIBILITIES, word)) definition.visibility = VISIBILITIES[word];
  if (word === "final" && definition.kind === "Field") definition.wrappers.push("final");
}

/** Each name of `int a = 1, b` is a field. */
const field: Role = (draft, match, node) => {
  const declarator = captured(match, "declarator");
  const name = captured(match, "name");
  if (declarator === undefined || name === undefined) return;
  const known = draft.definitions.get(declarator.id);
  const definition = known ?? defineField(draft, declarator, name);
  definition.type = capturedId(match, "type");
  definition.value ||= capturedId(match, "value");
  readModifiers(draft, match, definition);
  if (node.type === "constant_declaration") definition.kind = "Constant";
};

const recordComponent: Role = (draft, match) => {
  const component = captured(match, "component");
  const name = captured(match, "name");
  if (component === undefined || name === undefined) return;
  const definition = defineField(draft, component, name);
  definition.type = capturedId(match, "type");
  definition.visibility = "private";
};

/** A constant is an instance of its enum, made by the enum's constructor; with a body it is one of a class of its own. */
const enumConstant: Role = (draft, match) => {
  const constant = captured(match, "constant");
  const name = captured(match, "name");
  const type = captured(match, "enum");
  if (constant === undefined || name === undefined || type === undefined) return;
  const known = draft.definitions.get(constant.id);
  const definition = known ?? defineField(draft, constant, name);
  definition.kind = "Constant";
  definition.visibility = "public";
  definition.value ||= addPointer(draft, constant, { kind: "new", of: type.id });
  const args = captured(match, "arguments");
  const body = captured(match, "body");
  if (body !== undefined) {
    definition.headEnd = body.startIndex;
    defineAnonymous(draft, { match, start: name.startIndex, base: type });
  }
  const made = draft.pieces.get(definition.value);
  if (args === undefined || made === undefined || made.argumentCount >= 0) return;
  made.argumentCount = args.namedChildCount;
  const target = { kind: "name", name: wordOf(draft, type) } as const;
  draft.extraSites.push({ kind: "new", start: name.startIndex, target, argumentCount: made.argumentCount });
};

const anonymousClass: Role = (draft, match, node) => {
  const base = captured(match, "base");
  if (base !== undefined) defineAnonymous(draft, { match, start: node.startIndex, base });
};

function defineAnonymous(
  draft: Draft,
  { match, start, base }: { readonly match: QueryMatch; readonly start: number; readonly base: Node },
): void {
  const body = captured(match, "body");
  if (body === undefined || draft.definitions.has(body.id)) return;
  const definition = define(draft, { kind: "Class", match: { ...match, captures: [] }, node: body });
  definition.bodyStart = body.startIndex;
  definition.headEnd = body.startIndex;
  definition.start = start;
  definition.nameStart = start;
  definition.modifiers.push("anonymous");
  definition.visibility = "private";
  addBase(draft, body.id, { kind: "extends", type: base.id, start: base.startIndex });
}

function base(kind: "extends" | "implements"): Role {
  return (draft, match, node) => {
    const type = captured(match, "base");
    if (type === undefined || isComment(type)) return;
    draft.claims.push(type.id);
    addBase(draft, node.id, { kind, type: type.id, start: type.startIndex });
  };
}

function isComment(node: Node): boolean {
  return node.type.endsWith("_comment");
}

/** `String... names`: the type stands first, after modifiers. */
const spread: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const type = captured(match, "type");
  if (name === undefined || type === undefined || type.type === "modifiers") return;
  draft.claims.push(name.id);
  addPiece(draft, node, { kind: "rest", of: name.id, type: type.id });
};

/** A lambda makes no function of the variable that holds it: what is called is a method of its written type. */
const variable: Role = (draft, match, node) => {
  const known = draft.targets.get(capturedId(match, "target"));
  if (known !== undefined && known.value !== 0) return;
  const isLambda = captured(match, "value")?.type === "lambda_expression";
  const captures = isLambda ? match.captures.filter(({ name }) => name !== "value") : match.captures;
  COMMON_ROLES["local"]?.(draft, { ...match, captures }, node);
};

const IMPORT = /^import\s+(static\s+)?([\w$.]+?)(\.\*)?;?$/;

const importDeclaration: Role = (draft, _match, node) => {
  const text = textOf(draft, node).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, "");
  const parts = IMPORT.exec(text.replace(/\s*([.;])\s*/g, "$1").trim());
  if (parts === null) return;
  const [, isStatic, path = "", star] = parts;
  draft.imports.push({
    start: node.startIndex,
    ...dottedImport(path, star !== undefined),
    isStatic: isStatic !== undefined,
  });
};

/** What nothing says is for the package, in an interface for everybody; what stands in a method is for nobody else. */
function refine(definition: DraftDefinition, draft: Draft): void {
  const { parent } = definition;
  const isHidden = parent?.kind === "Method" || parent?.modifiers.includes("anonymous") === true;
  definition.visibility ??= parent?.kind === "Interface" ? "public" : "package";
  definition.exported = definition.visibility === "public" && !isHidden && (parent?.exported ?? true);
  if (definition.kind === "Field" && isConstantField(definition)) definition.kind = "Constant";
  if (definition.kind === "Method") refineMethod(definition, draft);
}

function refineMethod({ parent, bodyId, modifiers, decorators }: DraftDefinition, draft: Draft): void {
  if (parent?.kind === "Interface" && bodyId === 0) modifiers.push("abstract");
  if (decorators.some(({ target }) => draft.pieces.get(target)?.name === "Override")) modifiers.push("override");
}

function isConstantField({ modifiers, wrappers }: DraftDefinition): boolean {
  return modifiers.includes("static") && wrappers.includes("final");
}

export const java: LanguageRules = {
  choosesByArguments: true,
  roles: {
    binary,
    number,
    type_word: typeWord,
    generic_type: genericType,
    union_member: unionMember,
    array_type: container("Array"),
    type_parameter: listedParameter,
    typed,
    call,
    package: packageDeclaration,
    class: declaration("Class"),
    interface: declaration("Interface"),
    enum: declaration("Enum"),
    method: methodDeclaration,
    constructor: constructorDeclaration,
    field,
    record_component: recordComponent,
    enum_constant: enumConstant,
    anonymous: anonymousClass,
    extends: base("extends"),
    implements: base("implements"),
    spread,
    variable,
    import: importDeclaration,
    switched,
    label,
  },
  finish: bindLabels,
  refine,
};
