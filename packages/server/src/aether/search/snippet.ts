import type { z } from "zod";

import type { snippet } from "../contract.ts";

export type Snippet = z.input<typeof snippet>;

const MAX_LINES = 12;
const MAX_LINE_LENGTH = 400;
const MAX_HIGHLIGHTS = 60;

interface Range {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * The lines of a definition that matter for these words: the window of at most 12 lines that holds the most different words,
 * the first one among equals. Highlights are [line, from, to) of every place a word stands in, inside identifiers too.
 * O(lines × words) over the definition's own lines.
 */
export function makeSnippet(text: string, range: Range, words: readonly string[]): Snippet {
  const lines = text.split("\n").slice(range.startLine - 1, range.endLine);
  const sought = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length > 1);
  const found = lines.map((line) => matches(line.slice(0, MAX_LINE_LENGTH), sought));
  const from = bestWindow(found.map((all) => new Set(all.map((match) => match.word))));
  const shown = lines.slice(from, from + MAX_LINES);
  const start = range.startLine + from;
  return {
    start_line: start,
    end_line: start + Math.max(shown.length - 1, 0),
    text: shown.map(cutLine).join("\n"),
    highlights: shown
      .flatMap((_, index) =>
        (found[from + index] ?? []).map(({ at, to }): [number, number, number] => [start + index, at, to]),
      )
      .slice(0, MAX_HIGHLIGHTS),
  };
}

/** [line, from column, to column) of what is to be seen. */
type Mark = readonly [line: number, from: number, to: number];
export type Marks = readonly Mark[];

/** All of a line but the blanks around it. */
export function wholeLine(line: number): Mark {
  return [line, 0, Infinity];
}

const LINES_BEFORE = 2;

/** The lines from the first mark on, a few before it: at most 12 of the definition's own. */
export function snippetAt(text: string, range: Range, marks: Marks): Snippet {
  const first = Math.min(...marks.map(([line]) => line), range.endLine);
  const start = Math.max(range.startLine, Math.min(first - LINES_BEFORE, range.endLine - MAX_LINES + 1));
  const shown = text.split("\n").slice(start - 1, Math.min(range.endLine, start + MAX_LINES - 1));
  const end = start + Math.max(shown.length - 1, 0);
  const inside = marks.filter(([line]) => line >= start && line <= end);
  const seen = inside.map((mark) => fitted(mark, shown[mark[0] - start] ?? "")).filter(([, , to]) => to > 0);
  return {
    start_line: start,
    end_line: end,
    text: shown.map(cutLine).join("\n"),
    highlights: seen.slice(0, MAX_HIGHLIGHTS),
  };
}

/** Within what is shown of its line; without an end where nothing of it is. */
function fitted([line, from, to]: Mark, text: string): [number, number, number] {
  if (to !== Infinity) return [line, from, to <= MAX_LINE_LENGTH ? to : 0];
  return [line, text.length - text.trimStart().length, Math.min(text.trimEnd().length, MAX_LINE_LENGTH)];
}

function cutLine(line: string): string {
  return line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line;
}

interface Match {
  readonly word: string;
  readonly at: number;
  readonly to: number;
}

/** Places of the words in a line, left to right, longest first, not overlapping. */
function matches(line: string, words: readonly string[]): Match[] {
  const lower = line.toLowerCase();
  // Lower-casing can lengthen text (İ), and then columns would be wrong.
  if (lower.length !== line.length) return [];
  const all: Match[] = [];
  for (const word of words) {
    for (
      let at = lower.indexOf(word);
      at >= 0 && all.length < MAX_HIGHLIGHTS * 4;
      at = lower.indexOf(word, at + word.length)
    ) {
      all.push({ word, at, to: at + word.length });
    }
  }
  all.sort((a, b) => a.at - b.at || b.to - a.to);
  let end = -1;
  return all.filter((match) => {
    if (match.at < end) return false;
    end = match.to;
    return true;
  });
}

/** Start of the window with the most different words; the definition's first line counts as one more, for it says what this is. */
function bestWindow(found: readonly ReadonlySet<string>[]): number {
  if (found.length <= MAX_LINES) return 0;
  const counts = new Map<string, number>();
  let best = { from: 0, score: -1 };
  for (let end = 0; end < found.length; end++) {
    for (const word of found[end] ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const word of found[end - MAX_LINES] ?? []) drop(counts, word);
    const from = Math.max(0, end - MAX_LINES + 1);
    const score = counts.size + (from === 0 ? 1 : 0);
    if (end >= MAX_LINES - 1 && score > best.score) best = { from, score };
  }
  return best.from;
}

function drop(counts: Map<string, number>, word: string): void {
  const left = (counts.get(word) ?? 1) - 1;
  if (left > 0) counts.set(word, left);
  else counts.delete(word);
}
