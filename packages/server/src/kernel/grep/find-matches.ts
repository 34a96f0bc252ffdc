/**
 * Finds a pattern in a text: the lines that have it, with what stands around them. Lines end with `\n`; a `\r` before it belongs to the
 * end, unless the pattern asks for one. Columns are UTF-16 units from 0.
 */
import { CLOCK_EVERY, createSpans, type Span, type Spans } from "./spans.ts";
import type { TextPattern } from "./text-pattern.ts";

/** A line with a match, or the lines that one match goes over. */
export interface FoundLines {
  /** Counted from 1. */
  readonly line: number;
  readonly endLine: number;
  /** Cut where it is long. */
  readonly text: string;
  /** The column at which the text begins: not 0 where its beginning was cut. */
  readonly textFrom: number;
  /** [line, from column, to column), the first hundred. */
  readonly highlights: readonly (readonly [line: number, from: number, to: number])[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface FindOptions {
  /** Only what begins behind this line. */
  readonly afterLine: number;
  /** Lines with a match. */
  readonly limit: number;
  /** Lines around each. */
  readonly before: number;
  readonly after: number;
  /** Milliseconds; what is found until then is told. */
  readonly budgetMs: number;
}

export interface FoundInText {
  readonly found: readonly FoundLines[];
  /** The last line that was looked at, where that is not all of the text; undefined at the end. */
  readonly stoppedAt: number | undefined;
}

const HIGHLIGHTS_MAX = 100;
const LINE_MAX = 500;
/** Of it before the first match, where the line is cut. */
const LEAD = 100;
/** Lines of one match that are shown. */
const LINES_MAX = 50;

/** Looks through texts, one after the other. */
export interface Finder {
  find(text: string, options: FindOptions): FoundInText;
}

/** For a pattern that `requirePattern` let through. */
export function createFinder(asked: TextPattern): Finder {
  const keepsReturns = /\r|\\r|\\x0[dD]|\\x\{0*[dD]\}|\\0?15/.test(asked.pattern);
  const spansOf = createSpans(asked);
  return {
    find(given, options) {
      const text = keepsReturns || !given.includes("\r\n") ? given : given.replaceAll("\r\n", "\n");
      return collect(text, spansOf, options);
    },
  };
}

interface Group {
  readonly line: number;
  endLine: number;
  /** Offsets of the first line's beginning and the last one's end. */
  readonly start: number;
  end: number;
  readonly highlights: [number, number, number][];
}

function collect(text: string, spansOf: Spans, options: FindOptions): FoundInText {
  const lines = new Lines(text);
  const from = lines.offsetOf(options.afterLine + 1);
  if (from === undefined) return { found: [], stoppedAt: undefined };
  const { groups, stoppedAt } = group(spansOf(text, from), { text, lines, options });
  return { found: groups.map((each) => shown(each, lines, options)), stoppedAt };
}

interface Grouping {
  readonly text: string;
  readonly lines: Lines;
  readonly options: FindOptions;
}

/** Matches that begin on a line of the one before are shown together with it. */
function group(spans: Iterable<Span | number>, { text, lines, options }: Grouping) {
  const deadline = performance.now() + options.budgetMs;
  const groups: Group[] = [];
  const hasRest = text !== "" && !text.endsWith("\n");
  let looked = 0;
  for (const span of spans) {
    const isFull = groups.length === options.limit;
    const isPlace = typeof span === "number";
    if (!isPlace && (span[0] < text.length || hasRest) && !take(groups, span, { lines, isFull })) {
      return { groups, stoppedAt: lastLine(groups) };
    }
    if ((isPlace || ++looked % CLOCK_EVERY === 0) && performance.now() > deadline) {
      const reached = isPlace ? lines.at(span).line - 1 : 0;
      return { groups, stoppedAt: Math.max(options.afterLine, reached, lastLine(groups)) };
    }
  }
  return { groups, stoppedAt: undefined };
}

/** False where a match needs a group of its own and there may be no more. */
function take(groups: Group[], span: Span, { lines, isFull }: { readonly lines: Lines; readonly isFull: boolean }) {
  const last = groups.at(-1);
  if (last !== undefined && span[0] <= last.end) extend(last, span, lines);
  else if (isFull) return false;
  else groups.push(groupAt(span, lines));
  return true;
}

function lastLine(groups: readonly Group[]): number {
  return groups.at(-1)?.endLine ?? 0;
}

function groupAt([from, to]: Span, lines: Lines): Group {
  const { line, start, end } = lines.at(from);
  const group: Group = { line, endLine: line, start, end, highlights: [] };
  extend(group, [from, to], lines);
  return group;
}

/** Adds a match that begins on a line of the group. */
function extend(group: Group, [from, to]: Span, lines: Lines): void {
  for (let at = from; ;) {
    const { line, start, end } = lines.at(at);
    group.endLine = line;
    group.end = end;
    const stop = Math.min(to, end);
    if (stop > at && group.highlights.length < HIGHLIGHTS_MAX) group.highlights.push([line, at - start, stop - start]);
    // A match that ends with a line's end does not reach into the next line.
    if (to <= end + 1) return;
    at = end + 1;
  }
}

function shown(group: Group, lines: Lines, options: FindOptions): FoundLines {
  const { line, endLine, highlights, start, end } = group;
  const isLong = line === endLine && end - start > LINE_MAX;
  const textFrom = isLong ? Math.max(0, Math.min((highlights[0]?.[1] ?? 0) - LEAD, end - start - LINE_MAX)) : 0;
  const lastShown = Math.min(endLine, line + LINES_MAX - 1);
  return {
    line,
    endLine,
    text: isLong
      ? lines.textOf(line).slice(textFrom, textFrom + LINE_MAX)
      : lines.between(line, lastShown).map(cut).join("\n"),
    textFrom,
    highlights,
    before: lines.between(line - options.before, line - 1).map(cut),
    after: lines.between(endLine + 1, endLine + options.after).map(cut),
  };
}

function cut(line: string): string {
  return line.length > LINE_MAX ? line.slice(0, LINE_MAX) : line;
}

/** The lines of a text, found as far as they are asked for; what is behind the last line's end is none. */
class Lines {
  readonly #text: string;
  /** Offsets at which lines begin. */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
  }

  /** How many beginnings are known. */
  get known(): number {
    return this.#starts.length;
  }

  /** Undefined where the text has no such line. */
  offsetOf(line: number): number | undefined {
    while (this.known < line) if (!this.#findNext()) return undefined;
    const start = this.#starts[line - 1];
    return start === undefined || (start === this.#text.length && start > 0) ? undefined : start;
  }

  /** The line that an offset lies in; offsets must not go back by more than lines that are known. */
  at(offset: number): { readonly line: number; readonly start: number; readonly end: number } {
    while ((this.#starts.at(-1) ?? 0) <= offset && this.#findNext()) continue;
    let low = 0;
    let high = this.known - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] ?? 0;
    return { line: low + 1, start, end: this.#endOf(start) };
  }

  textOf(line: number): string {
    const start = this.offsetOf(line);
    return start === undefined ? "" : this.#text.slice(start, this.#endOf(start));
  }

  /** Those of the lines that there are, first and last included. */
  between(first: number, last: number): string[] {
    const texts: string[] = [];
    for (let line = Math.max(1, first); line <= last && this.offsetOf(line) !== undefined; line++) {
      texts.push(this.textOf(line));
    }
    return texts;
  }

  #findNext(): boolean {
    const newline = this.#text.indexOf("\n", this.#starts.at(-1) ?? 0);
    if (newline === -1) return false;
    this.#starts.push(newline + 1);
    return true;
  }

  #endOf(start: number): number {
    const newline = this.#text.indexOf("\n", start);
    return newline === -1 ? this.#text.length : newline;
  }
}
