/** Python: what its grammar leaves to convention (`self`, underscores, docstrings) and its imports. */
import type { Node } from "web-tree-sitter";

import type { Expression, Modifier, TypeExpression } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { keepGiven } from "./arguments.ts";
import { dedent } from "./docs.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import { implyOperator, implyRun, PYTHON_OPERATORS } from "./python-operators.ts";
import { normalizePythonType, readQuotedType } from "./python-types.ts";
import { addBase, assignment, COMMON_ROLES, define } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

/** By convention these name the instance or class a method works on. */
const INSTANCE_NAMES: ReadonlySet<string> = new Set(["self", "cls"]);
const CONSTANT_NAME = /^_*[A-Z][A-Z0-9_]*$/;
const DECORATOR_MODIFIERS: Readonly<Record<string, Modifier>> = {
  property: "property",
  cached_property: "property",
  setter: "property",
  getter: "property",
  deleter: "property",
  staticmethod: "static",
  classmethod: "static",
  abstractmethod: "abstract",
  override: "override",
};

/** A name after a dot is a member, which the whole attribute stands for. */
const word: Role = (draft, _match, node) => {
  if (followsDot(draft.text, node.startIndex)) return;
  const name = wordOf(draft, node);
  if (INSTANCE_NAMES.has(name)) addPiece(draft, node, { kind: "this", name });
  else addPiece(draft, node, { kind: "name", name, use: "value" });
};

/** On the same line, since a comment may end in a dot; the dots of `...` do not count. */
function followsDot(text: string, start: number): boolean {
  let at = start - 1;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at--;
  return text.charCodeAt(at) === 46 && text.charCodeAt(at - 1) !== 46;
}

/** `super()` is no call but the base class itself. */
const call: Role = (draft, match, node) => {
  const callee = captured(match, "of");
  if (callee !== undefined && isSuper(draft, callee)) {
    draft.claims.push(callee.id);
    addPiece(draft, node, { kind: "super" });
    return;
  }
  COMMON_ROLES["call"]?.(draft, match, node);
  keepGiven(draft, node);
  nameAttribute(draft, callee, node);
  if (callee !== undefined) implyRun(draft, callee, node);
};

/** `getattr(x, "name")` gives `x.name`. */
function nameAttribute(draft: Draft, callee: Node | undefined, node: Node): void {
  if (callee?.type !== "identifier" || wordOf(draft, callee) !== "getattr") return;
  const [of, name] = node.lastNamedChild?.namedChildren ?? [];
  const word = name && /^["'](\w{1,200})["']$/.exec(draft.text.slice(name.startIndex, name.endIndex))?.[1];
  if (of && word !== undefined) draft.givenMembers.set(node.id, { of: of.id, name: word });
}

function isSuper(draft: Draft, callee: Node): boolean {
  return (
    draft.text.startsWith("super", callee.startIndex) &&
    wordOf(draft, callee) === "super" &&
    callee.type === "identifier"
  );
}

/** A written type; what stands in quotes is read here, since the tree has only a string. */
const type: Role = (draft, match, node) => {
  const inner = captured(match, "of");
  addPiece(draft, node, { kind: "pass", of: inner?.id ?? 0 });
  const end = node.endIndex;
  if (node.startIndex >= (draft.typeRanges.at(-1) ?? 0)) draft.typeRanges.push(node.startIndex, end);
  const quoted = /^["'](.*)["']$/s.exec(draft.text.slice(node.startIndex, Math.min(end, node.startIndex + 500)));
  const written = quoted?.[1] === undefined ? undefined : readQuotedType(quoted[1]);
  if (written === undefined) return;
  draft.writtenTypes.set(node.id, written);
  addTypeSites(draft, written, node.startIndex);
};

function addTypeSites(draft: Draft, written: TypeExpression, start: number): void {
  const { of } = written;
  if (of.kind !== "other") draft.extraSites.push({ kind: "type", start, target: of, argumentCount: -1 });
  for (const part of [...written.arguments, ...written.or]) addTypeSites(draft, part, start);
}

const genericType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "generic", of: capturedId(match, "of"), value: capturedId(match, "items") });
};

