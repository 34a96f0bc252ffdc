/**
 * Kotlin: expressions, types and imports. The grammar gives most nodes no field names, so that roles look at the
 * children of a node themselves. Declarations stand in `kotlin-declarations.ts`, lambdas in `kotlin-lambdas.ts`.
 */
import type { Node } from "web-tree-sitter";

import { dottedImport } from "./draft-imports.ts";
import type { Draft } from "./draft.ts";
import { binary } from "./java-values.ts";
import { kotlinDeclarations, refineKotlin } from "./kotlin-declarations.ts";
import { kotlinLambdas } from "./kotlin-lambdas.ts";
import { addPiece, captured, capturedId, type Role, textOf } from "./matches.ts";
import { suffixed } from "./numbers.ts";
import { addPointer, listedParameter, typed } from "./pointers.ts";
import type { LanguageRules } from "./rules.ts";
import { bareWord, dottedText } from "./words.ts";

/** Functions of the language's own library that are written between their arguments, as operators are. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set("to until downTo step and or xor shl shr ushr".split(" "));

/** A word, `true` and `null` among them; what a larger node has made of it stays. */
const word: Role = (draft, _match, node) => {
  if (draft.pieces.has(node.id)) return;
  const name = bareWord(draft, node);
  if (name === "true" || name === "false") addPiece(draft, node, { kind: "literal", literal: "boolean" });
  else if (name === "null") addPiece(draft, node, { kind: "literal", literal: "null" });
  else addPiece(draft, node, { kind: "name", name, use: "value" });
};

/** `this@Outer` is an instance of the type that its label names. */
const thisWord: Role = (draft, _match, node) => {
  const label = node.firstNamedChild;
  if (label === null) addPiece(draft, node, { kind: "this" });
  else addPiece(draft, node, { kind: "new", of: label.id });
};

/** `a.b`, `a?.b`, `a::b`; `A::class` is a literal. */
const navigation: Role = (draft, match, node) => {
  const name = node.lastNamedChild;
  if (name === null) return;
  draft.claims.push(name.id);
  const text = bareWord(draft, name);
  if (text === "class") addPiece(draft, node, { kind: "literal", literal: "class" });
  else {
    const of = capturedId(match, "of");
    addPiece(draft, node, { kind: "member", start: name.startIndex, name: text, of, use: "value" });
  }
};

/** A lambda after the parentheses is one argument more of the same call, though the grammar makes it a call of its own. */
const invocation: Role = (draft, match, node) => {
  const of = captured(match, "of");
  const last = node.lastNamedChild;
  if (of === undefined || last === null) return;
  const isSameCall =
    last.type === "annotated_lambda" && of.type === "call_expression" && of.lastNamedChild?.type === "value_arguments";
  if (isSameCall) {
    const callee = of.firstNamedChild;
    if (callee !== null) addCall(draft, of, { callee, list: of.lastNamedChild, more: 1 });
    addPiece(draft, node, { kind: "pass", of: of.id });
  } else if (!draft.pieces.has(node.id)) {
    const isLambda = last.type === "annotated_lambda";
    addCall(draft, node, { callee: of, list: isLambda ? null : last, more: isLambda ? 1 : 0 });
  }
};

function addCall(
  draft: Draft,
  node: Node,
  { callee, list, more }: { readonly callee: Node; readonly list: Node | null; readonly more: number },
): void {
  const argumentCount = (list?.namedChildCount ?? 0) + more;
  addPiece(draft, node, {
    kind: "call",
    of: callee.id,
    argumentCount,
    use: "value",
    at: callee,
    value: list?.id ?? 0,
  });
}

/** `a plus b` is `a.plus(b)`. */
const infix: Role = (draft, _match, node) => {
  const [left, name, right] = node.namedChildren;
  if (left === undefined || name === undefined || right === undefined || name.type !== "identifier") return;
  const text = bareWord(draft, name);
  draft.claims.push(name.id);
  addPiece(draft, name, { kind: "member", name: text, of: left.id });
  if (OPERATOR_WORDS.has(text)) return;
  addPiece(draft, node, { kind: "call", of: name.id, argumentCount: 1, use: "value", at: name });
};

