/** Uses of macros that no declaration goes on from: in lists of template parameters, and as declarations of their own. */
import type { TextRange } from "./c-conditionals.ts";
import { closing } from "./c-heads.ts";
import type { Token } from "./c-tokens.ts";
import { BUILTIN_TYPES, isMacroLike } from "./c-words.ts";

export function readMacroUses(tokens: readonly Token[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (const [at, { text }] of tokens.entries()) {
    if (text === "template" && tokens[at + 1]?.text === "<") templateMacros(tokens, at + 1, ranges);
    else if (isMacroLike(text)) alone(tokens, at, ranges);
  }
  return [...ranges, ...namespaceMacros(tokens)];
}

const OPENS = /^(?=.*NAMESPACE)(?=.*(?:BEGIN|OPEN|START|ENTER)).*$/;
const CLOSES = /^(?=.*NAMESPACE)(?=.*(?:END|CLOSE|LEAVE|EXIT)).*$/;

/** A macro that is called after what it opens. */
export function opensNamespace(word: string): boolean {
  return OPENS.test(word) && isMacroLike(word);
}

/** `SHOP_BEGIN_NAMESPACE … SHOP_END_NAMESPACE` are read as the braces they stand for; which namespace it is, the macro says. */
function namespaceMacros(tokens: readonly Token[]): TextRange[] {
  const ranges: TextRange[] = [];
  let depth = 0;
  for (const [at, { text, kind, start, end }] of tokens.entries()) {
    if (kind !== "word" || !isMacroLike(text) || tokens[at + 1]?.text === "(") continue;
    const opens = OPENS.test(text);
    if (!opens && !CLOSES.test(text)) continue;
    depth += opens ? 1 : -1;
    if (depth < 0 || text.length < OPENED.length) return [];
    const fill = " ".repeat(text.length - (opens ? OPENED.length : 1));
    ranges.push({ start, end, text: opens ? `namespace${fill}{` : `}${fill}` });
  }
  return depth === 0 ? ranges : [];
}

const OPENED = "namespace{";

/** More parameters than any template has. */
const MAX_TOKENS = 300;

/** `template <typename T, ENABLE_IF(sizeof(T) > 4)>`: a condition that is no parameter. */
function templateMacros(tokens: readonly Token[], from: number, ranges: TextRange[]): void {
  let depth = 0;
  for (let at = from; at < Math.min(tokens.length, from + MAX_TOKENS); at++) {
    const text = tokens[at]?.text ?? "";
    if (text === "<") depth++;
    else if (text === ">" && --depth === 0) return;
    if (tokens[at + 1]?.text !== "(") continue;
    const close = closing(tokens, at + 1, ["(", ")"]);
    if (isMacroLike(text)) ranges.push(...asParameter(tokens, at, close));
    at = close;
  }
}

/** With the comma before it. */
function asParameter(tokens: readonly Token[], at: number, close: number): TextRange[] {
  const [before, word, last] = [tokens[at - 1], tokens[at], tokens[close]];
  if (word === undefined || last === undefined) return [];
  if (before?.text === ",") return [{ start: before.start, end: last.end }];
  return before?.text === "<" ? [{ start: word.start, end: last.end }] : [];
}

/** `FLAG(int, size, 1 << 10, "how much");`: what it is given is no list of parameters. */
function alone(tokens: readonly Token[], at: number, ranges: TextRange[]): void {
  const [before, word] = [tokens[at - 1], tokens[at]];
  const isStart = before === undefined || before.kind === "directive" || before.text === ";" || before.text === "}";
  if (word === undefined || !isStart || tokens[at + 1]?.text !== "(") return;
  const close = closing(tokens, at + 1, ["(", ")"]);
  if (tokens[close + 1]?.text !== ";") return;
  const given = tokens.slice(at + 2, close);
  const hasTypes = given.some(
    ({ text }, index) => BUILTIN_TYPES.has(text) && /^[,]?$/.test(given[index + 1]?.text ?? ""),
  );
  const end = tokens[close]?.end;
  if (hasTypes && end !== undefined) ranges.push({ start: word.start, end });
}
