/** Learns which words tell a change from a description: logistic regression, then once more with the words that say most. */
import { LENGTH_UNIT, readKind } from "../../packages/server/src/kernel/search/asks-for-change.ts";
import type { Example } from "./examples.ts";

export interface ChangeModel {
  readonly bias: number;
  readonly length: number;
  readonly words: Readonly<Record<string, number>>;
}

/** A word must be said in questions of this many repositories: others are names of theirs. */
const REPOSITORIES_MIN = 4;
const KEPT_WORDS = 500;
/** Log odds are made so many times larger: a table that is nearly one of the two answers better than one in the middle. */
const SHARPNESS = 2;
const STEPS = 800;
const STEP_SIZE = 3;
const DECAY = 1e-4;

export function learnChange(examples: readonly Example[]): ChangeModel {
  const repos = new Map<string, Set<string>>();
  for (const { question } of examples) {
    for (const word of readKind(question.query).marks) {
      const known = repos.get(word);
      if (known === undefined) repos.set(word, new Set([question.repo]));
      else known.add(question.repo);
    }
  }
  const common = [...repos].filter(([, of]) => of.size >= REPOSITORIES_MIN).map(([word]) => word);
  const all = fit(examples, common.sort());
  const best = Object.entries(all.words).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return fit(
    examples,
    best
      .slice(0, KEPT_WORDS)
      .map(([word]) => word)
      .sort(),
  );
}

function fit(examples: readonly Example[], vocabulary: readonly string[]): ChangeModel {
  const numberOf = new Map(vocabulary.map((word, at) => [word, at]));
  const [LENGTH, BIAS] = [vocabulary.length, vocabulary.length + 1];
  const rows = rowsOf(examples, numberOf);
  const weights = new Float64Array(vocabulary.length + 2);
  for (let step = 0; step < STEPS; step++) {
    const gradient = Float64Array.from(weights, (weight) => DECAY * weight);
    for (const { inputs, isChange, weight } of rows) {
      let score = 0;
      for (const { column, value } of inputs) score += (weights[column] ?? 0) * value;
      const pull = weight * (1 / (1 + Math.exp(-score)) - isChange);
      for (const { column, value } of inputs) gradient[column] = (gradient[column] ?? 0) + pull * value;
    }
    for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) - STEP_SIZE * (gradient[at] ?? 0);
  }
  const sharp = (column: number): number => SHARPNESS * (weights[column] ?? 0);
  const words = Object.fromEntries(vocabulary.map((word, at) => [word, sharp(at)]));
  return { bias: sharp(BIAS), length: sharp(LENGTH), words };
}

interface Row {
  /** Columns that are not zero: words, then length and bias. */
  readonly inputs: readonly { readonly column: number; readonly value: number }[];
  readonly isChange: number;
  readonly weight: number;
}

/** Both kinds count the same together. */
function rowsOf(examples: readonly Example[], numberOf: ReadonlyMap<string, number>): Row[] {
  const changes = examples.filter(({ question }) => question.task === "A").length;
  return examples.map(({ question }) => {
    const { words, marks } = readKind(question.query);
    const isChange = question.task === "A";
    return {
      inputs: [
        ...[...marks].flatMap((word) => numberOf.get(word) ?? []).map((column) => ({ column, value: 1 })),
        { column: numberOf.size, value: words.length / LENGTH_UNIT },
        { column: numberOf.size + 1, value: 1 },
      ],
      isChange: isChange ? 1 : 0,
      weight: 0.5 / (isChange ? changes : examples.length - changes),
    };
  });
}
