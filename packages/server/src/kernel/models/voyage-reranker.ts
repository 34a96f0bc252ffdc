import type { ModelAccess } from "./model-access.ts";
import { createRemoteReranker } from "./remote-reranker.ts";
import type { Reranker } from "./reranker.ts";

export interface VoyageRerankerOptions {
  readonly apiKey: string;
  /** Absent: Voyage's general one. */
  readonly model?: string | undefined;
  /** Ends without a slash; absent: Voyage's own. */
  readonly baseUrl?: string | undefined;
}

const URL_OF_VOYAGE = "https://api.voyageai.com/v1";
const MODEL = "rerank-2.5";
/** More of them cost time and tokens, and come from where the mix expects little. */
const DOCUMENTS_MAX = 100;

export function createVoyageReranker(access: ModelAccess, options: VoyageRerankerOptions): Reranker {
  const { apiKey, model = MODEL, baseUrl = URL_OF_VOYAGE } = options;
  return createRemoteReranker(access, {
    id: model,
    maxDocuments: DOCUMENTS_MAX,
    endpoint: new URL(`${baseUrl}/rerank`),
    apiKey,
    list: "data",
    body: (query, documents) => ({ query, documents, model, truncation: true }),
  });
}