/** Unions nest to the left, so the second member is asked for: a capture of it would make long ones quadratic. */
const unionType: Role = (draft, match, node) => {
  const first = capturedId(match, "of");
  const last = node.lastNamedChild?.id ?? first;
  addPiece(draft, node, { kind: "union" });
  draft.lists.set(node.id, first === last ? [first] : [first, last]);
};

/** `A | B` is a union where a type is expected. */
const binary: Role = (draft, match, node) => {
  const left = captured(match, "of");
  if (left === undefined) return;
  implyOperator(draft, left, node);
  let at = left.endIndex;
  while (draft.text.charCodeAt(at) <= 32) at++;
  if (draft.text[at] === "|") unionType(draft, match, node);
};

const classDefinition: Role = (draft, match, node) => {
  const definition = define(draft, { kind: "Class", match, node });
  const bases = captured(match, "bases");
  definition.headEnd = bases?.endIndex ?? definition.nameStart + definition.name.length;
};

const classBase: Role = (draft, match, node) => {
  const base = captured(match, "base");
  if (base === undefined || base.type === "keyword_argument") return;
  draft.claims.push(base.id);
  addBase(draft, node.id, { kind: "extends", type: base.id, start: base.startIndex });
};

const functionDefinition: Role = (draft, match, node) => {
  const definition = define(draft, { kind: "Function", match, node });
  definition.headEnd = (captured(match, "returns") ?? captured(match, "parameters") ?? node).endIndex;
  if (draft.text.startsWith("async", node.startIndex)) definition.modifiers.push("async");
};

const typeAlias: Role = (draft, match, node) => {
  define(draft, { kind: "Type", match, node });
};

const docstring: Role = (draft, match, node) => {
  const doc = captured(match, "doc");
  if (doc !== undefined) draft.docs.set(node.id, dedent(stripQuotes(textOf(draft, doc))));
};

