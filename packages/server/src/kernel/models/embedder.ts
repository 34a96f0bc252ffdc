/** What turns texts into vectors. Limits are data, so that callers batch without knowing the provider. */
export interface Embedder {
  /** Model and version: vectors of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  readonly maxTextsPerCall: number;
  /** The cosine from which a question and a text have something to do with each other; what chance alone gives lies below. */
  readonly relatedFrom: number;
  /**
   * One vector of length 1 for each text, in their order; a text without content, or one that the model does
   * not take, gives the zero vector. Documents and queries may be
   * embedded differently. Rejects when aborted, or when there are more texts than a call takes.
   */
  embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<Float32Array[]>;
  /**
   * Documents as `embed` gives them, a part for each request; each text is in one of them. The next request is not sent before its
   * part is asked for, so who stores a part first has what was paid for whatever happens then.
   */
  embedParts(texts: readonly string[], signal: AbortSignal): AsyncIterable<EmbeddedPart>;
}

/** What one request has answered. */
export interface EmbeddedPart {
  /** Which of the texts. */
  readonly places: readonly number[];
  /** In their order. */
  readonly vectors: readonly Float32Array[];
}

export type EmbeddingPurpose = "document" | "query";
