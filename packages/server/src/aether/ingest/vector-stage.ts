/**
 * Texts → vectors, of the model that serves and of the one that shall. A model that cannot be asked, or whose budget is spent, keeps
 * nothing from being indexed: what has no vector is found by its words, and a job of its own gives it one later.
 */
import type { Dialect } from "#kernel/db";
import { type Fault, isFault } from "#kernel/errors";
import type { Embedder } from "#kernel/models";
import { type EmbeddableText, storeVectors } from "#kernel/search";

import type { ServedModels, TenantModels } from "../models/tenant-models.ts";
import type { IndexRun } from "./run-context.ts";

export interface Embedded {
  /** Texts that had to be embedded, of all models together. */
  readonly embedded: number;
  /** Texts that were left without a vector. */
  readonly without: number;
  /** Why. */
  readonly stopped: string | null;
}

export interface VectorStage {
  store(texts: readonly EmbeddableText[]): Promise<void>;
  readonly embedded: () => Embedded;
  /** Whether something is left to do for the models that the tenant has chosen by now. */
  readonly isLacking: () => Promise<boolean>;
}

/** What is another's to mend, and passes or is mended while the rest goes on. */
const ELSEWHERE = [
  "BUDGET_SPENT",
  "FORBIDDEN",
  "MODEL_REFUSED",
  "NOT_FOUND",
  "SECRET_UNREADABLE",
  "TIMEOUT",
  "UPSTREAM_FAILED",
  "URL_REFUSED",
] as const;

interface StageNeeds {
  readonly run: IndexRun;
  readonly dialect: Dialect;
  readonly models: TenantModels;
}

export async function openVectorStage({ run, dialect, models }: StageNeeds): Promise<VectorStage> {
  models.forget(run.tenantId);
  const embedders = modelsOf(await models.of(run.tenantId));
  const stopped = new Map<string, Fault>();
  let embedded = 0;
  let without = 0;

  async function storeWith(embedder: Embedder, texts: readonly EmbeddableText[]): Promise<void> {
    const { signal, jobId: owner } = run;
    const counted = new Set(texts.map(({ hash }) => hash)).size;
    if (stopped.has(embedder.id)) {
      without += counted;
      return;
    }
    try {
      embedded += await storeVectors(run.tenant, { dialect, embedder, texts, signal, owner });
    } catch (error) {
      signal.throwIfAborted();
      if (!isFault(error, ...ELSEWHERE)) throw error;
      stopped.set(embedder.id, error);
      without += counted;
    }
  }

  return {
    async store(texts) {
      for (const embedder of embedders) await storeWith(embedder, texts);
    },
    embedded() {
      const [first] = stopped.values();
      return { embedded, without, stopped: first?.message ?? null };
    },
    async isLacking() {
      models.forget(run.tenantId);
      const now = modelsOf(await models.of(run.tenantId));
      return stopped.size > 0 || now.some(({ id }) => !embedders.some((embedder) => embedder.id === id));
    },
  };
}

function modelsOf({ serving, filling }: ServedModels): Embedder[] {
  return filling === undefined ? [serving] : [serving, filling];
}
