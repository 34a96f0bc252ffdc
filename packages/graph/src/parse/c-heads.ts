/** What stands between two declarations, up to its end or its braces, as words, groups and marks. */
import type { Token } from "./c-tokens.ts";
import { isMacroLike, QUALIFIERS, TYPE_KEYS } from "./c-words.ts";

/** A word with what belongs to it (`std::vector<int>`), a group in parentheses, or a mark. */
export interface Item {
  readonly kind: "word" | "group" | "mark";
  /** The first word of a qualified name. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `declarations`: file, namespace, class; `code`: bodies and values; `inside`: braces within a head that goes on after them. */
export type Context = "declarations" | "code" | "inside";

/** No head needs a longer look. */
const MAX_LOOK = 600;

export function isTypeKey({ text }: { readonly text: string }): boolean {
  return TYPE_KEYS.has(text);
}

/** What the braces after a head hold. */
export function openedBy(head: readonly Token[], parentheses: number): Context {
  if (parentheses > 0) return "inside";
  const items = readItems(head);
  const has = (text: string): boolean => items.some((item) => item.kind !== "group" && item.text === text);
  if (has("namespace")) return "declarations";
  if (head.length === 2 && head[0]?.text === "extern") return "declarations";
  if (has("=") || has("enum")) return "code";
  return openedByType(items) ?? (isInitializer(items) ? "inside" : "code");
}

function callIn(items: readonly Item[]): number {
  return items.findIndex(({ kind }, at) => kind === "group" && !isMacroLike(items[at - 1]?.text ?? ""));
}

function colonIn(items: readonly Item[]): number {
  return items.findIndex(({ text, kind }) => kind === "mark" && text === ":");
}

function openedByType(items: readonly Item[]): Context | undefined {
  const [call, colon] = [callIn(items), colonIn(items)];
  const isType = items.some(isTypeKey) && (call < 0 || (colon >= 0 && colon < call));
  return isType ? "declarations" : undefined;
}

/** `Box() : size{1}, lid(2) {`: braces right after a name in the list of initialisers. */
function isInitializer(items: readonly Item[]): boolean {
  const last = items.at(-1);
  const call = callIn(items);
  return call >= 0 && colonIn(items) > call && last?.kind === "word" && !QUALIFIERS.has(last.text);
}

export function readItems(head: readonly Token[]): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < head.length;) {
    const token = head[at];
    if (token === undefined) break;
    if (token.text === "(") {
      const end = closing(head, at, ["(", ")"]);
      items.push({ kind: "group", text: "(", start: token.start, end: head[end]?.end ?? token.end });
      at = end + 1;
    } else if (token.kind === "word") {
      const end = endOfName(head, at);
      items.push({ kind: "word", text: token.text, start: token.start, end: head[end]?.end ?? token.end });
      at = end + 1;
    } else {
      items.push({ kind: "mark", text: token.text, start: token.start, end: token.end });
      at++;
    }
  }
  return items;
}

/** Index of the token that closes the one at `from`, or of the last token. */
export function closing(head: readonly Token[], from: number, [open, close]: readonly [string, string]): number {
  let depth = 0;
  for (let at = from; at < Math.min(head.length, from + MAX_LOOK); at++) {
    const text = head[at]?.text;
    if (text === open) depth++;
    else if (text === close && --depth === 0) return at;
  }
  return Math.min(head.length, from + MAX_LOOK) - 1;
}

/** Index of the last token of `a::b<c>::d`. */
function endOfName(head: readonly Token[], from: number): number {
  let at = from;
  const isPlain = QUALIFIERS.has(head[from]?.text ?? "");
  for (;;) {
    const next = head[at + 1]?.text;
    const end = next === "<" && !isPlain ? closing(head, at + 1, ["<", ">"]) : endOfPart(head, at);
    if (end === undefined || (next === "<" && head[end]?.text !== ">")) return at;
    at = end;
  }
}

/** Index of the last token after `::`; undefined if the name ends here. */
function endOfPart(head: readonly Token[], at: number): number | undefined {
  if (head[at + 1]?.text !== "::") return undefined;
  const next = head[at + 2];
  if (next?.kind === "word") return at + 2;
  return next?.text === "~" ? at + 3 : undefined;
}

const TYPE_MARK = /^(?:struct|class|union|enum|new)$/;

/** `class DB`, `new DB`, `DB::open`: what decorates is never written so, and `DB db(path);` is a variable then. */
export function typesInCapitals(tokens: readonly Token[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const [at, { text, kind }] of tokens.entries()) {
    if (kind !== "word" || !isMacroLike(text)) continue;
    const isQualifier = tokens[at + 1]?.text.startsWith(":") === true && tokens[at + 2]?.kind === "word";
    const isMarked = TYPE_MARK.test(tokens[at - 1]?.text ?? "") && /^[{;:(]/.test(tokens[at + 1]?.text ?? "");
    if (isQualifier || isMarked) named.add(text);
  }
  return named;
}
