/** Reads figures, in percent, from what the sets' scorers print. */
import type { Figures } from "./thresholds.ts";

/** The mix of all languages says nothing that they do not say. */
const ALL = "ALL";

/**
 * `score-graphs.mjs`: a heading, then a row a language; "-" where nothing was asked. A language of which nothing is
 * found draws nothing wrong either: it has no figures.
 */
export function readGraphTable(set: string, printed: string): Figures {
  const [heading = "", ...rows] = printed.trimEnd().split("\n");
  const columns = heading.trim().split(/\s+/);
  const recallAt = columns.indexOf("recall%");
  const forbiddenAt = columns.indexOf("viol%");
  const precisionAt = columns.indexOf("prec%");
  return Object.fromEntries(
    rows.flatMap((row) => {
      const cells = row.trim().split(/\s+/);
      if (cells[0] === ALL || !(Number(cells[recallAt]) > 0)) return [];
      const figures = {
        recall: percent(cells[recallAt]),
        forbidden: percent(cells[forbiddenAt]),
        precision: percent(cells[precisionAt]),
      };
      return [[`${set}/${cells[0]}`, withoutGaps(figures)]];
    }),
  );
}

/** `score-bindings.mjs`: `java         rows 45 right 86.7 % …`. */
export function readBindingTable(set: string, printed: string): Figures {
  const rows = printed.matchAll(/^(\S+)\s+rows \d+ right ([\d.]+) %/gm);
  return Object.fromEntries(
    [...rows].flatMap(([, language = "", right]) =>
      language === ALL ? [] : [[`${set}/${language}`, { right: Number(right) }]],
    ),
  );
}

/** `micro.mjs score`: `pycg.jsonl.gz: P 98.8 R 67.9 F1 80.5 …`. */
export function readMicroLine(set: string, printed: string): Figures {
  const [, precision, recall] = /: P\s*([\d.]+) R\s*([\d.]+)/.exec(printed) ?? [];
  if (precision === undefined || recall === undefined) return {};
  return { [set]: { precision: Number(precision), recall: Number(recall) } };
}

function percent(cell: string | undefined): number | undefined {
  return cell === undefined || cell === "-" ? undefined : Number(cell);
}

function withoutGaps(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([what, figure]) => (figure === undefined ? [] : [[what, figure] as const])),
  );
}
