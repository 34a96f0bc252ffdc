import type { Feature } from "./features.ts";

/** A mix of features; one without a weight counts nothing. */
export interface RankingWeights {
  /** Goes up with every change of a weight or of what a feature means. */
  readonly version: number;
  readonly weights: Readonly<Partial<Record<Feature, number>>>;
}

/*
 * Provenance: softmax regression over the candidates of 900 questions (150 commits and 150 documentation texts of each of three
 * repositories in Python, TypeScript and Go), signs held where only one makes sense, no history. Judged on a repository that the
 * weights had not seen; figures, method and the script are in docs/decisions/0006-ranking.md and bench/retrieval.
 * What that data cannot teach is set by hand: `vendored` like generated code, `comment` to half of `body` (half of the questions are
 * asked of trees without comments), `symbol` so that a name asked for exactly comes first, `history` a little below what a trial with
 * the log up to the indexed commit gave (6.1 to 6.6), `exact_name` to more than all else can make of a difference when the question is
 * nothing but the name, `no_words` to more than any difference, so that what is only similar stands behind all that has a word.
 */

export const WITH_VECTORS: RankingWeights = {
  version: 3,
  weights: {
    name: 1.45,
    scope: 3.28,
    header: 3.79,
    body: 1.01,
    comment: 0.5,
    symbol: 6,
    path: 7.79,
    history: 5,
    file: 1.28,
    coverage: 4.43,
    name_share: 3.89,
    rank: -0.29,
    file_rank: -0.32,
    best_in_file: -0.32,
    length: -1.02,
    lines: 1.42,
    is_function: 4.21,
    is_type: -4.16,
    is_file: -4.36,
    test: -5.53,
    generated: -2.63,
    vendored: -2.63,
    example: -3.97,
    tooling: -6.66,
    vector: 7.97,
    exact_name: 30,
    no_words: -50,
  },
};

export const WITHOUT_VECTORS: RankingWeights = {
  version: 2,
  weights: {
    scope: 3.7,
    header: 6.5,
    body: 2.69,
    comment: 1.3,
    symbol: 6,
    path: 9.55,
    history: 5,
    file: 1.13,
    coverage: 5.56,
    name_share: 4.32,
    rank: -0.4,
    file_rank: -0.32,
    best_in_file: -0.36,
    length: -1.26,
    lines: 1.36,
    is_function: 4.06,
    is_type: -3.9,
    is_file: -4.53,
    test: -5.6,
    generated: -2.57,
    vendored: -2.57,
    example: -4.49,
    tooling: -6.75,
    exact_name: 30,
  },
};
