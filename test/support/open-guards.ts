import type { HttpSurfaceOptions } from "../../packages/server/src/surfaces/http/index.ts";

/** What protects a server, for a test of something else: no limit, no turn, no memory of calls, no trail. */
export const OPEN_GUARDS = {
  cursorKey: Buffer.alloc(32, 5),
  idempotency: { once: async (_call, work) => ({ answer: await work(), isReplay: false }) },
  limits: { take: async () => undefined },
  trail: { record: async () => {} },
  turns: { run: (_asker, work) => work() },
} as const satisfies Partial<HttpSurfaceOptions>;