function stripQuotes(text: string): string {
  const quoted = /^[A-Za-z]*("""|'''|"|')([^]*)\1$/.exec(text);
  return quoted?.[2] ?? text;
}

/** `a = b = c`: the inner assignment stands for its value. A name in capitals is a constant. */
const variable: Role = (draft, match, node) => {
  const target = captured(match, "target");
  const value = captured(match, "value");
  if (value !== undefined) addPiece(draft, node, { kind: "pass", of: value.id });
  const isConstant = target !== undefined && CONSTANT_NAME.test(wordOf(draft, target));
  const declares = isConstant ? "Constant" : "Variable";
  assignment({ element: false, scoping: "function", declares })(draft, match, node);
};

/** `with a as b`; in `except T as e`, e is a T, which `except` says. */
const as: Role = (draft, match, node) => {
  if (!draft.targets.has(capturedId(match, "target"))) COMMON_ROLES["assign"]?.(draft, match, node);
};

const outerName =
  (isGlobal: boolean): Role =>
  (draft, match) => {
    const node = captured(match, "name");
    if (node === undefined) return;
    draft.claims.push(node.id);
    draft.outerNames.push({ start: node.startIndex, name: wordOf(draft, node), isGlobal });
  };

/** `case Point(x=0)` names the class it tests for. */
const classPattern: Role = (draft, match) => {
  const node = captured(match, "name");
  if (node === undefined) return;
  const [first = "", ...rest] = textOf(draft, node).split(".");
  const target = rest.reduce<Expression>((of, name) => ({ kind: "member", of, name }), { kind: "name", name: first });
  draft.extraSites.push({ kind: "reference", start: node.startIndex, target, argumentCount: -1 });
};

/** `import a.b as c, d`: without `as` the local name is the first part. */
const importModule: Role = (draft, match, node) => {
  const item = captured(match, "item");
  if (item === undefined) return;
  const { name, alias } = splitAlias(textOf(draft, item));
  const local = alias === "" ? (name.split(".")[0] ?? "") : alias;
  draft.imports.push({
    ...plainImport(draft, node),
    start: item.startIndex,
    module: name,
    form: "module",
    imported: "",
    local,
  });
};

const from: Role = (draft, match, node) => {
  const module = captured(match, "module");
  if (module !== undefined) {
    draft.modules.set(node.id, { module: textOf(draft, module).replace(/\s/g, ""), typeOnly: false });
  }
};

const fromName: Role = (draft, match, node) => {
  const item = captured(match, "item");
  if (item === undefined) return;
  const { name, alias } = splitAlias(textOf(draft, item));
  const isAll = name === "*";
  draft.importNames.push({
    ...plainImport(draft, node),
    statement: node.id,
    start: item.startIndex,
    form: isAll ? "all" : "name",
    imported: isAll ? "" : name,
    local: isAll ? "" : alias || name,
    value: 0,
  });
};

function plainImport(draft: Draft, { startIndex }: Node) {
  const isFlush = startIndex === 0 || draft.text[startIndex - 1] === "\n";
  return { reexport: false, typeOnly: false, isStatic: false, ...(isFlush && { unconditional: true as const }) };
}

function splitAlias(text: string): { readonly name: string; readonly alias: string } {
  const [name = "", alias = ""] = text.split(/\s+as\s+/);
  return { name: name.trim(), alias: alias.trim() };
}

function modifiersBy(decorator: string): readonly Modifier[] {
  const modifier = DECORATOR_MODIFIERS[decorator];
  if (modifier !== "property") return modifier === undefined ? [] : [modifier];
  return [modifier, decorator === "setter" || decorator === "deleter" ? decorator : "getter"];
}

function refine(definition: DraftDefinition, draft: Draft): void {
  const { name, parent } = definition;
  const isMember = parent?.kind === "Class";
  if (isMember && definition.kind === "Function") definition.kind = "Method";
  definition.visibility = conventionalVisibility(name, isMember);
  if (isMember && (name === "__init__" || name === "__new__")) definition.modifiers.push("constructor");
  for (const { target } of definition.decorators) definition.modifiers.push(...modifiersBy(lastName(draft, target)));
  definition.exported = isMember
    ? parent.exported && definition.visibility === undefined
    : parent === undefined && isPublicName(definition, draft);
}

/** `_x` is for subclasses, `__x` for nobody else; at file level both are private. */
function conventionalVisibility(name: string, isMember: boolean): Visibility | undefined {
  const isDunder = name.startsWith("__") && name.endsWith("__") && name.length > 4;
  if (!name.startsWith("_") || isDunder) return undefined;
  return isMember && !name.startsWith("__") ? "protected" : "private";
}

function lastName(draft: Draft, id: number): string {
  const piece = draft.pieces.get(id);
  return piece?.kind === "call" ? (draft.pieces.get(piece.of)?.name ?? "") : (piece?.name ?? "");
}

/** `__all__` decides where there is one, the leading underscore otherwise. */
function isPublicName({ name, visibility }: DraftDefinition, draft: Draft): boolean {
  return draft.publicNames === undefined ? visibility === undefined : draft.publicNames.has(name);
}

function finish(draft: Draft): void {
  const list = /^__all__\s*(?::[^=\n]*)?=\s*[[(]([^\])]*)[\])]/m.exec(draft.text);
  if (list?.[1] === undefined) return;
  draft.publicNames = new Set([...list[1].matchAll(/["']([^"'\n]+)["']/g)].map((match) => match[1] ?? ""));
}

export const python: LanguageRules = {
  accessors: "assigned",
  roles: {
    word,
    call,
    type,
    generic_type: genericType,
    union_type: unionType,
    binary,
    class: classDefinition,
    class_base: classBase,
    function: functionDefinition,
    type_alias: typeAlias,
    docstring,
    variable,
    as,
    global: outerName(true),
    nonlocal: outerName(false),
    class_pattern: classPattern,
    ...PYTHON_OPERATORS,
    import: importModule,
    from,
    from_name: fromName,
  },
  finish,
  refine,
  normalizeType: normalizePythonType,
};
