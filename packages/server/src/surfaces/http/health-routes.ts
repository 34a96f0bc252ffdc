import type { FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";
import { SECOND_MS } from "#kernel/time";

import type { Answers } from "./answers.ts";

const PING_LIMIT_MS = 2 * SECOND_MS; // below the 5 s after which probes usually give up

export interface HealthOptions {
  readonly answers: Answers;
  /** Rejects while the database does not answer. */
  readonly ping: () => Promise<void>;
}

/** Liveness asks nothing of anybody; readiness asks the database. Neither needs a token. */
export function addHealthRoutes(app: FastifyInstance, { answers, ping }: HealthOptions): void {
  for (const path of ["/health", "/healthz"]) {
    app.get(path, async (request) => answers.ok(request, { status: "ok" }));
  }
  app.get("/readyz", async (request) => {
    await withinLimit(ping());
    return answers.ok(request, { status: "ready", checks: { database: "ok" } });
  });
}

async function withinLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const late = (): void => reject(new Fault("STORAGE_UNAVAILABLE", "the database does not answer in time"));
    timer = setTimeout(late, PING_LIMIT_MS);
  });
  try {
    await Promise.race([work, limit]);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("STORAGE_UNAVAILABLE", "the database does not answer", {}, error);
  } finally {
    clearTimeout(timer);
  }
}
