/**
 * Lines of text with what matched in them: under a heading for each file where a person looks, else each with its place, as editors
 * and other programs read them. A line is told once, also where two matches have it around them.
 */
import type { GrepMatch } from "@aether/client";

import type { Printer } from "./printer.ts";
import { plain, plainLine, type Style } from "./terminal.ts";

export interface LineWriter {
  write(match: GrepMatch, withRepo: boolean): Promise<void>;
  /** What stands behind the last match. */
  end(): Promise<void>;
}

interface Form {
  readonly isTerminal: boolean;
  /** Names of files alone. */
  readonly onlyFiles: boolean;
}

interface Line {
  readonly number: number;
  readonly text: string;
  readonly isMatch: boolean;
}

export function createLineWriter(print: Printer, form: Form): LineWriter {
  let file: string | undefined;
  let told = 0;
  let behind: readonly Line[] = [];
  async function tell(line: Line): Promise<void> {
    if (line.number <= told) return;
    if (told > 0 && line.number > told + 1 && hasAround) await print.line(print.style.dim("--"));
    told = line.number;
    await print.line(formed(file ?? "", line, { print, form }));
  }
  let hasAround = false;
  async function tellBehind(before: number): Promise<void> {
    for (const line of behind) if (line.number < before) await tell(line);
    behind = [];
  }
  async function open(name: string): Promise<void> {
    await tellBehind(Infinity);
    if (form.isTerminal && !form.onlyFiles) {
      if (file !== undefined) await print.line("");
      await print.line(print.style.bold(name));
    }
    if (form.onlyFiles) await print.line(name);
    file = name;
    told = 0;
  }
  return {
    async write(match, withRepo) {
      const name = `${withRepo ? `${plainLine(match.repo)}:` : ""}${plainLine(match.file)}`;
      if (name !== file) await open(name);
      if (form.onlyFiles) return;
      hasAround ||= match.before.length + match.after.length > 0;
      await tellBehind(match.line);
      const first = match.line - match.before.length;
      for (const [at, text] of match.before.entries())
        await tell({ number: first + at, text: plain(text), isMatch: false });
      for (const line of matchLines(match, print.style)) await tell(line);
      behind = match.after.map((text, at) => ({ number: match.end_line + 1 + at, text: plain(text), isMatch: false }));
    },
    end: () => tellBehind(Infinity),
  };
}

function formed(
  file: string,
  { number, text, isMatch }: Line,
  at: { readonly print: Printer; readonly form: Form },
): string {
  const { style } = at.print;
  const mark = isMatch ? ":" : "-";
  const place = at.form.isTerminal ? `${number}${mark}` : `${file}${mark}${number}${mark}`;
  return `${style.dim(place)}${text}`;
}

function* matchLines(match: GrepMatch, style: Style): Generator<Line> {
  for (const [at, text] of match.text.split("\n").entries()) {
    const number = match.line + at;
    const spans = match.highlights.filter(([line]) => line === number);
    yield { number, text: marked(text, { spans, from: at === 0 ? match.text_from : 0, style }), isMatch: true };
  }
}

interface Marks {
  readonly spans: readonly (readonly [number, number, number])[];
  /** The column that the text begins at. */
  readonly from: number;
  readonly style: Style;
}

/** What may not reach a terminal has been replaced letter by letter, so columns hold. */
function marked(text: string, { spans, from, style }: Marks): string {
  let out = from > 0 ? "…" : "";
  let at = 0;
  for (const [, start, end] of spans) {
    const [first, last] = [Math.max(at, start - from), Math.min(text.length, end - from)];
    if (last <= first) continue;
    out += plain(text.slice(at, first)) + style.accent(plain(text.slice(first, last)));
    at = last;
  }
  return out + plain(text.slice(at));
}
