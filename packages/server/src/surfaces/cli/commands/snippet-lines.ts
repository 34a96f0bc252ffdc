import type { SearchHit } from "@aether/client";

import { plainLine, type Style } from "../terminal.ts";

const LINES_SHOWN = 8;

/** A hit's snippet with line numbers, the words that matched set off, and how many lines of the definition follow. */
export function snippetLines({ snippet, end_line }: SearchHit, style: Style): string[] {
  if (snippet === null) return [];
  const { start_line, text, highlights } = snippet;
  const lines = text.split("\n");
  const shown = lines.slice(0, LINES_SHOWN);
  const width = String(start_line + shown.length).length;
  const numbered = shown.map((line, at) => {
    const marks = highlights.filter(([highlighted]) => highlighted === start_line + at);
    return `  ${style.dim(String(start_line + at).padStart(width))}  ${highlighted(line, marks, style)}`;
  });
  const left = end_line - (start_line + shown.length - 1);
  return left > 0 ? [...numbered, `  ${style.dim(`${"…".padStart(width)}  ${left} more`)}`] : numbered;
}

function highlighted(line: string, marks: readonly (readonly [number, number, number])[], style: Style): string {
  let done = 0;
  let shown = "";
  for (const [, from, to] of marks.toSorted((one, other) => one[1] - other[1])) {
    if (from < done) continue; // overlaps the one before
    shown += plainText(line.slice(done, from)) + style.accent(plainText(line.slice(from, to)));
    done = to;
  }
  return shown + plainText(line.slice(done));
}

/** Tabs as two spaces: columns of a listing need not be those of the file. */
function plainText(text: string): string {
  return plainLine(text.replaceAll("\t", "  ").replaceAll("\r", ""));
}
