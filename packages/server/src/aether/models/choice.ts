/** Which models a tenant may choose, and what a choice is kept as. */
import { z } from "zod";

import { Fault } from "#kernel/errors";
import { VECTOR_DIMENSIONS } from "#kernel/search";

import type { setModelsInput } from "../contract-models.ts";

type Input = z.output<typeof setModelsInput>;

/** As it is kept. Without a URL a service's own is asked. */
const embedderChoice = z.discriminatedUnion("provider", [
  z.strictObject({ provider: z.literal("builtin") }),
  z.strictObject({
    provider: z.literal("voyage"),
    model: z.string(),
    dimensions: z.int(),
    credential: z.string(),
    url: z.string().nullable(),
    price: z.number(),
  }),
  z.strictObject({
    provider: z.literal("openai"),
    model: z.string(),
    dimensions: z.int(),
    credential: z.string().nullable(),
    url: z.string(),
    price: z.number(),
  }),
]);
export type EmbedderChoice = z.output<typeof embedderChoice>;

const rerankerChoice = z.strictObject({
  provider: z.enum(["voyage", "cohere"]),
  model: z.string(),
  credential: z.string().nullable(),
  url: z.string().nullable(),
  price: z.number(),
  budgetMs: z.int(),
  candidates: z.int(),
});
export type RerankerChoice = z.output<typeof rerankerChoice>;

export function parseEmbedder(kept: unknown): EmbedderChoice {
  return embedderChoice.parse(kept);
}

export function parseReranker(kept: unknown): RerankerChoice {
  return rerankerChoice.parse(kept);
}

const VOYAGE = { model: "voyage-code-3", dimensions: 1024, reranker: "rerank-2.5" };
const COHERE_RERANKER = "rerank-v3.5";

/** @throws Fault VALIDATION_ERROR for what does not go together */
export function readEmbedder(input: NonNullable<Input["embedder"]>): EmbedderChoice {
  const { provider, model, dimensions, credential, url, price_per_million_tokens: price } = input;
  if (provider === "builtin") {
    refuseOthers(input, "the built-in embedder");
    return { provider };
  }
  const length = dimensions ?? (provider === "voyage" ? VOYAGE.dimensions : undefined);
  if (length === undefined || !VECTOR_DIMENSIONS.includes(length)) {
    throw wrong("embedder.dimensions", `must be one of ${VECTOR_DIMENSIONS.join(", ")}`);
  }
  if (provider === "voyage") {
    const own = credential ?? missing("embedder.credential", "must name the credential with the key of Voyage");
    return { provider, model: model ?? VOYAGE.model, dimensions: length, credential: own, url: url ?? null, price };
  }
  return {
    provider,
    model: model ?? missing("embedder.model", "must name the model, as the server calls it"),
    dimensions: length,
    credential: credential ?? null,
    url: url ?? missing("embedder.url", "must say where the server is, as http://localhost:11434/v1"),
    price,
  };
}

/** Undefined where none is wanted. @throws Fault VALIDATION_ERROR for what does not go together */
export function readReranker(input: NonNullable<Input["reranker"]>): RerankerChoice | undefined {
  const { provider, credential = null, url = null, price_per_million_tokens: price, candidates } = input;
  if (provider === "none") {
    refuseOthers(input, "no reranker");
    return undefined;
  }
  if (credential === null && (provider === "voyage" || url === null)) {
    throw wrong("reranker.credential", "must name the credential with the key of the service");
  }
  const model = input.model ?? (provider === "voyage" ? VOYAGE.reranker : COHERE_RERANKER);
  return { provider, model, credential, url, price, budgetMs: input.budget_ms, candidates };
}

function refuseOthers(
  input: {
    readonly model?: string | undefined;
    readonly url?: string | undefined;
    readonly credential?: string | undefined;
  },
  what: string,
): void {
  const given = [input.model, input.url, input.credential].filter((value) => value !== undefined);
  if (given.length > 0) throw wrong("provider", `${what} takes no model, URL or credential`);
}

function missing(path: string, message: string): never {
  throw wrong(path, message);
}

function wrong(path: string, message: string): Fault {
  return new Fault("VALIDATION_ERROR", `${path} ${message}`, { problems: [{ path, message }] });
}
