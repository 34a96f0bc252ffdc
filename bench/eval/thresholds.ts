/**
 * What the evaluation sets must give at least, kept in bench/eval-thresholds.json: by set and language, in percent.
 * They only go up: a better figure replaces a threshold, a worse one never does.
 */

/** By set and language (`cgr/python`), then by what is measured. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Of these less is better: forbidden edges that were drawn. */
const LOWER_IS_BETTER: ReadonlySet<string> = new Set(["forbidden"]);

/** What is asked of these is enough: recall may be bought with what goes beyond it. */
const ENOUGH: Readonly<Record<string, number>> = { precision: 97, forbidden: 2 };

/** Of the sets of these names, as `cgr` or `retrieval/A`. */
export function thresholdsOf(thresholds: Figures, sets: readonly string[]): Figures {
  const isOne = (key: string): boolean => sets.some((set) => key === set || key.startsWith(`${set}/`));
  return Object.fromEntries(Object.entries(thresholds).filter(([key]) => isOne(key)));
}

/** One sentence for each threshold that is not met, in their order. */
export function shortfalls(thresholds: Figures, measured: Figures): string[] {
  const short: string[] = [];
  for (const [set, wanted] of Object.entries(thresholds)) {
    for (const [what, threshold] of Object.entries(wanted)) {
      const figure = measured[set]?.[what];
      if (figure === undefined) short.push(`${set}: ${what} was not measured, the threshold is ${threshold}`);
      else if (isBetter(what, threshold, figure))
        short.push(`${set}: ${what} is ${figure}, the threshold is ${threshold}`);
    }
  }
  return short;
}

/** The better of both for everything that was ever measured. */
export function raised(thresholds: Figures, measured: Figures): Figures {
  const sets = [...new Set([...Object.keys(thresholds), ...Object.keys(measured)])].sort();
  return Object.fromEntries(sets.map((set) => [set, betterOf(thresholds[set] ?? {}, measured[set] ?? {})]));
}

function betterOf(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const better: Record<string, number> = { ...a };
  for (const [what, figure] of Object.entries(b)) {
    const known = better[what];
    const enough = ENOUGH[what];
    const kept = enough !== undefined && isBetter(what, figure, enough) ? enough : figure;
    if (known === undefined || isBetter(what, kept, known)) better[what] = kept;
  }
  return better;
}

function isBetter(what: string, a: number, b: number): boolean {
  return LOWER_IS_BETTER.has(what) ? a < b : a > b;
}
