import type { Feature } from "./features.ts";

export type FeatureWeights = Readonly<Partial<Record<Feature, number>>>;

/** One mix for texts that ask for a change, one for those that describe something. */
interface Tables {
  readonly change: FeatureWeights;
  readonly description: FeatureWeights;
}

export interface LearnedWeights {
  readonly version: number;
  /** How words tell the one from the other: log odds. */
  readonly change: {
    readonly bias: number;
    readonly length: number;
    readonly words: readonly (readonly [word: string, weight: number])[];
  };
  readonly withVectors: Tables;
  readonly withoutVectors: Tables;
}
