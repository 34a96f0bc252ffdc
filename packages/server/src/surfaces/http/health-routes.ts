import type { FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";
import { SECOND_MS } from "#kernel/time";

import type { Answers } from "./answers.ts";
import { API_PREFIX } from "./api-prefix.ts";

const PING_LIMIT_MS = 2 * SECOND_MS; // below the 5 s after which probes usually give up

export interface HealthOptions {
  readonly answers: Answers;
  /** Rejects while the database does not answer. */
  readonly ping: () => Promise<void>;
  /** What else must be well, by name; each answers with a word about itself, or rejects. */
  readonly checks?: Readonly<Record<string, () => Promise<string>>>;
}

/** Liveness asks nothing of anybody; readiness asks the database. Neither needs a token. */
export function addHealthRoutes(app: FastifyInstance, { answers, ping, checks = {} }: HealthOptions): void {
  for (const path of ["/health", "/healthz", `${API_PREFIX}/health`]) {
    app.get(path, async (request) => answers.ok(request, { status: "ok" }));
  }
  app.get("/readyz", async (request) => {
    await withinLimit("database", ping());
    const others = Object.entries(checks).map(
      async ([name, check]) => [name, await withinLimit(name, check())] as const,
    );
    return answers.ok(request, {
      status: "ready",
      checks: { database: "ok", ...Object.fromEntries(await Promise.all(others)) },
    });
  });
}

/** @throws Fault STORAGE_UNAVAILABLE that names the part and says nothing of its inside */
async function withinLimit<T>(part: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(part, "does not answer in time")), PING_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unavailable(part, "does not answer", error);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(part: string, why: string, cause?: unknown): Fault {
  return new Fault("STORAGE_UNAVAILABLE", `${part}: ${why}`, { part }, cause);
}
