/** What the grammars of C and C++ are given to read: the same text, with blanks for what would make them lose their way. */
import { readConditionals, type TextRange } from "./c-conditionals.ts";
import { readDecorations } from "./c-decorations.ts";
import { opensNamespace, readMacroUses } from "./c-macro-uses.ts";
import { scanTokens, type Token } from "./c-tokens.ts";

/** As long as the text, line for line. */
export function prepareC(text: string): string {
  const tokens = scanTokens(text);
  const conditionals = joined(readConditionals(text, tokens));
  const live = outside(tokens, conditionals);
  const uses = joined(readMacroUses(live));
  const kept = outside(live, uses);
  const comments = readDirectiveComments(text, live);
  return withBlanks(
    text,
    joined([
      ...conditionals,
      ...uses,
      ...comments,
      ...readDecorations(kept),
      ...readDefaults(kept),
      ...readEmptyValues(kept),
    ]),
  );
}

const COMMENT = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|\/\*(?:(?!\*\/)[^\n\\]|\\(?:\r?\n)?)*\*\//g;

/** A comment in the body of a macro ends the macro for the grammars. */
function readDirectiveComments(text: string, tokens: readonly Token[]): TextRange[] {
  return tokens.flatMap((token) => {
    if (token.text !== "#define") return [];
    const found = [...text.slice(token.start, token.end).matchAll(COMMENT)].filter(([whole]) => whole.startsWith("/*"));
    return found.map(({ index, 0: whole }) => ({
      start: token.start + index,
      end: token.start + index + whole.length,
    }));
  });
}

/** `Box b = {}` among parameters, which the grammars take for a body, is read as a value of another form. */
function readEmptyValues(tokens: readonly Token[]): TextRange[] {
  return tokens.flatMap(({ text, start }, at) => {
    const [before, close, after] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
    if (text !== "{" || before?.text !== "=" || close?.text !== "}" || !/^[,)]$/.test(after?.text ?? "")) return [];
    return [{ start, end: close.end, text: `0${" ".repeat(close.end - start - 1)}` }];
  });
}

/** `Box::~Box() = default;` defines what `Box::~Box() { }` does, which the grammars read in all places. */
function readDefaults(tokens: readonly Token[]): TextRange[] {
  return tokens.flatMap(({ text, start, end }, at) => {
    const [before, after] = [tokens[at - 1], tokens[at + 1]];
    if (text !== "default" || before?.text !== "=" || after?.text !== ";") return [];
    return [
      { start: before.start, end: before.end, text: "{" },
      { start, end },
      { start: after.start, end: after.end, text: "}" },
    ];
  });
}

/** In order, without overlaps. */
function joined(ranges: readonly TextRange[]): TextRange[] {
  const kept: TextRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || range.start >= last.end) kept.push(range);
    else if (range.end > last.end) kept[kept.length - 1] = { start: last.start, end: range.end };
  }
  return kept;
}

function outside(tokens: readonly Token[], ranges: readonly TextRange[]): Token[] {
  let at = 0;
  return tokens.filter(({ start }) => {
    while ((ranges[at]?.end ?? Infinity) <= start) at++;
    return start < (ranges[at]?.start ?? Infinity);
  });
}

function withBlanks(text: string, ranges: readonly TextRange[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: instead } of ranges) {
    parts.push(text.slice(from, start), instead ?? text.slice(start, end).replace(/[^\n\r]/g, " "));
    from = end;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(from);
}

/** What no C has: a file named `.h` that shows one of these is C++. Comments and literals do not count. */
export function isCpp(text: string): boolean {
  const tokens = scanTokens(text);
  return tokens.some((token, at) => showsCpp(text, token, [tokens[at - 1]?.text ?? "", tokens[at + 1]?.text ?? ""]));
}

const CPP_WORDS: ReadonlySet<string> = new Set([
  "namespace",
  "template",
  "class",
  "typename",
  "using",
  "virtual",
  "constexpr",
]);
/** Standard headers without an extension. */
const CPP_INCLUDE = /^#\s*include\s*<[a-z_]+>/;

function showsCpp(text: string, token: Token, [before, after]: readonly [string, string]): boolean {
  if (token.kind === "directive") return CPP_INCLUDE.test(text.slice(token.start, token.end));
  if (token.text === "::" || opensNamespace(token.text)) return true;
  if (/^(?:public|private|protected)$/.test(token.text)) return after === ":";
  if (!CPP_WORDS.has(token.text) || !/^[{};>]?$|^#/.test(before)) return false;
  return token.text === "template" ? after === "<" : /^[\w{]/.test(after) && after !== "";
}
