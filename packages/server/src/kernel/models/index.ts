/**
 * Models: what turns text into vectors, and what orders texts by a question. The built-in embedder needs no download, no key and no network and gives the same vectors
 * everywhere; those that are services are asked under the rules of `kernel/outgoing`, and what they answer is believed only when it is
 * whole. It never stores a vector and never sees a tenant.
 */
export { type CohereRerankerOptions, createCohereReranker } from "./cohere-reranker.ts";
export { type EmbeddedPart, type Embedder, type EmbeddingPurpose } from "./embedder.ts";
export { createHashEmbedder } from "./hash-embedder.ts";
export { type Meter } from "./meter.ts";
export { type ModelAccess } from "./model-access.ts";
export { createOpenAiEmbedder, type OpenAiOptions } from "./openai-embedder.ts";
export { createPace } from "./pace.ts";
export { createVoyageEmbedder, type VoyageOptions } from "./voyage-embedder.ts";
export { createVoyageReranker, type VoyageRerankerOptions } from "./voyage-reranker.ts";
export { type Placed, type Reranker, type Reranking, type RerankQuestion, rerankWithin } from "./reranker.ts";
