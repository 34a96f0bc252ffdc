/**
 * Where few of the files that have what every match has do have a match, their texts are not worth being sent: the lines are, and the
 * texts of those of which a line matches.
 */
import type { Matchers, TextPattern } from "#kernel/grep";

import type { ReadText } from "./text-store.ts";

/** One in so many files may match, of at least so many. */
const WORTH = { share: 4, files: 4 };
/** UTF-16 units of lines that are looked through together. */
const TOGETHER = 100_000;

export interface Sieve {
  readonly pattern: TextPattern;
  readonly matchers: Matchers;
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** How many files had what every match has, and how many of them a match; the last ones count most. */
export class Shares {
  #having = 0;
  #matching = 0;

  note(having: number, matching: number): void {
    this.#having = this.#having / 2 + having;
    this.#matching = this.#matching / 2 + matching;
  }

  get areSmall(): boolean {
    return this.#having >= WORTH.files && this.#matching * WORTH.share <= this.#having;
  }
}

/** The places of files of whose lines one matches, or may: there was no time for all of them. */
export async function placesMatching(lines: readonly ReadText[], sieve: Sieve): Promise<ReadonlySet<number>> {
  // A return that ends a text is not a line's end, as it would be before the line that follows here.
  const odd = lines.flatMap((own, place) => (own?.endsWith("\r") === true ? [place] : []));
  const found = await Promise.all([...heapsOf(lines)].map((heap) => matchingIn(heap, sieve)));
  return new Set([...odd, ...found.flat()]);
}

/** Lines of some files, and on which line those of each begin. */
interface Heap {
  text: string;
  lines: number;
  readonly begins: { readonly place: number; readonly line: number }[];
}

function* heapsOf(lines: readonly ReadText[]): Generator<Heap> {
  let heap: Heap = { text: "", lines: 0, begins: [] };
  for (const [place, own] of lines.entries()) {
    if (typeof own !== "string") continue;
    heap.begins.push({ place, line: heap.lines + 1 });
    heap.text += own.endsWith("\n") ? own : `${own}\n`;
    heap.lines += linesIn(own);
    if (heap.text.length < TOGETHER) continue;
    yield heap;
    heap = { text: "", lines: 0, begins: [] };
  }
  if (heap.begins.length > 0) yield heap;
}

function linesIn(text: string): number {
  let lines = text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

async function matchingIn({ text, begins }: Heap, { pattern, matchers, budgetMs, signal }: Sieve): Promise<number[]> {
  const options = { afterLine: 0, limit: Infinity, before: 0, after: 0, budgetMs };
  const result = await matchers.find({ pattern, text, options, signal });
  if (result === undefined) return begins.map(({ place }) => place);
  const { found, stoppedAt = Infinity } = result;
  const places: number[] = [];
  let next = 0;
  for (const [at, { place, line }] of begins.entries()) {
    const end = begins[at + 1]?.line ?? Infinity;
    while ((found[next]?.line ?? Infinity) < line) next += 1;
    if (end > stoppedAt || (found[next]?.line ?? Infinity) < end) places.push(place);
  }
  return places;
}
