/** The words and marks of C and C++ text, as far as finding declarations needs them; comments and spaces are left out. */

export interface Token {
  readonly kind: "word" | "mark" | "literal" | "directive";
  /** Of literals and directives only what tells them apart: `""` and `#if`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** White space, comments, literals, words, marks; a directive is found by its `#` at the start of a line. */
const TOKEN =
  /\s+|\/\*[^]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*|(?:u8|[uUL])?R"[^()\\\s"]{0,16}\(|(?:u8|[uUL])?"(?:\\[^]|[^"\\\n])*"?|[uUL]?'(?:\\[^]|[^'\\\n])*'?|[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*|\d(?:[\w.]|'\w|[eEpP][+-])*|::|->|[^]/g;
const DIRECTIVE_END = /(?:\\\r?\n|\/\*[^]*?(?:\*\/|$)|[^\n])*/y;
/** Openings of raw strings that never end are looked for only so often: each costs a walk to the end of the file. */
const MAX_OPEN_RAW_STRINGS = 20;

export function scanTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const tokenAt = new RegExp(TOKEN.source, "gy");
  let isLineStart = true;
  let openRawStrings = 0;
  for (let found = tokenAt.exec(text); found !== null; found = tokenAt.exec(text)) {
    const [word] = found;
    const start = found.index;
    const first = word.charCodeAt(0);
    if (isSpace(first)) {
      isLineStart ||= word.includes("\n");
      continue;
    }
    if (word.startsWith("/*") || word.startsWith("//")) continue;
    if (word === "#" && isLineStart) tokenAt.lastIndex = endOfDirective(text, start);
    else if (word.endsWith("(") && word.length > 1 && openRawStrings < MAX_OPEN_RAW_STRINGS) {
      const end = endOfRawString(text, start, word);
      if (end < 0) openRawStrings++;
      else tokenAt.lastIndex = end;
    }
    tokens.push(tokenOf(text, { word, start, end: tokenAt.lastIndex, isDirective: word === "#" && isLineStart }));
    isLineStart = false;
  }
  return tokens;
}

function tokenOf(
  text: string,
  { word, start, end, isDirective }: { word: string; start: number; end: number; isDirective: boolean },
): Token {
  if (isDirective) {
    const name = /^#\s*(\w*)/.exec(text.slice(start, Math.min(end, start + 60)))?.[1] ?? "";
    return { kind: "directive", text: `#${name}`, start, end };
  }
  if (/^(?:\d|(?:u8|[uUL])?R?["'])/.test(word)) return { kind: "literal", text: '""', start, end };
  return { kind: /^[\w$\u0080-\uffff]/.test(word) ? "word" : "mark", text: word, start, end };
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

function endOfDirective(text: string, start: number): number {
  DIRECTIVE_END.lastIndex = start;
  return start + (DIRECTIVE_END.exec(text)?.[0].length ?? 1);
}

function endOfRawString(text: string, start: number, opening: string): number {
  const delimiter = opening.slice(opening.indexOf('"') + 1, -1);
  const close = `)${delimiter}"`;
  const at = text.indexOf(close, start + opening.length);
  return at < 0 ? -1 : at + close.length;
}
