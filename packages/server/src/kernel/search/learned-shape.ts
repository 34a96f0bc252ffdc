import type { Feature } from "./features.ts";

export type FeatureWeights = Readonly<Partial<Record<Feature, number>>>;

/** One mix for texts that ask for a change, one for those that describe something. */
interface Tables {
  readonly change: FeatureWeights;
  readonly description: FeatureWeights;
}

export interface LearnedWeights {
  readonly version: number;
  /** How a text tells the one from the other: log odds. `words` are marks (`readKind`), each with its weight, `|` or a line's end between. */
  readonly change: {
    readonly bias: number;
    readonly length: number;
    readonly words: string;
  };
  readonly withVectors: Tables;
  readonly withoutVectors: Tables;
}
