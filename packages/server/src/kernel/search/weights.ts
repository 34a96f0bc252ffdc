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
 * What that data cannot teach is set by hand: `vendored` like generated code, `history` to a third of `path`, `comment` to half of
 * `body` (half of the questions are asked of trees without comments), `symbol` so that a name asked for exactly comes first.
 */

export const WITH_VECTORS: RankingWeights = {
  version: 1,
  weights: {
    name: 2.44,
    scope: 2.78,
    header: 4.17,
    body: 1.23,
    comment: 0.6,
    symbol: 3,
    path: 8.21,
    history: 2.7,
    file: 0.86,
    coverage: 4.41,
    name_share: 3.58,
    rank: -0.28,
    file_rank: -0.37,
    best_in_file: -0.32,
    length: -0.99,
    lines: 1.4,
    is_function: 4.33,
    is_type: -3.58,
    is_file: -4.31,
    test: -6.12,
    generated: -2.74,
    vendored: -2.74,
    example: -4.26,
    tooling: -7.22,
    vector: 7.93,
  },
};

export const WITHOUT_VECTORS: RankingWeights = {
  version: 1,
  weights: {
    name: 0.71,
    scope: 3.19,
    header: 6.86,
    body: 2.89,
    comment: 1.4,
    symbol: 3,
    path: 10.07,
    history: 3.4,
    file: 0.74,
    coverage: 5.56,
    name_share: 4.11,
    rank: -0.39,
    file_rank: -0.36,
    best_in_file: -0.36,
    length: -1.23,
    lines: 1.34,
    is_function: 4.17,
    is_type: -3.35,
    is_file: -4.46,
    test: -6.2,
    generated: -2.72,
    vendored: -2.72,
    example: -4.8,
    tooling: -7.31,
  },
};
