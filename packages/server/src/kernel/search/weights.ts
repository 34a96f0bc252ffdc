import { changeShare } from "./asks-for-change.ts";
import { type Feature, FEATURES } from "./features.ts";
import type { FeatureWeights } from "./learned-shape.ts";
import { LEARNED } from "./learned-weights.ts";

/** A mix of features; one without a weight counts nothing. */
export interface RankingWeights {
  /** Goes up with every change of a weight or of what a feature means. */
  readonly version: number;
  readonly weights: FeatureWeights;
}

/*
 * What the training data cannot teach is set by hand: `history` a little below what a trial
 * with the log up to the indexed commit gave (6.1 to 6.6), `exact_name` to more than all else can make of a difference when the
 * question is nothing but the name, `no_words` to more than any difference, so that what is only similar stands behind all that has a word.
 * Vendored code is judged like generated code, and comments as learnt of trees that have them (descriptions are asked of trees without).
 */
const BY_HAND: FeatureWeights = { history: 5, exact_name: 30, no_words: -50 };

/** The mix for a question: between the one for changes and the one for descriptions, by how much it looks like either. */
export function weightsFor(query: string, hasVectors: boolean): RankingWeights {
  const share = changeShare(query);
  const { change, description } = hasVectors ? LEARNED.withVectors : LEARNED.withoutVectors;
  const of = (table: FeatureWeights, feature: Feature): number => table[feature] ?? 0;
  const weights: Partial<Record<Feature, number>> = {};
  for (const feature of FEATURES) {
    weights[feature] = BY_HAND[feature] ?? share * of(change, feature) + (1 - share) * of(description, feature);
  }
  weights.vendored = weights.generated ?? 0;
  weights.comment = of(change, "comment");
  return { version: LEARNED.version, weights };
}
