/** How well what is passed fits where both may be several things. */
import type { Found, Value } from "./values.ts";

/** The best of all pairs; undefined if none fits, `unknown` where nothing is known of either side. */
export function bestFit(
  { wanted, given, unknown }: { readonly wanted: Found; readonly given: Found; readonly unknown: number },
  fitOf: (wanted: Value, given: Value) => number | undefined,
): number | undefined {
  if (wanted.values.length === 0 || given.values.length === 0) return unknown;
  let best: number | undefined;
  for (const one of wanted.values) {
    for (const other of given.values) {
      const fit = fitOf(one, other);
      if (fit !== undefined && (best === undefined || fit > best)) best = fit;
    }
  }
  return best;
}
