/**
 * Models: what turns text into vectors. The built-in embedder needs no download, no key and no network and gives the same vectors
 * everywhere. It never stores a vector and never sees a tenant.
 */
export { type Embedder, type EmbeddingPurpose } from "./embedder.ts";
export { createHashEmbedder } from "./hash-embedder.ts";
