import { SECOND_MS } from "#kernel/time";

import type { Embedder } from "./embedder.ts";
import type { ModelAccess } from "./model-access.ts";
import { createRemoteEmbedder } from "./remote-embedder.ts";

export interface VoyageOptions {
  readonly apiKey: string;
  /** Absent: voyage-code-3, with 1,024 dimensions. */
  readonly model?: string | undefined;
  readonly dimensions?: number | undefined;
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

export function createVoyageEmbedder(access: ModelAccess, options: VoyageOptions): Embedder {
  const { apiKey, model = MODEL, dimensions = DIMENSIONS, baseUrl = VOYAGE_URL } = options;
  return createRemoteEmbedder(access, {
    id: `${model}-${dimensions}`,
    dimensions,
    maxTextsPerCall: TEXTS_MAX,
    relatedFrom: RELATED_FROM,
    endpoint: new URL(`${baseUrl}/embeddings`),
    apiKey,
    tokensMax: TOKENS_MAX,
    gapMs: SECOND_MS,
    body: (input, purpose) => ({
      input,
      model,
      input_type: purpose,
      output_dimension: dimensions,
      output_dtype: "float",
      truncation: true,
    }),
  });
}
