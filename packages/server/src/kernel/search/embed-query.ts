import { Fault } from "#kernel/errors";
import type { Embedder } from "#kernel/models";
import { SECOND_MS } from "#kernel/time";

import type { QueryVector } from "./unit-store.ts";

export interface EmbeddedQuery {
  /** Undefined: words alone. */
  readonly vector: QueryVector | undefined;
  /** Why there is no vector although there is an embedder. */
  readonly failure: Fault | undefined;
}

export interface QueryToEmbed {
  readonly words: string;
  readonly embedder?: Embedder | undefined;
  /** How long the answer waits for it; two seconds unless given. */
  readonly vectorBudgetMs?: number | undefined;
  readonly signal?: AbortSignal;
}

/** Somebody waits for the answer, and words alone give one. */
const BUDGET_MS = 2 * SECOND_MS;

/** An embedder that fails or is late takes nothing away but itself: the failure is told beside an answer by words. Rejects only when aborted. */
export async function embedQuery(query: QueryToEmbed): Promise<EmbeddedQuery> {
  const { embedder, words, signal, vectorBudgetMs = BUDGET_MS } = query;
  if (embedder === undefined) return { vector: undefined, failure: undefined };
  const late = AbortSignal.timeout(vectorBudgetMs);
  try {
    const [values] = await embedder.embed(
      [words],
      "query",
      signal === undefined ? late : AbortSignal.any([signal, late]),
    );
    return { vector: values === undefined ? undefined : { model: embedder.id, values }, failure: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Fault) return { vector: undefined, failure: error };
    if (!late.aborted) throw error;
    const failure = new Fault("TIMEOUT", `the embedder has not answered within ${vectorBudgetMs} ms`, {}, error);
    return { vector: undefined, failure };
  }
}
