/**
 * Macros that decorate declarations (`API_EXPORT void f()`, `class EXPORT Box {`, `int size_ GUARDED_BY(mutex_);`): no
 * grammar knows what they expand to, and each makes it lose its way. They are found in what stands between two
 * declarations at file, namespace or class level, where two words before a name cannot both be types.
 */
import type { TextRange } from "./c-conditionals.ts";
import { closing, type Context, isTypeKey, type Item, openedBy, readItems, typesInCapitals } from "./c-heads.ts";
import type { Token } from "./c-tokens.ts";
import { BUILTIN_TYPES, DECLARATION_STARTS, isMacroLike, OTHER_DECLARATIONS, QUALIFIERS } from "./c-words.ts";

/** Heads longer than this are data. */
const MAX_HEAD = 600;

interface State {
  readonly ranges: TextRange[];
  readonly contexts: Context[];
  /** Names of the types around, empty for other braces. */
  readonly types: string[];
  /** Words in capitals that name types. */
  readonly named: ReadonlySet<string>;
  head: Token[];
  parentheses: number;
}

export function readDecorations(tokens: readonly Token[]): TextRange[] {
  const state: State = {
    ranges: [],
    contexts: [],
    types: [],
    named: typesInCapitals(tokens),
    head: [],
    parentheses: 0,
  };
  for (const [at, token] of tokens.entries()) {
    const { text, kind } = token;
    if (kind === "directive") continue;
    const context = contextOf(state);
    if (context === "code" && kind === "word") inCode(tokens, at, state);
    if (text === "{") open(state, context);
    else if (text === "}") close(state);
    else if (context === "declarations") inDeclarations(state, token);
  }
  return state.ranges;
}

function contextOf({ contexts }: State): Context {
  return contexts.at(-1) ?? "declarations";
}

function open(state: State, context: Context): void {
  const opened = context === "declarations" ? openedBy(state.head, state.parentheses) : "code";
  const around = state.types.at(-1) ?? "";
  state.contexts.push(opened);
  state.types.push(opened === "declarations" ? typeName(state.head) : "");
  if (context !== "declarations" || opened === "inside") return;
  decorated(state.head, { end: "{", type: around }, state.ranges);
  state.head = [];
}

function close(state: State): void {
  const closed = state.contexts.pop();
  state.types.pop();
  if (closed === "inside" || contextOf(state) !== "declarations") return;
  state.head = [];
  state.parentheses = 0;
}

function inDeclarations(state: State, token: Token): void {
  const { text } = token;
  if (text === "(") state.parentheses++;
  else if (text === ")") state.parentheses = Math.max(0, state.parentheses - 1);
  const isEnd = text === ";" && state.parentheses === 0;
  if (isEnd) decorated(state.head, { end: ";", type: state.types.at(-1) ?? "" }, state.ranges);
  if (isEnd || isLabel(state.head, token)) state.head = [];
  else if (state.head.length < MAX_HEAD) state.head.push(token);
}

/** `NO_WARNINGS` as a statement of its own without an end, and the type in `va_arg(list, char *)`. */
function inCode(tokens: readonly Token[], at: number, { ranges, named }: State): void {
  const token = tokens[at];
  if (token === undefined) return;
  if (token.text === "va_arg") blankType(tokens, at, ranges);
  const before = tokens[at - 1]?.text;
  // `if CONSTEXPR (…)`.
  if (before === "if" && isMacroLike(token.text)) ranges.push({ start: token.start, end: token.end });
  if (!isMacroLike(token.text) || named.has(token.text) || !endsStatement(tokens[at - 1])) return;
  if (isNextStatement(tokens, at + 1)) ranges.push({ start: token.start, end: token.end });
}

function blankType(tokens: readonly Token[], at: number, ranges: TextRange[]): void {
  if (tokens[at + 1]?.text !== "(") return;
  const end = closing(tokens, at + 1, ["(", ")"]);
  const comma = tokens.slice(at, end).find(({ text }) => text === ",");
  const close = tokens[end];
  if (comma !== undefined && close !== undefined) ranges.push({ start: comma.start, end: close.start });
}

function endsStatement(token: Token | undefined): boolean {
  return token === undefined || token.kind === "directive" || /^[;{}]$/.test(token.text);
}

/** What follows is complete without the word before it: `NO_WARNINGS int x = 1`, `NO_WARNINGS return`, not `FILE x`. */
function isNextStatement(tokens: readonly Token[], at: number): boolean {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first?.kind !== "word" || second === undefined) return false;
  return second.kind === "word" || /^(?:\(|\.|->)$/.test(second.text);
}

