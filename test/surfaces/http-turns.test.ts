import { randomUUID } from "node:crypto";

import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { createTurns } from "../../packages/server/src/kernel/limits/index.ts";
import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import { operation } from "../../packages/server/src/kernel/operation/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { type Access, createHttpSurface } from "../../packages/server/src/surfaces/http/index.ts";
import { callHttp } from "../support/http-call.ts";
import { OPEN_GUARDS } from "../support/open-guards.ts";

/** A search that takes as long as the test wants it to. */
async function serveSearches() {
  const held = Promise.withResolvers<void>();
  const begun: string[] = [];
  let heard = (): void => {};
  const search = operation({
    name: "search",
    kind: "query",
    summary: "Takes long where it is asked for by A.",
    permission: "code:read",
    input: z.strictObject({}),
    output: z.strictObject({ ok: z.boolean() }),
    errors: [],
    http: { method: "POST", path: "/search" },
    async run({ tenantId }) {
      begun.push(tenantId);
      heard();
      if (tenantId === slow) await held.promise;
      return { ok: true };
    },
  });
  const [slow, quick] = [randomUUID(), randomUUID()];
  const identify: Access["identify"] = async ({ authorization = "" }) => ({
    tenantId: authorization,
    actor: { kind: "key", keyId: "k" },
    permissions: ["code:read"],
  });
  const refuse = (): never => {
    throw new Fault("UNAUTHENTICATED", "there are no sessions here");
  };
  const surface = await createHttpSurface({
    ...OPEN_GUARDS,
    operations: [search],
    access: { identify, identifyByToken: identify, issueCode: refuse, openSession: refuse, endSession: refuse },
    ping: async () => {},
    log: createLogger({ level: "silent", to: process.stderr }),
    clock: systemClock,
    version: "0",
    turns: createTurns({ places: 4, perTenant: 2 }),
  });
  const url = await surface.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => surface.stop(0));
  const ask = (authorization: string) =>
    callHttp(`${url}/api/v1/search`, {
      method: "POST",
      body: "{}",
      headers: { authorization, "content-type": "application/json" },
    });
  const whenBegun = async (count: number): Promise<void> => {
    while (begun.length < count) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  return { slow, quick, ask, begun, whenBegun, release: held.resolve };
}

test("PARSE-07: while one tenant's searches take without end, another's are answered as if nobody else asked", async () => {
  const { slow, quick, ask, begun, whenBegun, release } = await serveSearches();
  const all = Array.from({ length: 50 }, () => ask(slow));
  await whenBegun(2);
  for (let n = 0; n < 20; n += 1) expect(await ask(quick)).toMatchObject({ status: 200 });
  expect(begun.filter((tenantId) => tenantId === slow)).toHaveLength(2);
  release();
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200]));
});
