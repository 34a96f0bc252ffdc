import { SECOND_MS } from "#kernel/time";

import type { Embedder } from "./embedder.ts";
import type { ModelAccess } from "./model-access.ts";
import { createRemoteEmbedder } from "./remote-embedder.ts";

export interface VoyageOptions {
  readonly apiKey: string;
  /** Ends without a slash; absent: Voyage's own. */
  readonly baseUrl?: string | undefined;
}

const VOYAGE_URL = "https://api.voyageai.com/v1";
const MODEL = "voyage-code-3";
const DIMENSIONS = 1024;
const TEXTS_MAX = 96;
/** Voyage's limit of one request for this model. */
const TOKENS_MAX = 120_000;
/** Texts of a neural model are all somewhat alike; not measured with this one. */
const RELATED_FROM = 0.5;

/** `voyage-code-3` with 1,024 dimensions. */
export function createVoyageEmbedder(access: ModelAccess, { apiKey, baseUrl = VOYAGE_URL }: VoyageOptions): Embedder {
  return createRemoteEmbedder(access, {
    id: `${MODEL}-${DIMENSIONS}`,
    dimensions: DIMENSIONS,
    maxTextsPerCall: TEXTS_MAX,
    relatedFrom: RELATED_FROM,
    endpoint: new URL(`${baseUrl}/embeddings`),
    apiKey,
    tokensMax: TOKENS_MAX,
    gapMs: SECOND_MS,
    body: (input, purpose) => ({
      input,
      model: MODEL,
      input_type: purpose,
      output_dimension: DIMENSIONS,
      output_dtype: "float",
      truncation: true,
    }),
  });
}
