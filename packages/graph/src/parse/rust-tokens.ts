/** The tokens of Rust's macros, which the grammar does not read, and the names at the head of their chains. */
import type { Expression } from "../facts.ts";

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|b?r(#*)"[^]*?"\1|b?"(?:\\[^]|[^"\\])*"|b?'(?:\\[^']{1,10}|[^\\'])'|'[A-Za-z_]\w*|[A-Za-z_]\w*|\d\w*(?:\.\d\w*)?|::|=>|->|\.\.=?|[^]/y;
const KEYWORDS: ReadonlySet<string> = new Set(
  "as async break const continue dyn else extern false for if in let loop match move mut pub ref return static true type unsafe use where while yield".split(
    " ",
  ),
);
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const MAX_TOKENS = 50_000;

export interface Token {
  readonly text: string;
  readonly start: number;
  /** Index of the token that closes this one, or -1. */
  closing: number;
}

export function readTokens(text: string, from: number, to: number): readonly Token[] {
  const tokens: Token[] = [];
  const open: number[] = [];
  const pattern = new RegExp(TOKEN.source, "y");
  pattern.lastIndex = from;
  while (pattern.lastIndex < to && tokens.length < MAX_TOKENS) {
    const start = pattern.lastIndex;
    const found = pattern.exec(text)?.[0] ?? "";
    if (found === "") break;
    if (/^(?:\s|\/\/|\/\*)/.test(found)) continue;
    if (found in CLOSING) open.push(tokens.length);
    const opening = tokens[open.at(-1) ?? -1];
    if (opening !== undefined && CLOSING[opening.text] === found) {
      opening.closing = tokens.length;
      open.pop();
    }
    tokens.push({ text: found, start, closing: -1 });
  }
  return tokens;
}

export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !KEYWORDS.has(text);
}

/** A path begins at a type or module. */
export function headOf(tokens: readonly Token[], at: number): Expression {
  const name = tokens[at]?.text ?? "";
  const isQualifier = tokens[at + 1]?.text === "::";
  if (name === "self" && !isQualifier) return { kind: "this" };
  return { kind: "name", name: isQualifier && !PATH_HEADS.has(name) ? `${name}::` : name };
}

const PATH_HEADS: ReadonlySet<string> = new Set(["crate", "self", "super"]);

const MAX_ANGLES = 64;

/** Index of the token that closes type arguments; undefined if none does. */
export function endOfAngles(tokens: readonly Token[], opening: number): number | undefined {
  let depth = 0;
  for (let at = opening; at < opening + MAX_ANGLES; at++) {
    const text = tokens[at]?.text;
    if (text === "<") depth++;
    else if (text === ">" && --depth === 0) return at;
  }
  return undefined;
}
