/**
 * Which text belongs to which unit, in one sweep over the file: every character goes to the innermost unit around it, as header, body
 * or comment. Ranges that overlap without nesting (broken input) go to whichever opened last.
 */
import type { UnitDefinition, UnitSource } from "./unit-source.ts";

export interface Pieces {
  readonly header: string[];
  readonly body: string[];
  readonly comment: string[];
}

/** The owner of what lies outside of every unit. */
export const FILE = -1;

/** Pieces by index of the definition, or `FILE`. */
export type UnitTexts = ReadonlyMap<number, Pieces>;

/** Where the owner or the nature of the text changes. Documentation is dropped here: the definition carries it already. */
interface Boundary {
  readonly at: number;
  readonly change: "open" | "body" | "close" | "comment" | "code" | "doc" | "end-doc";
  readonly definition: number;
}

const FUNCTION_KINDS = new Set(["Function", "Closure", "Method", "Macro"]);

export function collectTexts(source: UnitSource, isUnit: (definition: UnitDefinition) => boolean): UnitTexts {
  const sweep = new Sweep(source);
  for (const boundary of boundariesOf(source, isUnit)) sweep.cross(boundary);
  sweep.advance(source.text.length);
  return sweep.texts;
}

class Sweep {
  readonly texts = new Map<number, Pieces>();
  readonly #source: UnitSource;
  readonly #open: { readonly definition: number; inBody: boolean }[] = [];
  #from = 0;
  #inComment = false;
  #inDoc = false;

  constructor(source: UnitSource) {
    this.#source = source;
  }

  cross({ at, change, definition }: Boundary): void {
    this.advance(at);
    const open = this.#open.findLast((unit) => unit.definition === definition);
    switch (change) {
      case "open":
        this.#open.push({ definition, inBody: false });
        break;
      case "body":
        if (open !== undefined) open.inBody = true;
        break;
      case "close":
        if (open !== undefined) this.#open.splice(this.#open.lastIndexOf(open), 1);
        break;
      case "comment":
      case "code":
        this.#inComment = change === "comment";
        break;
      case "doc":
      case "end-doc":
        this.#inDoc = change === "doc";
        break;
    }
  }

  /** Gives the text up to `at` to the unit that is open now, and to the function around it if both are functions. */
  advance(at: number): void {
    if (at <= this.#from) return;
    const text = this.#source.text.slice(this.#from, at);
    this.#from = at;
    if (this.#inDoc) return;
    const inner = this.#open.at(-1);
    const outer = this.#open.at(-2);
    const part = this.#inComment ? "comment" : inner === undefined || inner.inBody ? "body" : "header";
    this.#give(inner?.definition ?? FILE, part, text);
    if (inner === undefined || outer === undefined) return;
    if (this.#isFunction(inner.definition) && this.#isFunction(outer.definition)) {
      this.#give(outer.definition, this.#inComment ? "comment" : "body", text);
    }
  }

  #give(owner: number, part: keyof Pieces, text: string): void {
    let pieces = this.texts.get(owner);
    if (pieces === undefined) this.texts.set(owner, (pieces = { header: [], body: [], comment: [] }));
    pieces[part].push(text);
  }

  #isFunction(index: number): boolean {
    return FUNCTION_KINDS.has(this.#source.definitions[index]?.kind ?? "");
  }
}

function boundariesOf(source: UnitSource, isUnit: (definition: UnitDefinition) => boolean): Boundary[] {
  const boundaries: Boundary[] = [];
  const documented = new Set<number>();
  for (const [index, definition] of source.definitions.entries()) {
    if (!isUnit(definition)) continue;
    const { start, end } = definition;
    const bodyStart = Math.min(Math.max(start, definition.bodyStart), end);
    boundaries.push({ at: start, change: "open", definition: index });
    boundaries.push({ at: bodyStart, change: "body", definition: index });
    boundaries.push({ at: end, change: "close", definition: index });
    if (definition.doc !== "") addDocumentation(source, definition, { boundaries, documented });
  }
  for (let i = 0; i + 1 < source.comments.length; i += 2) {
    boundaries.push({ at: source.comments[i] ?? 0, change: documented.has(i) ? "doc" : "comment", definition: FILE });
    boundaries.push({
      at: source.comments[i + 1] ?? 0,
      change: documented.has(i) ? "end-doc" : "code",
      definition: FILE,
    });
  }
  // Stable: at one place an outer definition was listed, and so opens, before an inner one.
  return boundaries.sort((a, b) => a.at - b.at);
}

const DOCSTRING = /[\s:]*[rRuUbB]{0,2}("""|'''|"|')/y;

/** Finds the comment lines right above a definition, or the string that opens its body. */
function addDocumentation(
  source: UnitSource,
  definition: UnitDefinition,
  found: { readonly boundaries: Boundary[]; readonly documented: Set<number> },
): void {
  let before = definition.start;
  for (let i = lastCommentBefore(source.comments, before); i >= 0; i -= 2) {
    if (found.documented.has(i) || source.text.slice(source.comments[i + 1], before).trim() !== "") break;
    found.documented.add(i);
    before = source.comments[i] ?? 0;
  }
  if (before !== definition.start) return;
  DOCSTRING.lastIndex = definition.bodyStart;
  const quote = DOCSTRING.exec(source.text)?.[1];
  if (quote === undefined) return;
  const start = DOCSTRING.lastIndex;
  const end = source.text.indexOf(quote, start);
  if (end < 0 || end > definition.end) return;
  found.boundaries.push({ at: start, change: "doc", definition: FILE });
  found.boundaries.push({ at: end, change: "end-doc", definition: FILE });
}

/** Index of the last comment that ends at or before a place; -2 or less if there is none. */
function lastCommentBefore(comments: readonly number[], place: number): number {
  let low = 0;
  let high = comments.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle * 2 + 1] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low * 2 - 2;
}
