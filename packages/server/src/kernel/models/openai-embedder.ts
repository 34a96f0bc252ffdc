import type { Embedder } from "./embedder.ts";
import type { ModelAccess } from "./model-access.ts";
import { createRemoteEmbedder } from "./remote-embedder.ts";

export interface OpenAiOptions {
  /** As `http://localhost:11434/v1`, without a slash at its end. */
  readonly baseUrl: string;
  readonly model: string;
  /** What the model gives; an answer of another number is refused. */
  readonly dimensions: number;
  /** Models at home need none. */
  readonly apiKey?: string | undefined;
}

const TEXTS_MAX = 96;
/** Far below what services take: models at home compute a request while its sender waits. */
const TOKENS_MAX = 32_000;
/** Texts of a neural model are all somewhat alike. */
const RELATED_FROM = 0.5;

/** Any endpoint that speaks as OpenAI's does: Ollama, vLLM, llama.cpp, LiteLLM and others. Documents and queries are embedded alike. */
export function createOpenAiEmbedder(access: ModelAccess, options: OpenAiOptions): Embedder {
  const { baseUrl, model, dimensions, apiKey } = options;
  const endpoint = new URL(`${baseUrl}/embeddings`);
  return createRemoteEmbedder(access, {
    // A name says little without the server that gives it a meaning.
    id: `${model}@${endpoint.host}-${dimensions}`,
    dimensions,
    maxTextsPerCall: TEXTS_MAX,
    relatedFrom: RELATED_FROM,
    endpoint,
    apiKey,
    tokensMax: TOKENS_MAX,
    gapMs: 0,
    body: (input) => ({ input, model, encoding_format: "float" }),
  });
}
