/** The order of an answer: one fixed linear mix of features, the same for every repository, with each part told. */
import {
  type Candidate,
  computeFeatures,
  type Feature,
  type FeatureInput,
  FEATURES,
  type FeatureValues,
} from "./features.ts";
import type { RankingWeights } from "./weights.ts";

export interface Ranked<C extends Candidate> {
  readonly candidate: C;
  readonly score: number;
  /** What each feature added; they sum to the score. Features that added nothing are left out. */
  readonly parts: Readonly<Partial<Record<Feature, number>>>;
}

/** Best first; equal scores by path, line and unit, so that the order never depends on the database. */
export function rank<C extends Candidate>(
  candidates: readonly C[],
  input: FeatureInput,
  { weights }: RankingWeights,
): Ranked<C>[] {
  const values = computeFeatures(candidates, input);
  const ranked = candidates.map((candidate, at) => ({ candidate, ...mix(values[at], weights) }));
  return ranked.sort((a, b) => b.score - a.score || comparePlaces(a.candidate, b.candidate));
}

function mix(
  values: FeatureValues | undefined,
  weights: RankingWeights["weights"],
): Pick<Ranked<Candidate>, "score" | "parts"> {
  const parts: Partial<Record<Feature, number>> = {};
  let score = 0;
  for (const feature of FEATURES) {
    const part = (values?.[feature] ?? 0) * (weights[feature] ?? 0);
    if (part === 0) continue;
    parts[feature] = part;
    score += part;
  }
  return { score, parts };
}

function comparePlaces({ row: a }: Candidate, { row: b }: Candidate): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine || a.unitId - b.unitId;
}

/** Robertson and Spärck Jones' weight of a term, never negative. */
export const inverseFrequency = (units: number, frequency: number): number =>
  Math.log(1 + Math.max(0, units - frequency + 0.5) / (frequency + 0.5));
