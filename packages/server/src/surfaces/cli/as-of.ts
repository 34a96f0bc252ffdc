import type { Arguments } from "./arguments.ts";

/** As of what a question is asked: fields of the API's inputs. */
export interface AsOf {
  readonly ref: string | undefined;
  readonly snapshot: number | undefined;
}

export function asOfGiven(given: Arguments): AsOf {
  return { ref: given.text("ref"), snapshot: given.integer("snapshot") };
}
