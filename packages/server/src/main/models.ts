import type { Config } from "#kernel/config";
import { createHashEmbedder, createPace, type Embedder, type ModelAccess } from "#kernel/models";
import { createAsk } from "#kernel/outgoing";
import { createSplitter, isStopWord } from "#kernel/search";
import { systemClock } from "#kernel/time";

import { allowedHostsOf } from "./allowed-hosts.ts";

export interface OpenModels {
  /** The built-in one. */
  readonly embedder: Embedder;
  readonly modelAccess: Omit<ModelAccess, "meter">;
}

/** The model that needs nobody, and how services are reached as the settings allow them. */
export function openModels({ modelAllowedHosts }: Config): OpenModels {
  const allowedHosts = allowedHostsOf("AETHER_MODEL_ALLOWED_HOSTS", modelAllowedHosts);
  return {
    embedder: createHashEmbedder({ split: createSplitter(), isStopWord }),
    modelAccess: { ask: createAsk({ allowedHosts }), pace: createPace(systemClock) },
  };
}
