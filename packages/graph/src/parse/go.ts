/**
 * Go: capitals for what is public, methods apart from their types, several names in one declaration.
 *
 * A function with several results is written down with the first of them as its result, and those that follow besides.
 */
import type { Node, QueryMatch } from "web-tree-sitter";

import { type Draft, type DraftDefinition, emptyDefinition } from "./draft.ts";
import { addTarget, placeInList, rangeFirst, several, target, typeCase } from "./go-bindings.ts";
import { containerLiteral } from "./go-literals.ts";
import { addPiece, captured, capturedId, type Role, textOf, wordOf } from "./matches.ts";
import type { Piece } from "./pieces.ts";
import { addPointer, container, listedParameter, typed } from "./pointers.ts";
import { addBase, COMMON_ROLES, define } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";

/** Types that every file has: uses of them say nothing. `nil` stands where types do in a type switch. */
const BUILTIN_TYPES: ReadonlySet<string> = new Set(
  (
    "any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 nil rune string " +
    "uint uint8 uint16 uint32 uint64 uintptr"
  ).split(" "),
);

const typeWord: Role = (draft, _match, node) => {
  const name = wordOf(draft, node);
  addPiece(draft, node, { kind: "name", name, use: BUILTIN_TYPES.has(name) ? "none" : "type" });
};

/** `_` is no name. */
const word: Role = (draft, match, node) => {
  if (wordOf(draft, node) !== "_") COMMON_ROLES["name"]?.(draft, match, node);
};

/** Qualifies a type; a use only as part of it. */
const packageName: Role = (draft, _match, node) => {
  addPiece(draft, node, { kind: "name", name: wordOf(draft, node) });
};

const packageClause: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name !== undefined) draft.packageName = wordOf(draft, name);
};

/** `func() { … }()` runs what stands here anyway: nothing is called by a name. */
const call: Role = (draft, match, node) => {
  COMMON_ROLES["call"]?.(draft, match, node);
  const piece = draft.pieces.get(node.id);
  const of = captured(match, "of");
  if (piece !== undefined && of?.type === "func_literal") piece.use = "none";
  if (piece !== undefined && of?.type === "identifier") makes(draft, piece, captured(match, "arguments"));
};

/** `make([]Item, 3)` and `new(Item)` give what they name; `append(xs, x)` gives what xs is. */
function makes(draft: Draft, call: Piece, given: Node | undefined): void {
  const first = given?.firstNamedChild;
  const callee = draft.pieces.get(call.of)?.name ?? "";
  if (first === null || first === undefined || !/^(?:make|new|append)$/.test(callee)) return;
  if (callee !== "append" && !/type$|^type_/.test(first.type)) return;
  asTyped(draft, call, callee === "append" ? { of: first.id } : { of: -call.id, type: first.id });
}

/** The piece of a node is kept behind one that says what it gives. */
function asTyped(draft: Draft, piece: Piece, { of, type = 0 }: { readonly of: number; readonly type?: number }): void {
  const behind = -piece.id;
  draft.pieces.set(behind, { ...piece, id: behind });
  draft.pieces.set(piece.id, { ...piece, kind: type === 0 ? "pass" : "cast", of, type, use: "none" });
}

/** `f[int](x)` and `handlers[key](x)`, which the grammar takes for a conversion to a type. */
const genericCall: Role = (draft, match, node) => {
  const of = captured(match, "of");
  if (of === undefined) return;
  const index = addPointer(draft, of, { kind: "index", name: "", of: of.id, type: 0 });
  addPiece(draft, node, { kind: "call", of: index, argumentCount: 1, use: "value", at: of });
};

/** `Stack[int]{}` makes a Stack, and says of what. */
const genericNew: Role = (draft, match, node) => {
  COMMON_ROLES["new"]?.(draft, match, node);
  const made = draft.pieces.get(node.id);
  if (made !== undefined) asTyped(draft, made, { of: -made.id, type: capturedId(match, "type") });
};

const genericType: Role = (draft, match, node) => {
  addPiece(draft, node, { kind: "generic", of: capturedId(match, "of"), value: capturedId(match, "items") });
};

const functionDeclaration: Role = (draft, match, node) => {
  const isFirst = !draft.definitions.has(node.id);
  const definition = define(draft, { kind: "Function", match, node });
  if (isFirst) readResults(draft, match, definition);
};

const methodDeclaration: Role = (draft, match, node) => {
  const isFirst = !draft.definitions.has(node.id);
  const definition = define(draft, { kind: "Method", match, node });
  const type = captured(match, "receiver");
  if (isFirst) readResults(draft, match, definition);
  if (type === undefined) return;
  const nameNode = captured(match, "receiver_name");
  const name = nameNode === undefined ? "" : wordOf(draft, nameNode);
  definition.receiver = { type: type.id, name };
  draft.claims.push(type.id, nameNode?.id ?? 0);
  if (!isFirst) return;
  const scope = draft.scopes.at(-1);
  scope?.names.add(name);
  if (!textOf(draft, type).includes("[")) return;
  // `func (s *Stack[T]) Push(x T)` names the parameters of the type anew.
  for (const word of type.descendantsOfType("type_identifier")) {
    draft.claims.push(word.id);
    scope?.names.add(wordOf(draft, word));
  }
};

