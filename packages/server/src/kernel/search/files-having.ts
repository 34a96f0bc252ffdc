/** Files that have every one of some words, wherever in them: where to look for a text that must stand as it is written. */
import type { TenantDb } from "#kernel/db";

import { readPostings, type ReadTerm, type SnapshotRef } from "./posting-store.ts";
import { fieldNumber, unpack } from "./posting.ts";
import { splitIdentifier, identifiersOf } from "./split-words.ts";
import type { UnitFilters } from "./unit-filter-store.ts";
import { readUnits } from "./unit-store.ts";

const FILE = fieldNumber("file");
/** Rows of files that are read, the likeliest of them. */
const READ_MAX = 5000;
/** Words of one text that are looked up; its others are compared with the text alone. */
const WORDS_MAX = 24;

export interface FilePlace {
  readonly trackId: number;
  readonly path: string;
}

/** The words a text is found by: parts of its identifiers, without those of one letter, which are not kept. */
export function phraseWords(text: string): string[] {
  const words = identifiersOf(text).flatMap((identifier) => {
    const split = splitIdentifier(identifier);
    // The last of several is the identifier as one word, which is another one where more letters stand beside it.
    return split.length > 1 ? split.slice(0, -1) : split;
  });
  return [...new Set(words)].filter((word) => word.length > 1).slice(0, WORDS_MAX);
}

/** The likeliest first. Words that are too common to be read narrow nothing. */
export async function filesHaving(
  db: TenantDb,
  {
    at,
    filters,
    words,
  }: { readonly at: readonly SnapshotRef[]; readonly filters: UnitFilters; readonly words: readonly string[] },
): Promise<FilePlace[]> {
  if (at.length === 0 || words.length === 0) return [];
  const { terms } = await readPostings(db, at, words);
  const impacts = intersect(terms);
  const best = [...impacts].sort(([unit, one], [other, two]) => two - one || unit - other).slice(0, READ_MAX);
  const { kinds: _kinds, symbols: _symbols, without, ...ofFiles } = filters;
  const { kinds: _notKinds, symbols: _notSymbols, ...withoutFiles } = without ?? {};
  const unitIds = best.map(([unit]) => unit);
  const rows = await readUnits(db, { at, unitIds, filters: { ...ofFiles, without: withoutFiles } });
  const order = new Map(unitIds.map((unit, place) => [unit, place]));
  return rows.sort((a, b) => (order.get(a.unitId) ?? 0) - (order.get(b.unitId) ?? 0));
}

/** Units of files that have all terms, with the sum of what each counts there. */
function intersect(terms: readonly ReadTerm[]): Map<number, number> {
  const [first = new Map<number, number>(), ...others] = terms.map(impactsOf);
  return others.reduce((found, impacts) => {
    const both = [...found].filter(([unit]) => impacts.has(unit));
    return new Map(both.map(([unit, sum]) => [unit, sum + (impacts.get(unit) ?? 0)]));
  }, first);
}

/** What a term counts in files, by their units. */
function impactsOf({ blocks }: ReadTerm): Map<number, number> {
  const impacts = new Map<number, number>();
  for (const { firstUnit, entries } of blocks) {
    for (const entry of entries) {
      if (unpack.field(entry) === FILE) impacts.set(unpack.unit(entry, firstUnit), unpack.impact(entry));
    }
  }
  return impacts;
}
