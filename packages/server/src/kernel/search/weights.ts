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
 * weights had not seen; figures, method and the script are in docs/decisions/0004-ranking.md and bench/retrieval.
 * `vendored` and `history` do not occur in that data: the first is set like generated code, the second to a third of `path`.
 */

export const WITH_VECTORS: RankingWeights = {
  version: 1,
  weights: {
    name: 3.1,
    scope: 2.16,
    header: 4.92,
    body: 0.86,
    path: 9.76,
    history: 3,
    file: 1.83,
    coverage: 4.33,
    name_share: 3.19,
    rank: -0.27,
    file_rank: -0.32,
    best_in_file: -0.22,
    length: -0.82,
    lines: 1.25,
    is_function: 3.55,
    is_type: -3.37,
    is_file: -4.18,
    test: -5.71,
    generated: -1.92,
    vendored: -1.92,
    example: -4.04,
    tooling: -6.63,
    vector: 7.95,
  },
};

export const WITHOUT_VECTORS: RankingWeights = {
  version: 1,
  weights: {
    name: 1.61,
    scope: 2.7,
    header: 7.63,
    body: 2.8,
    path: 11.3,
    history: 3.5,
    file: 1.71,
    coverage: 5.36,
    name_share: 3.82,
    rank: -0.38,
    file_rank: -0.32,
    best_in_file: -0.26,
    length: -1.07,
    lines: 1.21,
    is_function: 3.47,
    is_type: -3.25,
    is_file: -4.32,
    test: -5.8,
    generated: -1.93,
    vendored: -1.93,
    example: -4.58,
    tooling: -6.85,
  },
};
