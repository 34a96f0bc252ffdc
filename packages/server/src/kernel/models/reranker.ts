import { Fault } from "#kernel/errors";

/** What looks at a question and each of some texts together, and says how well they fit. */
export interface Reranker {
  readonly id: string;
  readonly maxDocuments: number;
  /** Every document once, best first. Rejects when aborted, and for more documents than a call takes. */
  rerank(asked: RerankQuestion, timeoutMs: number): Promise<readonly Placed[]>;
}

export interface RerankQuestion {
  readonly query: string;
  readonly documents: readonly string[];
  readonly signal: AbortSignal;
}

export interface Placed {
  /** Which of the documents. */
  readonly at: number;
  /** Higher is better; comparable only within one answer. */
  readonly score: number;
}

/** `kept`: the order stays what it was, and why. */
export type Reranking =
  | { readonly kind: "reranked"; readonly order: readonly number[] }
  | { readonly kind: "kept"; readonly order: readonly number[]; readonly reason: Fault };

/**
 * The order of documents that stand in an order already. The first `maxDocuments` are ordered anew, those behind them stay behind. A
 * reranker that is late, fails or answers nonsense changes nothing: its order is worth something only beside the one there was.
 * Rejects only when aborted.
 */
export async function rerankWithin(reranker: Reranker, asked: RerankQuestion, budgetMs: number): Promise<Reranking> {
  const before = asked.documents.map((_, at) => at);
  try {
    const documents = asked.documents.slice(0, reranker.maxDocuments);
    if (documents.length < 2) return { kind: "reranked", order: before };
    const placed = await reranker.rerank({ ...asked, documents }, budgetMs);
    return { kind: "reranked", order: [...placed.map(({ at }) => at), ...before.slice(documents.length)] };
  } catch (error) {
    asked.signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    return { kind: "kept", order: before, reason: error };
  }
}
