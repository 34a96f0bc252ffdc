import type { ReadTerm } from "./posting-store.ts";
import { fieldNumber, unpack } from "./posting.ts";

const SYMBOL = fieldNumber("symbol");

/** Units that are called by one of these symbols, whatever else the words stand in. */
export function namedUnits(terms: readonly ReadTerm[], symbols: ReadonlySet<string>): Set<number> {
  const units = new Set<number>();
  for (const { firstUnit, entries } of terms.filter(({ term }) => symbols.has(term)).flatMap(({ blocks }) => blocks)) {
    for (const entry of entries) if (unpack.field(entry) === SYMBOL) units.add(unpack.unit(entry, firstUnit));
  }
  return units;
}
