/** Each tenant's own reranker: another order of the first hits, and this server's own where it is late or fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { type Misbehaviour, modelServer, type ModelServer, TOKENS_OF_A_TEXT } from "../support/model-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { modelOptions } from "./model-tenant.ts";

/** By words of the question the first is better, by the server's count of words in the text the second. */
const FILES = {
  "src/rate.ts": "export function rate(tax: number) {\n  return tax;\n}\n",
  "src/far.ts":
    "export function lookUp(code: string) {\n  // the tax rate of a country, by its code\n  return code;\n}\n",
};
const QUERY = "rate tax country code";

describe.each(ENGINES)("rerankers of tenants on $engine", (engine) => {
  let server: ModelServer;
  let aether: TestAether;
  let tenant: TestTenant;
  beforeAll(async () => {
    server = await modelServer(256);
    aether = await openAether(engine, modelOptions([server.host]));
    tenant = await aether.tenant();
    using folder = temporaryFolder(FILES);
    await tenant.index(folder.path, { name: "shop" });
  });
  afterAll(async () => {
    await aether.close();
    await server.close();
  });
  beforeEach(() => {
    server.behave();
    server.asked.length = 0;
  });

  const at = (version: string, rest: object = {}): object => ({
    url: `${server.origin}/${version}`,
    credential: "key",
    budget_ms: 10_000,
    ...rest,
  });
  async function search(input: object = {}) {
    const { hits, notes, explanation } = await tenant.call("search", { query: QUERY, explain: true, ...input });
    return { names: Array.from(hits, (hit) => String(Object(hit).name)), notes, explanation };
  }

  test.each([
    ["voyage", "v1"],
    ["cohere", "v2"],
  ])("%s orders the hits anew, is counted, and can be left out", async (provider, version) => {
    await tenant.call("set_models", { reranker: { provider, ...at(version, { price_per_million_tokens: 100 }) } });
    const before = (await tenant.call("get_models", {})).spent.today;
    const own = await search({ rerank: false });
    expect(own).toMatchObject({ explanation: { reranker: null }, notes: [] });
    const ordered = await search();
    expect(ordered.explanation.reranker).toMatchObject({ documents: own.names.length, reordered: true, reason: null });
    expect([...ordered.names].sort()).toEqual([...own.names].sort());
    const [asked] = server.asked.filter(({ body }) => body["query"] === QUERY);
    expect(asked?.path).toBe(`/${version}/rerank`);
    const shared = Array.from(Object(asked?.body["documents"]), (text) => wordsIn(String(text)));
    expect(shared.toSorted((a, b) => b - a)[0]).toBe(4);
    expect(ordered.names[0]).not.toBe("rate");
    const after = (await tenant.call("get_models", {})).spent.today;
    expect(after - before).toBeCloseTo((own.names.length * TOKENS_OF_A_TEXT * 100) / 1e6, 9);
  });

  test.each<[Misbehaviour, string]>([
    [{ kind: "status", status: 503 }, "failed (503)"],
    [{ kind: "status", status: 401 }, "refuses to be asked (401)"],
    [{ kind: "html" }, "not JSON"],
    [{ kind: "fewer" }, "answered"],
    [{ kind: "null" }, "answered"],
    [{ kind: "silence" }, "within 300 ms"],
  ])("with %o the order stays this server's own, and the answer says so", async (wrong, told) => {
    await tenant.call("set_models", { reranker: { provider: "cohere", ...at("v2", { budget_ms: 300 }) } });
    const own = await search({ rerank: false, query: `${QUERY} ${wrong.kind}` });
    server.misbehave(wrong);
    const kept = await search({ query: `${QUERY} ${wrong.kind}` });
    expect(kept.names).toEqual(own.names);
    expect(kept.notes).toEqual([expect.stringContaining(told)]);
    expect(kept.explanation.reranker).toMatchObject({ reordered: false, reason: expect.stringContaining(told) });
  });

  test("none again is none, and a spent budget leaves the order as it is", async () => {
    await tenant.call("set_models", {
      reranker: { provider: "cohere", ...at("v2", { price_per_million_tokens: 10_000 }) },
      budget: { daily: 0 },
      check: false,
    });
    expect((await search({ query: `${QUERY} spent` })).notes).toEqual([expect.stringContaining("daily budget of 0")]);
    expect(server.asked).toEqual([]);
    await tenant.call("set_models", { reranker: { provider: "none" }, budget: { daily: null } });
    expect(await tenant.call("get_models", {})).toMatchObject({ reranker: null });
    expect(await search({ query: `${QUERY} none` })).toMatchObject({ notes: [], explanation: { reranker: null } });
  });
});

function wordsIn(text: string): number {
  return QUERY.split(" ").filter((word) => text.toLowerCase().includes(word)).length;
}
