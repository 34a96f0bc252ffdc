import type { ModelAccess } from "./model-access.ts";
import { createRemoteReranker } from "./remote-reranker.ts";
import type { Reranker } from "./reranker.ts";

export interface CohereRerankerOptions {
  /** Models at home need none. */
  readonly apiKey?: string | undefined;
  readonly model?: string | undefined;
  /** Ends without a slash; absent: Cohere's own. */
  readonly baseUrl?: string | undefined;
}

const URL_OF_COHERE = "https://api.cohere.com/v2";
const MODEL = "rerank-v3.5";
/** More of them cost time and tokens, and come from where the mix expects little. */
const DOCUMENTS_MAX = 100;

/** Cohere's second version, which vLLM, Jina, LiteLLM and others speak as well. */
export function createCohereReranker(access: ModelAccess, options: CohereRerankerOptions): Reranker {
  const { apiKey, model = MODEL, baseUrl = URL_OF_COHERE } = options;
  const endpoint = new URL(`${baseUrl}/rerank`);
  return createRemoteReranker(access, {
    id: `${model}@${endpoint.host}`,
    maxDocuments: DOCUMENTS_MAX,
    endpoint,
    apiKey,
    list: "results",
    body: (query, documents) => ({ query, documents, model, top_n: documents.length }),
  });
}
