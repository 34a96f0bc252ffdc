import { z } from "zod";

/** Wire shapes of the models that a tenant has chosen. Money is the tenant's own: nothing but its prices and its budget say which. */

const name = z.string().regex(/^[\w./:@-]{1,200}$/, "letters, digits and . _ / : @ -, 200 at most");
const url = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s?#@]+$/, "a URL that starts with https:// or http://, without a login or a query")
  .refine((text) => URL.canParse(text), "a URL with a host")
  .transform((text) => text.replace(/\/+$/, ""))
  .describe("what stands before /embeddings or /rerank, as http://localhost:11434/v1");
const credential = z
  .string()
  .max(63)
  .describe("a provider_key of list_credentials that is kept for the host of the URL");
const price = z.number().min(0).max(10_000).default(0).describe("of a million tokens");

const EMBEDDERS = ["builtin", "voyage", "openai"] as const;
const RERANKERS = ["none", "voyage", "cohere"] as const;

const embedderInput = z.strictObject({
  provider: z.enum(EMBEDDERS).describe("openai: any server that speaks as theirs, Ollama and vLLM among them"),
  model: name.optional().describe("voyage: voyage-code-3 unless given"),
  url: url.optional(),
  dimensions: z.int().min(1).max(10_000).optional().describe("how long its vectors are; voyage: 1024 unless given"),
  credential: credential.optional(),
  price_per_million_tokens: price,
});

const rerankerInput = z.strictObject({
  provider: z
    .enum(RERANKERS)
    .describe("cohere: any server that speaks as its second version, vLLM and Jina among them"),
  model: name.optional(),
  url: url.optional(),
  credential: credential.optional(),
  price_per_million_tokens: price,
  budget_ms: z.int().min(50).max(10_000).default(2000).describe("how long a search waits for it"),
  candidates: z.int().min(2).max(100).default(50).describe("how many of the first hits it orders"),
});

const money = z.number().min(0).max(1_000_000).nullable().describe("null is without limit");

export const setModelsInput = z.strictObject({
  embedder: embedderInput.optional().describe("stays as it is unless given"),
  reranker: rerankerInput.optional().describe("stays as it is unless given"),
  budget: z
    .strictObject({ daily: money.optional(), monthly: money.optional() })
    .optional()
    .describe("what models may cost in a day and a month of UTC"),
  check: z.boolean().default(true).describe("ask each model once before anything is changed"),
});

export const getModelsInput = z.strictObject({});

const shownEmbedder = z.strictObject({
  id: z.string().describe("under which its vectors and its cost are kept"),
  provider: z.enum(EMBEDDERS),
  model: z.string(),
  url: z.string().nullable(),
  dimensions: z.int(),
  credential: z.string().nullable(),
  price_per_million_tokens: z.number(),
});

export const models = z.strictObject({
  embedder: shownEmbedder.describe("the one that searches use"),
  /** Another one that was chosen: it serves when every text has its vector. */
  next: z
    .strictObject({
      ...shownEmbedder.shape,
      texts: z.int().describe("that are searched"),
      without_vector: z.int().describe("of these; it serves when there are none left"),
    })
    .nullable(),
  reranker: z
    .strictObject({
      id: z.string(),
      provider: z.enum(RERANKERS),
      model: z.string(),
      url: z.string().nullable(),
      credential: z.string().nullable(),
      price_per_million_tokens: z.number(),
      budget_ms: z.int(),
      candidates: z.int(),
    })
    .nullable(),
  budget: z.strictObject({ daily: z.number().nullable(), monthly: z.number().nullable() }),
  spent: z
    .strictObject({ today: z.number(), this_month: z.number() })
    .describe("with what is set aside for requests that are under way"),
});

export const setModelsOutput = z.strictObject({
  ...models.shape,
  job_id: z.string().nullable().describe("the job that gives texts their vectors, where there may be any without"),
});
