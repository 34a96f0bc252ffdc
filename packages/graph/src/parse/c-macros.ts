/** Macros: those that are code are definitions with calls of their own, the others are constants. */
import type { Node } from "web-tree-sitter";

import { BUILTIN_TYPES, QUALIFIERS, TYPE_KEYS } from "./c-words.ts";
import { defineNode } from "./define.ts";
import type { Draft } from "./draft.ts";
import { addPiece, captured, type Role, textOf } from "./matches.ts";

/** Longer bodies are tables. */
const MAX_BODY_CHARS = 20_000;
/** Comments, literals and pasted parts say nothing; a name before `(` is called, unless it is somebody's member. */
const CALL =
  /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|(->|\.|##?)?\s*\b([A-Za-z_]\w*)\s*(\(|##)?/g;
const STATEMENTS: ReadonlySet<string> = new Set(
  "if for while switch return sizeof do else case defined alignof decltype typeof __typeof__ __attribute__ static_assert asm catch".split(
    " ",
  ),
);

/** `#define`: without a value it is a mark and no definition. */
export const macro: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const value = node.childForFieldName("value");
  const list = node.childForFieldName("parameters");
  if (name === undefined) return;
  draft.claims.push(name.id);
  for (const each of list?.namedChildren ?? []) draft.claims.push(each.id);
  if (value === null && list === null) return;
  if (value !== null) opensNamespace(draft, name, value);
  const parameters = new Set(list?.namedChildren.map((each) => textOf(draft, each)));
  const { calls, isCode } = readBody(draft, value, parameters);
  if (!isCode && list === null) {
    const definition = defineNode(draft, node, { kind: "Constant", name, body: undefined, parameters: 0 });
    definition.value = aliasOf(draft, value);
    return;
  }
  defineNode(draft, node, { kind: "Macro", name, body: value ?? undefined, parameters: 0 });
  for (const { name: callee, start } of calls) {
    const target = { kind: "name", name: callee } as const;
    draft.extraSites.push({ kind: "reference", start, target, argumentCount: -1 });
  }
};

/** `#define SHOP_BEGIN namespace shop { inline namespace v1 {` is another name for the namespace. */
function opensNamespace(draft: Draft, name: Node, value: Node): void {
  const text = textOf(draft, value).slice(0, MAX_BODY_CHARS);
  const opened = [...text.matchAll(/(inline\s+)?\bnamespace\s+([A-Za-z_][\w:]*)[\s\\]*\{/g)];
  const module = opened.flatMap(([, inline, path = ""]) => (inline === undefined ? [path] : [])).join("::");
  if (module === "") return;
  const fixed = { imported: "", reexport: false, typeOnly: false, isStatic: false } as const;
  draft.imports.push({ ...fixed, start: name.startIndex, module, form: "namespace", local: textOf(draft, name) });
}

interface Body {
  readonly calls: readonly { readonly name: string; readonly start: number }[];
  readonly isCode: boolean;
}

function readBody(draft: Draft, value: Node | null, parameters: ReadonlySet<string>): Body {
  if (value === null) return { calls: [], isCode: false };
  const text = textOf(draft, value).slice(0, MAX_BODY_CHARS);
  const calls = callsIn(text, parameters).map(({ name, at }) => ({ name, start: value.startIndex + at }));
  return { calls, isCode: calls.length > 0 || /[{;]/.test(text) };
}

/** `#define old_name new_name`. */
function aliasOf(draft: Draft, value: Node | null): number {
  if (value === null) return 0;
  const name = textOf(draft, value).trim();
  if (!/^[A-Za-z_]\w*$/.test(name) || isOwnWord(name)) return 0;
  addPiece(draft, value, { kind: "name", name });
  return value.id;
}

function callsIn(text: string, parameters: ReadonlySet<string>): { readonly name: string; readonly at: number }[] {
  const calls: { name: string; at: number }[] = [];
  for (const found of text.matchAll(CALL)) {
    const [whole, before, name, after] = found;
    if (name === undefined || after !== "(" || before !== undefined) continue;
    if (parameters.has(name) || isOwnWord(name)) continue;
    calls.push({ name, at: found.index + whole.indexOf(name) });
  }
  return calls;
}

function isOwnWord(name: string): boolean {
  return STATEMENTS.has(name) || BUILTIN_TYPES.has(name) || QUALIFIERS.has(name) || TYPE_KEYS.has(name);
}