/** The first result is the result, the others are given besides; named results are variables of the body. */
function readResults(draft: Draft, match: QueryMatch, definition: DraftDefinition | undefined): number {
  const result = captured(match, "result");
  if (result === undefined) return 0;
  const declarations = result.type === "parameter_list" ? result.namedChildren : [];
  const [first] = declarations;
  const returns = (first?.childForFieldName("type") ?? result).id;
  if (definition !== undefined) {
    definition.returns = returns;
    definition.moreReturns = declarations.flatMap(typesOfResult).slice(1);
  }
  if (captured(match, "body") === undefined) return returns;
  for (const declaration of declarations) {
    const type = declaration.childForFieldName("type")?.id ?? 0;
    for (const name of declaration.childrenForFieldName("name")) addTarget(draft, name, { type, node: declaration });
  }
  return returns;
}

/** One for each name; a type can also stand alone. */
function typesOfResult(declaration: Node): readonly number[] {
  const type = declaration.childForFieldName("type") ?? declaration;
  const names = declaration.childrenForFieldName("name");
  return names.length === 0 ? [type.id] : names.map(() => type.id);
}

/** `struct`, `interface` or a name for any other type; what is embedded comes by `embeds`. */
const typeSpec: Role = (draft, match, node) => {
  const type = captured(match, "type");
  const kind = KINDS[type?.type ?? ""] ?? "Type";
  const definition = define(draft, { kind, match, node });
  if (kind === "Type" || type === undefined) return;
  definition.type = 0;
  definition.bodyStart = type.startIndex + Math.max(0, textOf(draft, type).indexOf("{"));
  definition.headEnd = definition.bodyStart;
};

const KINDS: Readonly<Record<string, DraftDefinition["kind"]>> = { struct_type: "Struct", interface_type: "Interface" };

const embeds: Role = (draft, match, node) => {
  const base = captured(match, "base");
  if (base === undefined) return;
  draft.claims.push(base.id);
  addBase(draft, node.id, { kind: "embeds", type: base.id, start: base.startIndex });
};

/** Each name of `x, y int` is a field. */
const field: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const type = captured(match, "type");
  if (name === undefined || type === undefined || wordOf(draft, name) === "_") return;
  const definition = emptyDefinition("Field", name.id);
  const end = placeInList(draft, name) === "only" ? node.endIndex : name.endIndex;
  definition.name = wordOf(draft, name);
  definition.nameStart = name.startIndex;
  definition.start = name.startIndex;
  definition.end = end;
  definition.bodyStart = end;
  definition.headEnd = Math.max(name.endIndex, Math.min(end, type.endIndex));
  definition.type = type.id;
  draft.claims.push(name.id);
  draft.definitions.set(name.id, definition);
};

/** A declaration starts at its keyword, unless several stand between parentheses. */
const declaration: Role = (draft, match, node) => {
  if (/^\w+\s*\(/.test(draft.text.slice(node.startIndex, node.startIndex + 100))) return;
  COMMON_ROLES["decorated"]?.(draft, match, node);
};

const lambda: Role = (draft, match, node) => {
  COMMON_ROLES["lambda"]?.(draft, match, node);
  const known = draft.functions.get(node.id);
  const returns = readResults(draft, match, undefined);
  if (known !== undefined) draft.functions.set(node.id, { ...known, returns });
};

const importSpec: Role = (draft, match, node) => {
  const path = captured(match, "path");
  const name = captured(match, "name");
  if (path === undefined || draft.modules.has(node.id)) return;
  const written = name === undefined ? "" : textOf(draft, name);
  const form = written === "." ? "all" : written === "_" ? "effect" : "module";
  if (name !== undefined) draft.claims.push(name.id);
  const module = textOf(draft, path).slice(1, -1);
  draft.modules.set(node.id, { module, typeOnly: false });
  draft.imports.push({
    start: node.startIndex,
    module,
    form,
    imported: "",
    local: form === "module" ? written : "",
    reexport: false,
    typeOnly: false,
    isStatic: false,
  });
};

/** A capital letter makes a name public; what stands in a function is nobody else's. */
function refine(definition: DraftDefinition): void {
  const isLocal = definition.parent?.kind === "Function" || definition.parent?.kind === "Method";
  const isPublic = /^\p{Lu}/u.test(definition.name);
  definition.visibility = isPublic ? "public" : "package";
  definition.exported = isPublic && !isLocal;
  const isOpen = definition.kind === "Method" && definition.bodyId === 0 && definition.parent?.kind === "Interface";
  if (isOpen) definition.modifiers.push("abstract");
}

export const go: LanguageRules = {
  roles: {
    word,
    type_word: typeWord,
    package: packageName,
    package_clause: packageClause,
    call,
    generic_call: genericCall,
    typed,
    generic_type: genericType,
    generic_new: genericNew,
    container: containerLiteral,
    slice: container("slice"),
    map_type: container("map"),
    channel: container("chan"),
    function: functionDeclaration,
    method: methodDeclaration,
    type_spec: typeSpec,
    embeds,
    field,
    declaration,
    parameter_name: listedParameter,
    lambda,
    constant: target("Constant"),
    variable: target("Variable"),
    assigned: target(undefined),
    ranged: target(undefined, true),
    several,
    range_first: rangeFirst,
    type_case: typeCase,
    import: importSpec,
  },
  refine,
};
