/**
 * Learns the weights of the ranking: softmax regression over the candidates of each question, judged on a repository that was left out.
 * `node --conditions=@aether/source bench/retrieval/train-weights.ts TREES SETS [--ablate]`: TREES as materialise.py wrote them,
 * SETS the folder with dev.A.jsonl and dev.B.jsonl. Prints macro figures (file MRR, function R@10, function MRR, in %) and the weights
 * over everything, with and without vectors; with --ablate also the figures without each feature. Takes minutes.
 */
import { readFileSync } from "node:fs";

import { FEATURES, type Feature } from "../../packages/server/src/kernel/search/features.ts";
import { openMemoryIndex } from "./memory-index.ts";
import { readTree } from "./read-tree.ts";

interface Place {
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
}

interface Question {
  readonly task: string;
  readonly repo: string;
  readonly query: string;
  readonly gold: readonly Place[];
}

/** A question with its candidates: their places, features in the order of FEATURES, and whether they are an answer. */
interface Example {
  readonly question: Question;
  readonly places: readonly Place[];
  readonly values: readonly Float64Array[];
  readonly isAnswer: readonly boolean[];
}

type Weights = ReadonlyMap<Feature, number>;

const TASKS = ["A", "B"];
const STEPS = 300;
const STEP_SIZE = 0.05;
const DECAY = 1e-3;
/** Features of which only one direction makes sense: +1 must not lower a score, -1 must not raise it. */
const DIRECTION: Partial<Record<Feature, 1 | -1>> = {
  name: 1,
  scope: 1,
  header: 1,
  body: 1,
  comment: 1,
  symbol: 1,
  path: 1,
  history: 1,
  file: 1,
  coverage: 1,
  name_share: 1,
  vector: 1,
  rank: -1,
  file_rank: -1,
  test: -1,
  generated: -1,
  vendored: -1,
  example: -1,
  tooling: -1,
};
/** They do not occur in the data. */
const NOT_LEARNT = new Set<Feature>(["history", "vendored", "exact_name"]);

const [trees = "", sets = "", mode] = process.argv.slice(2);
const examples = await collect();
const all = FEATURES.filter((feature) => !NOT_LEARNT.has(feature));
const withoutVectors = all.filter((feature) => feature !== "vector");
judge("with vectors", all);
judge("without", withoutVectors);
if (mode === "--ablate")
  for (const left of all)
    judge(
      `- ${left}`,
      all.filter((feature) => feature !== left),
    );
for (const features of [all, withoutVectors]) {
  const weights = [...train(examples, features)].map(([feature, weight]) => `${feature}: ${weight.toFixed(2)}`);
  console.log(`{ ${weights.join(", ")} }`);
}

async function collect(): Promise<Example[]> {
  const found: Example[] = [];
  for (const task of TASKS) {
    const questions = readFileSync(`${sets}/dev.${task}.jsonl`, "utf8").split("\n").filter(Boolean).map(readQuestion);
    for (const repo of new Set(questions.map((question) => question.repo))) {
      const look = await openMemoryIndex(await readTree(`${trees}/${task}/${repo.replace("/", "+")}`));
      for (const question of questions.filter((each) => each.repo === repo)) {
        const { candidates, values } = await look(question.query);
        const places = candidates.map(({ row }) => ({
          file: row.path,
          start_line: row.startLine,
          end_line: row.endLine,
        }));
        found.push({
          question,
          places,
          values: values.map((value) => Float64Array.from(FEATURES, (feature) => value[feature])),
          isAnswer: places.map((place) => question.gold.some((gold) => isHit(place, gold))),
        });
      }
    }
  }
  return found;
}

/** The sets' own rule (score.py). */
function isHit(place: Place, gold: Place): boolean {
  const common = Math.min(place.end_line, gold.end_line) - Math.max(place.start_line, gold.start_line) + 1;
  if (place.file !== gold.file || common <= 0) return false;
  const goldLength = gold.end_line - gold.start_line + 1;
  const length = place.end_line - place.start_line + 1;
  return 2 * common >= length || (2 * common >= goldLength && length <= Math.max(80, 3 * goldLength));
}

function judge(label: string, features: readonly Feature[]): void {
  const repos = [...new Set(examples.map(({ question }) => question.repo))];
  const figures = new Map(TASKS.map((task) => [task, [] as number[][]]));
  for (const repo of repos) {
    const weights = train(
      examples.filter(({ question }) => question.repo !== repo),
      features,
    );
    for (const task of TASKS) {
      const judged = examples.filter(({ question }) => question.repo === repo && question.task === task);
      figures.get(task)?.push(mean(judged.map((example) => evaluate(example, weights))));
    }
  }
  const shown = TASKS.map(
    (task) =>
      `${task} ${mean(figures.get(task) ?? [])
        .map((value) => (100 * value).toFixed(1))
        .join(" / ")}`,
  );
  console.log(`${label.padEnd(16)} ${shown.join("    ")}`);
}

function mean(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
}

function evaluate({ question, places, values }: Example, weights: Weights): number[] {
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

function scoreOf(value: Float64Array, weights: Weights): number {
  let score = 0;
  for (const [feature, weight] of weights) score += weight * (value[FEATURES.indexOf(feature)] ?? 0);
  return score;
}

/** Adam on the negative log of the answers' share; features are standardised for the descent and weights given back in their own unit. */
function train(over: readonly Example[], features: readonly Feature[]): Weights {
  const columns = features.map((feature) => FEATURES.indexOf(feature));
  const spread = columns.map((column) => deviation(over, column));
  const questions = over
    .filter(({ isAnswer }) => isAnswer.includes(true))
    .map(({ values, isAnswer }) => ({
      isAnswer,
      rows: values.map((value) => Float64Array.from(columns, (column, at) => (value[column] ?? 0) / (spread[at] ?? 1))),
    }));
  const weights = new Float64Array(columns.length);
  const first = new Float64Array(columns.length);
  const second = new Float64Array(columns.length);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Float64Array(columns.length);
    for (const question of questions) addGradient(gradient, question, weights);
    for (const [at, feature] of features.entries()) {
      const slope = (gradient[at] ?? 0) / questions.length + DECAY * (weights[at] ?? 0);
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * slope;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * slope * slope;
      const size = (first[at] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      const next = (weights[at] ?? 0) - STEP_SIZE * size;
      weights[at] = next * (DIRECTION[feature] ?? Math.sign(next)) < 0 ? 0 : next;
    }
  }
  return new Map(features.map((feature, at) => [feature, (weights[at] ?? 0) / (spread[at] ?? 1)]));
}

function addGradient(
  gradient: Float64Array,
  { rows, isAnswer }: { readonly rows: readonly Float64Array[]; readonly isAnswer: readonly boolean[] },
  weights: Float64Array,
): void {
  const scores = rows.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const answers = shares.reduce((sum, share, at) => sum + (isAnswer[at] === true ? share : 0), 0);
  for (const [at, row] of rows.entries()) {
    const share = shares[at] ?? 0;
    const pull = share / total - (isAnswer[at] === true ? share / answers : 0);
    for (let column = 0; column < row.length; column++) {
      gradient[column] = (gradient[column] ?? 0) + pull * (row[column] ?? 0);
    }
  }
}

function deviation(over: readonly Example[], column: number): number {
  const values = over.flatMap((example) => example.values.map((value) => value[column] ?? 0));
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length) || 1;
}

function readQuestion(line: string): Question {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the sets' own form; a wrong file ends in an error a line later
  return JSON.parse(line) as Question;
}
