/** What searches leave for those after them: whole answers, and vectors of questions. */
import { hash } from "node:crypto";

import { createTenantCache, type TenantCache } from "#kernel/caches";
import type { Embedder } from "#kernel/models";
import { type Clock, MINUTE_MS } from "#kernel/time";

import type { Scope } from "../scope/index.ts";

/** Answers as JSON in UTF-8: ten hits with snippets take some 20 kB. */
export type KeptAnswers = TenantCache<Buffer>;
export type KeptVectors = TenantCache<Float32Array>;

export interface KeptSearches {
  readonly answers: KeptAnswers;
  readonly vectors: KeptVectors;
  /** Drops what is kept of a tenant. */
  forget(tenantId: string): void;
  close(): void;
}

const MEGABYTE = 1024 * 1024;
/** As long as a replaced snapshot is held; on another server an erased tenant is out of memory then, too. */
const KEPT_MS = 10 * MINUTE_MS;

export function keepSearches(clock: Clock): KeptSearches {
  const shared = { keptMs: KEPT_MS, clock };
  const answers = createTenantCache<Buffer>({
    ...shared,
    maxBytes: 64 * MEGABYTE,
    tenantMaxBytes: 8 * MEGABYTE,
    bytesOf: (answer) => answer.byteLength,
  });
  const vectors = createTenantCache<Float32Array>({
    ...shared,
    maxBytes: 16 * MEGABYTE,
    tenantMaxBytes: 2 * MEGABYTE,
    bytesOf: (vector) => vector.byteLength,
  });
  return {
    answers,
    vectors,
    forget: (tenantId) => {
      answers.forget(tenantId);
      vectors.forget(tenantId);
    },
    close: () => {
      answers.close();
      vectors.close();
    },
  };
}

/**
 * All that an answer depends on beside its tenant and this process's code: what is asked, the model, and each snapshot that is looked at
 * as the database tells of it now. So nothing has to be told when a snapshot is replaced or a repository renamed or deleted, on whichever
 * server that was.
 */
export function answerKey(asked: { readonly input: object; readonly model: string | undefined }, scope: Scope): string {
  return hash("sha256", JSON.stringify([asked.input, asked.model ?? null, scope.repos]), "base64url");
}

/** The embedder for one tenant's questions: a text that it has seen is not embedded again. */
export function rememberQuestions(
  embedder: Embedder,
  { vectors, tenantId }: { readonly vectors: KeptVectors; readonly tenantId: string },
): Embedder {
  return {
    ...embedder,
    embed: async (texts, purpose, signal) => {
      const [text] = texts;
      if (purpose !== "query" || text === undefined || texts.length > 1) return embedder.embed(texts, purpose, signal);
      const key = hash("sha256", `${embedder.id}\n${text}`, "base64url");
      const vector = await vectors.get({ tenantId, key, signal }, async (asked) => {
        const [value] = await embedder.embed(texts, purpose, asked);
        if (value === undefined) throw new Error(`${embedder.id} gave no vector for a text`);
        return { value, isKept: true };
      });
      return [vector];
    },
  };
}
