import type { FileFacts } from "../../packages/graph/src/index.ts";

const DOCSTRING = /[\s:]*[rRuUbB]{0,2}("""|'''|"|')/y;

/** The text with the documentation of every definition made blank, line for line: comments right above it, or the string that opens its body. */
export function blankDocumentation(text: string, { comments, definitions, language }: FileFacts): string {
  const ranges: [number, number][] = [];
  const endsAt = new Map<number, number>();
  for (let at = 0; at + 1 < comments.length; at += 2) endsAt.set(lastCharacter(text, comments[at + 1] ?? 0), at);
  for (const { start, end, bodyStart } of definitions) {
    for (let before = lastCharacter(text, start); endsAt.has(before);) {
      const at = endsAt.get(before) ?? 0;
      const from = comments[at] ?? 0;
      ranges.push([from, comments[at + 1] ?? from]);
      before = lastCharacter(text, from);
    }
    const string = language === "python" ? docstring(text, bodyStart, end) : undefined;
    if (string !== undefined) ranges.push(string);
  }
  let blanked = text;
  for (const [from, to] of ranges)
    blanked = blanked.slice(0, from) + spaces(blanked.slice(from, to)) + blanked.slice(to);
  return blanked;
}

/** Place of the last character before `end` that is no white space. */
function lastCharacter(text: string, end: number): number {
  let at = end - 1;
  while (at >= 0 && /\s/.test(text[at] ?? "")) at -= 1;
  return at;
}

function docstring(text: string, bodyStart: number, end: number): [number, number] | undefined {
  DOCSTRING.lastIndex = bodyStart;
  const quote = DOCSTRING.exec(text)?.[1];
  if (quote === undefined) return undefined;
  const from = DOCSTRING.lastIndex;
  const to = text.indexOf(quote, from);
  return to < 0 || to > end ? undefined : [from, to];
}

const spaces = (text: string): string => text.replace(/[^\n]/g, " ");
