/** Learning: softmax regression over the candidates of each question, by Adam. */
import { FEATURES, type Feature } from "../../packages/server/src/kernel/search/features.ts";
import type { Example, Task } from "./examples.ts";

export type Weights = ReadonlyMap<Feature, number>;

export interface Lesson {
  readonly features: readonly Feature[];
  /** What a question of each kind counts. */
  readonly share: Readonly<Record<Task, number>>;
}

const STEPS = 300;
const STEP_SIZE = 0.05;
const DECAY = 1e-3;
/** Candidates learnt from: the first by their words, and the answers. */
const LEARNT_FROM = 120;
/**
 * A question whose answers have much less than this share of the whole teaches little: nothing but a rule for itself would bring them
 * forth. The first steps learn from all.
 */
const HOPELESS = 0.1;
const ALL_UNTIL = 40;
/** Features of which only one direction makes sense: +1 must not lower a score, -1 must not raise it. */
const DIRECTION: Partial<Record<Feature, 1 | -1>> = {
  name: 1,
  scope: 1,
  header: 1,
  body: 1,
  comment: 1,
  path: 1,
  symbol: 1,
  file: 1,
  coverage: 1,
  said_in_head: 1,
  said_in_file: 1,
  said_in_place: 1,
  said_anywhere: 1,
  name_share: 1,
  vector: 1,
  rank: -1,
  file_rank: -1,
  test: -1,
  generated: -1,
  example: -1,
  tooling: -1,
};

/** The questions' rows one behind the other: a training reads them 150 times. */
interface Groups {
  readonly columns: number;
  readonly rows: Float32Array;
  /** Of each row. */
  readonly isAnswer: Uint8Array;
  /** First row of each question, and the number of rows at the end. */
  readonly starts: Int32Array;
  /** Of each question. */
  readonly weights: Float64Array;
}

/** Features are standardised for the descent, weights given back in their own unit. */
export function train(over: readonly Example[], lesson: Lesson): Weights {
  const { features } = lesson;
  const columns = features.map((feature) => FEATURES.indexOf(feature));
  const spread = spreads(over, columns);
  const groups = groupsOf(over, lesson, { columns, spread });
  const weights = new Float64Array(columns.length);
  const first = new Float64Array(columns.length);
  const second = new Float64Array(columns.length);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = gradientOf(groups, weights, step > ALL_UNTIL ? HOPELESS : 0);
    for (const [at, feature] of features.entries()) {
      const slope = (gradient[at] ?? 0) + DECAY * (weights[at] ?? 0);
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * slope;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * slope * slope;
      const size = (first[at] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      const next = (weights[at] ?? 0) - STEP_SIZE * size;
      weights[at] = next * (DIRECTION[feature] ?? Math.sign(next)) < 0 ? 0 : next;
    }
  }
  return new Map(features.map((feature, at) => [feature, (weights[at] ?? 0) / (spread[at] ?? 1)]));
}

interface Read {
  /** Of a row's values. */
  readonly columns: readonly number[];
  readonly spread: readonly number[];
}

/** Questions that have an answer among their candidates; a repository with many counts as the root of how many. */
function groupsOf(over: readonly Example[], { share }: Lesson, { columns, spread }: Read): Groups {
  const answered = over.filter(({ isAnswer }) => isAnswer.includes(true));
  const counts = new Map<string, number>();
  const setOf = ({ question }: Example) => `${question.task} ${question.repo}`;
  for (const example of answered) counts.set(setOf(example), (counts.get(setOf(example)) ?? 0) + 1);
  const raw = answered.map((example) => share[example.question.task] / Math.sqrt(counts.get(setOf(example)) ?? 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const kept = answered.map(({ values, isAnswer }) =>
    [...values.keys()].filter((place) => place < LEARNT_FROM || isAnswer[place] === true),
  );
  const rowCount = kept.reduce((sum, places) => sum + places.length, 0);
  const groups: Groups = {
    columns: columns.length,
    rows: new Float32Array(rowCount * columns.length),
    isAnswer: new Uint8Array(rowCount),
    starts: new Int32Array(answered.length + 1),
    weights: Float64Array.from(raw, (weight) => weight / total),
  };
  let row = 0;
  for (const [at, { values, isAnswer }] of answered.entries()) {
    for (const place of kept[at] ?? []) {
      const value = values[place] ?? new Float32Array();
      for (const [column, from] of columns.entries()) {
        groups.rows[row * columns.length + column] = (value[from] ?? 0) / (spread[column] ?? 1);
      }
      groups.isAnswer[row] = isAnswer[place] === true ? 1 : 0;
      row += 1;
    }
    groups.starts[at + 1] = row;
  }
  return groups;
}

function gradientOf(groups: Groups, weights: Float64Array, hopeless: number): Float64Array {
  const { columns, rows, starts } = groups;
  const gradient = new Float64Array(columns);
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from = 0, to = 0] = [starts[group], starts[group + 1]];
    const pulls = pullsOf(groups, { group, from, to, scores: scoresOf(groups, weights, { from, to }), hopeless });
    for (let row = from; row < to; row++) {
      const pull = pulls[row - from] ?? 0;
      const first = row * columns;
      for (let column = 0; column < columns; column++) {
        gradient[column] = (gradient[column] ?? 0) + pull * (rows[first + column] ?? 0);
      }
    }
  }
  return gradient;
}

function scoresOf(
  { columns, rows }: Groups,
  weights: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array {
  const scores = new Float64Array(to - from);
  for (let row = from; row < to; row++) {
    let sum = 0;
    const first = row * columns;
    for (let column = 0; column < columns; column++) sum += (rows[first + column] ?? 0) * (weights[column] ?? 0);
    scores[row - from] = sum;
  }
  return scores;
}

interface Scored {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  readonly scores: Float64Array;
  readonly hopeless: number;
}

/** How much each row of a question moves the weights. Loops: their callbacks took half of the time of a training. */
function pullsOf({ isAnswer, weights }: Groups, { group, from, to, scores, hopeless }: Scored): Float64Array {
  let highest = -Infinity;
  for (const score of scores) highest = Math.max(highest, score);
  const pulls = new Float64Array(scores.length);
  let [total, answers] = [0, 0];
  for (let row = from; row < to; row++) {
    const share = Math.exp((scores[row - from] ?? 0) - highest);
    pulls[row - from] = share;
    total += share;
    if (isAnswer[row] === 1) answers += share;
  }
  const reached = answers / total;
  const weight = (weights[group] ?? 0) * (reached / (reached + hopeless || 1));
  for (let row = from; row < to; row++) {
    const share = pulls[row - from] ?? 0;
    pulls[row - from] = weight * (share / total - (isAnswer[row] === 1 ? share / Math.max(answers, 1e-300) : 0));
  }
  return pulls;
}

function spreads(over: readonly Example[], columns: readonly number[]): number[] {
  return columns.map((column) => {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (const { values } of over) {
      for (const value of values) {
        const one = value[column] ?? 0;
        count += 1;
        sum += one;
        squares += one * one;
      }
    }
    return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) || 1;
  });
}
