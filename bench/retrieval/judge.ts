/** The sets' figures: reciprocal rank of the first right file, share of functions among the first ten, reciprocal rank of the first function. */
import { FEATURES, type Feature } from "../../packages/server/src/kernel/search/features.ts";
import { type Example, isHit, type Place, type Task, TASKS } from "./examples.ts";

export type Score = (example: Example) => ReadonlyMap<Feature, number>;

/** In %, the mean over repositories of each kind of question. */
export function judge(examples: readonly Example[], weightsOf: Score): Record<Task, number[]> {
  const [a = [], b = []] = TASKS.map((task) => {
    const ofTask = examples.filter(({ question }) => question.task === task);
    const repos = [...new Set(ofTask.map(({ question }) => question.repo))];
    const rows = repos.map((repo) =>
      mean(ofTask.filter(({ question }) => question.repo === repo).map((each) => evaluate(each, weightsOf(each)))),
    );
    return mean(rows).map((value) => 100 * value);
  });
  return { A: a, B: b };
}

export function show(label: string, figures: Readonly<Record<Task, readonly number[]>>): void {
  const shown = TASKS.map((task) => `${task} ${figures[task].map((value) => value.toFixed(1)).join(" / ")}`);
  console.log(`${label.padEnd(24)} ${shown.join("    ")}`);
}

export function mean(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
}

function evaluate({ question, places, values }: Example, weights: ReadonlyMap<Feature, number>): number[] {
  const scores = values.map((value) => scoreOf(value, weights));
  const order = [...places.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, 50);
  const ranked = order.flatMap((at) => places[at] ?? []);
  const files = [...new Set(ranked.map(({ file }) => file))].slice(0, 10);
  const fileAt = files.findIndex((file) => question.gold.some((gold) => gold.file === file));
  const found = new Set<Place>();
  let firstAt = -1;
  for (const [at, place] of ranked.slice(0, 10).entries()) {
    for (const gold of question.gold) {
      if (found.has(gold) || !isHit(place, gold)) continue;
      found.add(gold);
      if (firstAt < 0) firstAt = at;
    }
  }
  return [fileAt < 0 ? 0 : 1 / (fileAt + 1), found.size / question.gold.length, firstAt < 0 ? 0 : 1 / (firstAt + 1)];
}

function scoreOf(value: Float32Array, weights: ReadonlyMap<Feature, number>): number {
  let score = 0;
  for (const [feature, weight] of weights) score += weight * (value[FEATURES.indexOf(feature)] ?? 0);
  return score;
}
