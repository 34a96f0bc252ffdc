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

/** `retrieval/score.py`: a heading, then a row a repository, the mean over them last. */
export function readRetrievalTable(set: string, printed: string): Figures {
  const [heading = "", ...rows] = printed.trimEnd().split("\n");
  const [, ...names] = heading.trim().split(/\s+/);
  const [, , ...cells] = rows.find((row) => row.startsWith("MACRO"))?.split(/\s+/) ?? [];
  const figures = names.map((name, at) => [name, Number(cells[at])] as const);
  return { [set]: Object.fromEntries(figures.filter(([name]) => RETRIEVAL.has(name))) };
}

/** What the goals are set for: of files and of functions. */
const RETRIEVAL: ReadonlySet<string> = new Set(["f.MRR@10", "fn.R@10", "fn.MRR@10"]);

/** `search/score.py`: `n 27  hit@1 0.963  hit@5 1.000  MRR@10 0.972`. */
export function readKnownItemLine(set: string, printed: string): Figures {
  const [, hit, mrr] = /hit@5 ([\d.]+)\s+MRR@10 ([\d.]+)/.exec(printed) ?? [];
  if (hit === undefined || mrr === undefined) return {};
  return { [set]: { "hit@5": percentOf(hit), "MRR@10": percentOf(mrr) } };
}

/** Of a share with three places. */
function percentOf(share: string): number {
  return Math.round(Number(share) * 1000) / 10;
}

function percent(cell: string | undefined): number | undefined {
  return cell === undefined || cell === "-" ? undefined : Number(cell);
}

function withoutGaps(figures: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([what, figure]) => (figure === undefined ? [] : [[what, figure] as const])),
  );
}
