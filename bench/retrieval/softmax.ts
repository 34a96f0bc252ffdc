/** Learning: softmax regression over the candidates of each question, by Adam. */
import { FEATURES, type Feature } from "../../packages/server/src/kernel/search/features.ts";
import type { Example, Task } from "./examples.ts";

export type Weights = ReadonlyMap<Feature, number>;

export interface Lesson {
  readonly features: readonly Feature[];
  /** What a question of each kind counts. */
  readonly share: Readonly<Record<Task, number>>;
}

const STEPS = 150;
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
  name_share: 1,
  vector: 1,
  rank: -1,
  file_rank: -1,
  test: -1,
  generated: -1,
  example: -1,
  tooling: -1,
};

interface Group {
  readonly rows: readonly Float32Array[];
  readonly isAnswer: readonly boolean[];
  readonly weight: number;
}

/** Features are standardised for the descent, weights given back in their own unit. */
export function train(over: readonly Example[], lesson: Lesson): Weights {
  const { features } = lesson;
  const columns = features.map((feature) => FEATURES.indexOf(feature));
  const spread = spreads(over, columns);
  const groups = groupsOf(over, lesson, (value) =>
    Float32Array.from(columns, (column, at) => (value[column] ?? 0) / (spread[at] ?? 1)),
  );
  const weights = new Float64Array(columns.length);
  const first = new Float64Array(columns.length);
  const second = new Float64Array(columns.length);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Float64Array(columns.length);
    for (const group of groups) addGradient(gradient, { group, weights, hopeless: step > ALL_UNTIL ? HOPELESS : 0 });
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

/** Questions that have an answer among their candidates; a repository with many counts as the root of how many. */
function groupsOf(over: readonly Example[], { share }: Lesson, read: (value: Float32Array) => Float32Array): Group[] {
  const answered = over.filter(({ isAnswer }) => isAnswer.includes(true));
  const counts = new Map<string, number>();
  const setOf = ({ question }: Example) => `${question.task} ${question.repo}`;
  for (const example of answered) counts.set(setOf(example), (counts.get(setOf(example)) ?? 0) + 1);
  const raw = answered.map((example) => share[example.question.task] / Math.sqrt(counts.get(setOf(example)) ?? 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return answered.map(({ values, isAnswer }, at) => {
    const kept = [...values.keys()].filter((place) => place < LEARNT_FROM || isAnswer[place] === true);
    return {
      rows: kept.map((place) => read(values[place] ?? new Float32Array())),
      isAnswer: kept.map((place) => isAnswer[place] === true),
      weight: (raw[at] ?? 0) / total,
    };
  });
}

function addGradient(
  gradient: Float64Array,
  { group, weights, hopeless }: { readonly group: Group; readonly weights: Float64Array; readonly hopeless: number },
): void {
  const scores = group.rows.map((row) => dot(row, weights));
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  const answers = shares.reduce((sum, share, at) => sum + (group.isAnswer[at] === true ? share : 0), 0);
  const reached = answers / total;
  const weight = group.weight * (reached / (reached + hopeless || 1));
  for (const [at, row] of group.rows.entries()) {
    const share = shares[at] ?? 0;
    const pull = weight * (share / total - (group.isAnswer[at] === true ? share / Math.max(answers, 1e-300) : 0));
    for (let column = 0; column < row.length; column++) {
      gradient[column] = (gradient[column] ?? 0) + pull * (row[column] ?? 0);
    }
  }
}

function dot(row: Float32Array, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) sum += (row[at] ?? 0) * (weights[at] ?? 0);
  return sum;
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