/** `!a` is a boolean, `a!!` and `-a` what a is. */
const unary: Role = (draft, match, node) => {
  if (draft.text[node.startIndex] === "!") addPiece(draft, node, { kind: "literal", literal: "boolean" });
  else addPiece(draft, node, { kind: "pass", of: capturedId(match, "of") });
};

/** `if (a) b else c` is one of both; after `if (x is T)` x is a T. */
const choice: Role = (draft, _match, node) => {
  const [condition, first, second] = node.namedChildren;
  if (condition === undefined || first === undefined) return;
  if (second !== undefined) {
    addPiece(draft, node, { kind: "either" });
    draft.lists.set(node.id, [first.id, second.id]);
  }
};

const number = suffixed({
  whole: { "": "number", l: "long", u: "unsigned" },
  real: { "": "float", f: "single" },
  large: "long",
});

/** `a.b.List<T>`: each word is a node of its own, and the arguments may stand behind any of them. */
const userType: Role = (draft, _match, node) => {
  let of = 0;
  let items = 0;
  for (const child of node.namedChildren) {
    if (child.type === "type_arguments") items = child.id;
    if (child.type !== "identifier") continue;
    const kind = of === 0 ? "name" : "member";
    addPiece(draft, child, { kind, name: bareWord(draft, child), of, use: "type" });
    of = child.id;
  }
  addPiece(draft, node, items === 0 ? { kind: "pass", of } : { kind: "generic", of, value: items });
};

/** `T : Bound`, without its `in` or `out`. */
const typeParameter: Role = (draft, match, node) => {
  const captures = match.captures.filter(({ name }) => name !== "parameter");
  listedParameter(draft, { ...match, captures }, node);
};

const returned: Role = (draft, _match, node) => {
  const value = node.lastNamedChild;
  if (value === null || node.childForFieldName("label")?.id === value.id) return;
  draft.returned.push({ start: node.startIndex, value: value.id });
};

const packageHeader: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name !== undefined) draft.packageName = dottedText(textOf(draft, name));
};

const IMPORT = /^import\s+([^\s;]+?)(\.\*)?(?:\s+as\s+([^\s;]+))?\s*;?$/;

const importHeader: Role = (draft, _match, node) => {
  const text = textOf(draft, node).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, "");
  const parts = IMPORT.exec(text.replace(/\s*\.\s*/g, ".").trim());
  if (parts === null) return;
  const [, written = "", star, alias] = parts;
  const path = dottedText(written);
  const found = dottedImport(path, star !== undefined);
  const local = alias === undefined ? found.local : dottedText(alias);
  draft.imports.push({ start: node.startIndex, ...found, local, isStatic: false });
};

/** `super<Base>.f()` calls what is above; `this(…)` and `super(…)` of a constructor run another one. */
const delegation: Role = (draft, match, node) => {
  const list = captured(match, "arguments");
  const kind = draft.text.startsWith("this", node.startIndex) ? "this" : "super";
  const of = addPointer(draft, node, { kind });
  addPiece(draft, node, {
    kind: "call",
    of,
    argumentCount: list?.namedChildCount ?? 0,
    use: "value",
    value: list?.id ?? 0,
  });
};

export const kotlin: LanguageRules = {
  accessors: "incremented",
  choosesByArguments: true,
  roles: {
    word,
    this_word: thisWord,
    navigation,
    invocation,
    infix,
    unary,
    binary,
    choice,
    typed,
    number,
    user_type: userType,
    type_parameter: typeParameter,
    return: returned,
    package: packageHeader,
    import: importHeader,
    delegation,
    ...kotlinDeclarations,
    ...kotlinLambdas,
  },
  refine: refineKotlin,
};
