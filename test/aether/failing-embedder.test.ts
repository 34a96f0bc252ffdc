/** Search with an embedder that is a service: what is said when it answers, fails or is silent. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createOpenAiEmbedder, createPace } from "../../packages/server/src/kernel/models/index.ts";
import { createAsk, parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { modelServer, type ModelServer } from "../support/model-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DIMENSIONS = 256;
const FILES = {
  "src/cart.ts": "export function addToCart(id: string) {\n  return lookUp(id);\n}\n",
  "src/tax.ts": "export function taxRate(country: string) {\n  return RATES[country];\n}\n",
};

describe.each(ENGINES)("an embedder that is a service on $engine", (engine) => {
  let server: ModelServer;
  let aether: TestAether;
  let tenant: TestTenant;
  beforeAll(async () => {
    server = await modelServer(DIMENSIONS);
    const access = {
      ask: createAsk({ allowedHosts: parseAllowedHosts(server.host) ?? [] }),
      pace: createPace(systemClock),
    };
    const service = { baseUrl: `${server.origin}/v1`, model: "nomic", dimensions: DIMENSIONS };
    // A loaded machine, too, shall answer in time what is answered at all.
    const options = { embedder: createOpenAiEmbedder(access, service), vectorBudgetMs: 60_000 };
    aether = await openAether(engine, options);
    tenant = await aether.tenant();
    using folder = temporaryFolder(FILES);
    await tenant.index(folder.path, { name: "shop" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    await server.close();
  });

  test("its vectors take part, and no text is sent a second time", async () => {
    const sent = server.asked.flatMap(({ body }) => body["input"]);
    expect(sent.length).toBeGreaterThan(2);
    expect(new Set(sent).size).toBe(sent.length);
    const { hits, notes } = await tenant.call("search", { query: "tax of a country" });
    expect(hits[0]).toMatchObject({ name: "taxRate", parts: { vector: expect.any(Number) } });
    expect(notes).toEqual([]);
    const before = server.asked.length;
    using copy = temporaryFolder(FILES);
    await tenant.index(copy.path, { name: "copy" });
    expect(server.asked).toHaveLength(before);
  });

  test.each([
    [{ kind: "status", status: 503 }, "failed (503)"],
    [{ kind: "status", status: 401 }, "refuses to be asked (401)"],
    [{ kind: "html" }, "not JSON"],
    [{ kind: "short" }, "255 dimensions in place of 256"],
    [{ kind: "null" }, "no number"],
    [{ kind: "silence" }, "within 5000 ms"],
  ] as const)("with %o for a question's vector the answer comes by words, and says so", async (wrong, told) => {
    server.misbehave(wrong);
    // Words of their own: what a question has got once is not asked for again.
    const { hits, notes } = await tenant.call("search", { query: `tax of a country, ${JSON.stringify(wrong)}` });
    expect(hits[0]).toMatchObject({ name: "taxRate" });
    expect(hits[0]?.parts).not.toHaveProperty("vector");
    expect(notes).toEqual([expect.stringContaining(told)]);
  });
});
