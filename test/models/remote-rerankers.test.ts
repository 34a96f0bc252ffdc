import { afterEach, beforeEach, describe, expect, test } from "vitest";

import {
  createCohereReranker,
  createPace,
  createVoyageReranker,
  type ModelAccess,
  type Reranker,
  type Reranking,
  rerankWithin,
} from "../../packages/server/src/kernel/models/index.ts";
import { createAsk, parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { modelServer, type ModelServer } from "../support/model-server.ts";

const KEY = "pa-secret-of-the-tenant";
const DOCUMENTS = ["listen on a port", "write a file", "parse a file into facts"];
const AS_BEFORE = [0, 1, 2];
const BUDGET_MS = 10_000;

let server: ModelServer;
beforeEach(async () => {
  server = await modelServer(8);
});
afterEach(() => server.close());

function access(): ModelAccess {
  return {
    ask: createAsk({ allowedHosts: parseAllowedHosts(server.host) ?? [] }),
    pace: createPace(systemClock),
  };
}

const voyage = (): Reranker => createVoyageReranker(access(), { apiKey: KEY, baseUrl: `${server.origin}/v1` });
const cohere = (): Reranker => createCohereReranker(access(), { baseUrl: `${server.origin}/v2` });

function order(reranker: Reranker, documents: readonly string[] = DOCUMENTS, budgetMs = BUDGET_MS): Promise<Reranking> {
  const signal = new AbortController().signal;
  return rerankWithin(reranker, { query: "parse file", documents, signal }, budgetMs);
}

describe.each([
  { name: "Voyage", make: voyage, path: "/v1/rerank", authorization: `Bearer ${KEY}` },
  { name: "Cohere", make: cohere, path: "/v2/rerank", authorization: undefined },
])("$name", ({ make, path, authorization }) => {
  test("orders documents by the question", async () => {
    expect(await order(make())).toEqual({ kind: "reranked", order: [2, 1, 0] });
    expect(server.asked).toMatchObject([{ path, authorization, body: { query: "parse file", documents: DOCUMENTS } }]);
  });

  test("never reads the secrets that are written out in a document", async () => {
    await order(make(), ['const apiKey = "Hunter2Hunter2";', "write a file", "parse a file into facts"]);
    expect(JSON.stringify(server.asked)).not.toContain("Hunter2");
  });

  test.each(["html", "half", "death", "fewer", "more", "null", "same index", "huge", "redirect"] as const)(
    "with %s for an answer the order stays, and why is said",
    async (kind) => {
      server.misbehave({ kind });
      const kept = await order(make());
      expect(kept).toMatchObject({ kind: "kept", order: AS_BEFORE });
      expect(kept.kind === "kept" && kept.reason.message).toContain(server.host);
      expect(server.asked).toHaveLength(1);
    },
  );

  test.each([400, 401, 429, 500, 503])(
    "with status %i the order stays, and no word of the service is told",
    async (code) => {
      server.misbehave({ kind: "status", status: code, retryAfter: "1" });
      const kept = await order(make());
      expect(kept).toMatchObject({ kind: "kept", order: AS_BEFORE });
      expect(JSON.stringify(kept)).not.toContain(KEY);
      expect(server.asked).toHaveLength(1);
    },
  );

  test("one that is late is not waited for", async () => {
    server.misbehave({ kind: "silence" });
    expect(await order(make(), DOCUMENTS, 50)).toMatchObject({
      kind: "kept",
      order: AS_BEFORE,
      reason: { code: "TIMEOUT" },
    });
  });

  test("who gives up is told so, and gets no order", async () => {
    server.misbehave({ kind: "silence" });
    const leaving = new AbortController();
    const asked = { query: "x", documents: DOCUMENTS, signal: leaving.signal };
    const ordering = rerankWithin(make(), asked, BUDGET_MS);
    leaving.abort();
    await expect(ordering).rejects.toThrow("abort");
  });
});

test("documents of equal score keep their order, and those beyond the most that are taken stay behind", async () => {
  const documents = Array.from({ length: 120 }, (_, at) => (at === 99 || at === 110 ? "parse file" : `number ${at}`));
  const rest = Array.from({ length: 99 }, (_, at) => at);
  const behind = Array.from({ length: 20 }, (_, at) => 100 + at);
  expect(await order(voyage(), documents)).toEqual({ kind: "reranked", order: [99, ...rest, ...behind] });
});

test("nothing is asked where there is nothing to order, and texts of every kind can be", async () => {
  expect(await order(voyage(), ["one"])).toEqual({ kind: "reranked", order: [0] });
  expect(await order(voyage(), [])).toEqual({ kind: "reranked", order: [] });
  expect(server.asked).toEqual([]);
  const odd = ["", "\0", "\ud800 parse file", "検索"];
  expect(await order(voyage(), odd)).toEqual({ kind: "reranked", order: [2, 0, 1, 3] });
});