/** `public:`, `signals:`, `public slots:`. */
function isLabel(head: readonly Token[], { text }: Token): boolean {
  if (text !== ":" || head.length === 0 || head.length > 3) return false;
  return head.some((one) => /^(?:public|protected|private|signals|Q_SIGNALS)$/.test(one.text)) && !head.some(isTypeKey);
}

/** What a type that a head opens is called; empty for namespaces. */
function typeName(head: readonly Token[]): string {
  const items = readItems(head);
  const key = items.findLastIndex(isTypeKey);
  const colon = items.findIndex(({ kind, text }) => kind === "mark" && text === ":");
  const own = items.slice(key + 1, colon < 0 ? items.length : colon);
  return key < 0 ? "" : (own.findLast(({ kind, text }) => kind === "word" && text !== "final")?.text ?? "");
}

interface Ending {
  readonly end: "{" | ";";
  /** The type that the declaration is a member of. */
  readonly type: string;
}

function decorated(head: readonly Token[], { end, type }: Ending, ranges: TextRange[]): void {
  if (head.length < 2) return;
  let items = readItems(head);
  items = afterTemplate(items, ranges);
  items = afterMacros(items, ranges);
  items = beforeMember(items, type, ranges);
  const [first] = items;
  if (first === undefined || OTHER_DECLARATIONS.has(first.text)) {
    if (first?.text === "typedef" && end === "{") typeHead(items, end, ranges);
    return;
  }
  const stop = items.findIndex(({ kind, text }) => kind === "group" || (kind === "mark" && /^[=[,:]$/.test(text)));
  const key = items.findIndex(isTypeKey);
  const isType = key >= 0 && (end === "{" ? isTypeHead(items, key) : items.length === key + 3);
  if (isType) typeHead(items, end, ranges);
  else declarationHead(items, stop < 0 ? items.length : stop, ranges);
}

/** `INLINE Box(int n)`, `INLINE ~Box()`, `INLINE operator bool()`: these have no type, so that what stands before them is none. */
function beforeMember(items: readonly Item[], type: string, ranges: TextRange[]): Item[] {
  const at = items.findIndex(({ kind, text }) => kind !== "word" || (!isMacroLike(text) && !QUALIFIERS.has(text)));
  const next = items[at];
  if (at < 1 || next === undefined || !hasNoType(items, at, type)) return [...items];
  for (const item of items.slice(0, at)) if (isMacroLike(item.text)) blank(ranges, item);
  return items.slice(at);
}

function hasNoType(items: readonly Item[], at: number, type: string): boolean {
  const [next, after] = [items[at], items[at + 1]];
  if (next?.text === "~") return true;
  if (next?.text === "operator") return after?.kind === "word";
  return next?.text === type && after?.kind === "group";
}

function isTypeHead(items: readonly Item[], key: number): boolean {
  const after = items.slice(key + 1);
  const colon = after.findIndex(({ kind, text }) => kind === "mark" && text === ":");
  const own = colon < 0 ? after : after.slice(0, colon);
  return own.every(({ kind }, at) => kind === "word" || (kind === "group" && isMacroLike(own[at - 1]?.text ?? "")));
}

function afterTemplate(items: readonly Item[], ranges: TextRange[]): Item[] {
  let at = 0;
  while (items[at + 1]?.text === "template" && isMacroLike(items[at]?.text ?? "")) blank(ranges, items[at++]);
  while (items[at]?.text === "template") at++;
  return items.slice(at);
}

/** Macros in front that a declaration follows, with their arguments: `DEPRECATED("no") static int f();`. */
function afterMacros(items: readonly Item[], ranges: TextRange[]): Item[] {
  let at = 0;
  for (let length = macroLength(items, at); length > 0; length = macroLength(items, at)) {
    for (const item of items.slice(at, at + length)) blank(ranges, item);
    at += length;
  }
  return items.slice(at);
}

/** How many items a macro in front takes; 0 if there is none. */
function macroLength(items: readonly Item[], at: number): number {
  const word = items[at];
  if (word?.kind !== "word" || !isMacroLike(word.text)) return 0;
  const length = items[at + 1]?.kind === "group" ? 2 : 1;
  const next = items[at + length];
  if (next?.kind !== "word") return 0;
  if (DECLARATION_STARTS.has(next.text) || BUILTIN_TYPES.has(next.text)) return length;
  // In `TYPE(int) f()` nothing would be left that names a type.
  const isType = items[at + 3]?.kind === "group" && items[at + 4] === undefined;
  return length === 2 && !isType ? length : 0;
}

/** `class EXPORT alignas(8) Box final : Base {`: the last word before `final` or the bases is the name. */
function typeHead(items: readonly Item[], end: "{" | ";", ranges: TextRange[]): void {
  const key = items.findLastIndex((item, at) => isTypeKey(item) && at < 8);
  if (end === ";" && items[key]?.text !== "class" && !isMacroLike(items[key + 1]?.text ?? "")) return;
  for (const item of items.slice(0, key)) {
    if (item.kind === "word" && !QUALIFIERS.has(item.text) && !isTypeKey(item)) blank(ranges, item);
  }
  const after = items.slice(key + 1);
  const colon = after.findIndex(({ kind, text }) => kind === "mark" && text === ":");
  // The grammars know no base of an enum without a name.
  if (colon === 0) for (const item of after) blank(ranges, item);
  const own = (colon < 0 ? after : after.slice(0, colon)).filter(({ text }) => text !== "final");
  const name = own.findLastIndex(({ kind, text }) => kind === "word" && text !== "__attribute__");
  own.forEach((item, at) => {
    if (at !== name && item.kind !== "mark") blank(ranges, item);
  });
}

/** Words before the name: a type and qualifiers stay. After it: what is written like a macro goes. */
function declarationHead(items: readonly Item[], stop: number, ranges: TextRange[]): void {
  const leading = items.slice(0, stop);
  const operator = leading.findIndex(({ text }) => text === "operator");
  const head = operator >= 0 ? leading.slice(0, operator + 1) : leading;
  const isAttribute = operator < 0 && endsInAttribute(items, stop);
  if (isAttribute) {
    blank(ranges, head.pop());
    blank(ranges, items[stop]);
  }
  const name = head.at(-1);
  if (name?.kind !== "word" || head.length < 2) {
    trailing(items.slice(stop), ranges);
    return;
  }
  leadingWords(head.slice(0, -1), ranges);
  trailing(items.slice(stop), ranges);
}

/** `Status status_ GUARDED_BY(mutex_);`: a macro after what is a type and a name already. */
function endsInAttribute(items: readonly Item[], stop: number): boolean {
  const [type, name, macro] = items.slice(Math.max(0, stop - 3), stop);
  if (macro === undefined || items[stop]?.kind !== "group" || !isMacroLike(macro.text)) return false;
  const isTyped = stop > 3 || (type !== undefined && !(type.kind === "word" && QUALIFIERS.has(type.text)));
  const next = items[stop + 1];
  return isTyped && isOwnName(name) && (next === undefined || next.text === "=" || isMacroLike(next.text));
}

function isOwnName(name: Item | undefined): boolean {
  return (
    name?.kind === "word" && !isMacroLike(name.text) && !BUILTIN_TYPES.has(name.text) && !QUALIFIERS.has(name.text)
  );
}

const CALLING_CONVENTION = /(?:API|CALL|CALLBACK|ENTRY|CONV|CDECL|STDCALL)$/;

function leadingWords(before: readonly Item[], ranges: TextRange[]): void {
  const isElaborated = before.some(isTypeKey);
  const words = before.filter(
    ({ kind, text }, at) =>
      kind === "word" &&
      !QUALIFIERS.has(text) &&
      !BUILTIN_TYPES.has(text) &&
      !isTypeKey({ text }) &&
      !isAfterKey(before, at),
  );
  const hasType = isElaborated || before.some(({ kind, text }) => kind === "word" && BUILTIN_TYPES.has(text));
  const last = words.at(-1);
  const isConvention = words.length > 1 && last !== undefined && CALLING_CONVENTION.test(last.text);
  const type = hasType ? undefined : isConvention ? words.at(-2) : last;
  for (const word of words) if (word !== type) blank(ranges, word);
  before.forEach((item, at) => {
    if (item.kind === "group" && isMacroLike(before[at - 1]?.text ?? "")) blank(ranges, item);
  });
}

function isAfterKey(items: readonly Item[], at: number): boolean {
  const before = items[at - 1];
  return before !== undefined && isTypeKey(before);
}

function trailing(items: readonly Item[], ranges: TextRange[]): void {
  const end = items.findIndex(({ kind, text }) => kind === "mark" && /^(?:=|:|->|,)$/.test(text));
  const own = end < 0 ? items : items.slice(0, end);
  own.forEach((item, at) => {
    if (item.kind !== "word" || at === 0 || !isMacroLike(item.text)) return;
    blank(ranges, item);
    if (own[at + 1]?.kind === "group") blank(ranges, own[at + 1]);
  });
}

function blank(ranges: TextRange[], item: Item | undefined): void {
  if (item !== undefined) ranges.push({ start: item.start, end: item.end });
}
