import { afterEach, beforeEach, describe, expect, test } from "vitest";

import {
  createOpenAiEmbedder,
  createPace,
  createVoyageEmbedder,
  type Embedder,
  type ModelAccess,
} from "../../packages/server/src/kernel/models/index.ts";
import { createAsk, parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import { manualClock } from "../../packages/server/src/kernel/time/index.ts";
import { embedderConforms } from "../support/embedder-conformance.ts";
import { type Misbehaviour, modelServer, type ModelServer } from "../support/model-server.ts";

const DIMENSIONS = 1024;
const KEY = "pa-secret-of-the-tenant";
const signal = new AbortController().signal;

let server: ModelServer;
let waits: number[];

beforeEach(async () => {
  server = await modelServer(DIMENSIONS);
  waits = [];
});
afterEach(() => server.close());

/** Time stands still but for what is waited. */
function access(): ModelAccess {
  const clock = manualClock();
  const wait = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    clock.advance(milliseconds);
  };
  const ask = createAsk({ allowedHosts: parseAllowedHosts(server.host) ?? [] });
  return { ask, pace: createPace(clock, wait), wait };
}

const voyage = (): Embedder => createVoyageEmbedder(access(), { apiKey: KEY, baseUrl: `${server.origin}/v1` });
const openAi = (): Embedder =>
  createOpenAiEmbedder(access(), { baseUrl: `${server.origin}/v1`, model: "nomic", dimensions: DIMENSIONS });
const status = (code: number, retryAfter?: string): Misbehaviour =>
  retryAfter === undefined ? { kind: "status", status: code } : { kind: "status", status: code, retryAfter };

describe("Voyage", () => {
  embedderConforms(voyage);

  test("is asked for voyage-code-3 with 1,024 dimensions, for documents and questions apart", async () => {
    const embedder = voyage();
    await embedder.embed(["a document"], "document", signal);
    await embedder.embed(["a question"], "query", signal);
    expect(server.asked.map(({ path, authorization, body }) => [path, authorization, body["input_type"]])).toEqual([
      ["/v1/embeddings", `Bearer ${KEY}`, "document"],
      ["/v1/embeddings", `Bearer ${KEY}`, "query"],
    ]);
    expect(server.asked[0]?.body).toMatchObject({ model: "voyage-code-3", output_dimension: 1024 });
  });

  test("takes 96 texts a call, fewer a request where they are long, and a second passes between requests of one key", async () => {
    const embedder = voyage();
    expect(embedder.maxTextsPerCall).toBe(96);
    await embedder.embed(
      Array.from({ length: 90 }, (_, at) => `${at} ${"word ".repeat(1000)}`),
      "document",
      signal,
    );
    expect(server.asked.map(({ body }) => (Array.isArray(body["input"]) ? body["input"].length : 0))).toEqual([71, 19]);
    expect(waits).toEqual([1000]);
    await embedder.embed(["a question"], "query", signal);
    expect(waits).toEqual([1000]);
  });
});

describe("an OpenAI-compatible endpoint", () => {
  embedderConforms(openAi);

  test("never reads the secrets that are written out in a text or a question", async () => {
    const planted = "Hunter2Hunter2Hunter2";
    const text = `const password = "${planted}";\nconnect(password);`;
    await openAi().embed([text], "document", signal);
    await openAi().embed([`why fails https://bob:${planted}@example.org`], "query", signal);
    expect(JSON.stringify(server.asked)).not.toContain(planted);
    expect(server.paid[0]).toContain("connect(password)");
  });

  test("is asked without a credential where none is configured", async () => {
    await openAi().embed(["a document"], "document", signal);
    expect(server.asked[0]).toMatchObject({ path: "/v1/embeddings", authorization: undefined });
    expect(server.asked[0]?.body).toMatchObject({ model: "nomic", input: ["a document"] });
  });
});

describe("a service that misbehaves", () => {
  test("too many calls and failures are waited out, as long as the service says or longer each time", async () => {
    server.misbehave(status(429, "7"), status(503), status(500), status(429, "0"));
    const [vector] = await openAi().embed(["parse a file"], "document", signal);
    expect(vector).toHaveLength(DIMENSIONS);
    const [first = 0, second = 0, third = 0, last] = waits;
    expect([first, last]).toEqual([7000, 0]);
    expect(second).toBeGreaterThanOrEqual(1000);
    expect(second).toBeLessThanOrEqual(2000);
    expect(third).toBeGreaterThanOrEqual(2000);
    expect(third).toBeLessThanOrEqual(4000);
  });

  test("a time of the day to come back at is understood, one that has passed means at once", async () => {
    const inHalfAMinute = new Date(Date.now() + 30_000).toUTCString();
    server.misbehave(status(429, inHalfAMinute), status(429, "Wed, 21 Oct 2015 07:28:00 GMT"));
    await openAi().embed(["x"], "document", signal);
    const [first = 0, second] = waits;
    expect(first).toBeGreaterThan(1_000);
    expect(first).toBeLessThanOrEqual(30_000);
    expect(second).toBe(0);
  });

  test("a service that says to come back in an hour is not waited for, and its hour is told", async () => {
    server.misbehave(status(429, "3600"));
    await expect(openAi().embed(["x"], "document", signal)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
      details: { retryAfterSeconds: 3600 },
    });
    expect(waits).toEqual([]);
  });

  test.each(["html", "half", "death"] as const)("%s in place of an answer is asked again", async (kind) => {
    server.misbehave({ kind });
    expect(await openAi().embed(["parse a file"], "document", signal)).toHaveLength(1);
    expect(server.asked).toHaveLength(2);
  });

  test("one that stays broken is given up after five attempts", async () => {
    server.misbehave(...Array.from({ length: 6 }, () => status(502)));
    await expect(openAi().embed(["x"], "document", signal)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(server.asked.map(({ body }) => body["input"])).toEqual([
      ...Array.from({ length: 5 }, () => ["x"]),
      ["text"],
    ]);
  });

  test("one that comes to itself behind five attempts loses no text", async () => {
    server.misbehave(...Array.from({ length: 5 }, () => status(500)));
    const [vector] = await openAi().embed(["parse a file"], "document", signal);
    expect(vector?.some((value) => value !== 0)).toBe(true);
  });

  test.each(["short", "null"] as const)("what an answer with %s lacks is asked for once more", async (kind) => {
    const texts = ["parse a file", "write a file"];
    const right = await openAi().embed(texts, "document", signal);
    server.asked.length = 0;
    server.misbehave({ kind });
    expect(await openAi().embed(texts, "document", signal)).toEqual(right);
    expect(server.asked.map(({ body }) => body["input"])).toEqual([texts, texts]);
  });

  test.each(["short", "null"] as const)("one that answers %s to whatever is asked is given up", async (kind) => {
    server.misbehave(...Array.from({ length: 3 }, () => ({ kind })));
    await expect(openAi().embed(["parse a file"], "document", signal)).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
    expect(server.asked).toHaveLength(3);
  });

  test("an answer to a question that cannot be used is told at once", async () => {
    server.misbehave({ kind: "null" });
    await expect(openAi().embed(["x"], "query", signal)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(server.asked).toHaveLength(1);
  });

  test.each(["fewer", "more", "infinite", "same index"] as const)(
    "an answer with %s is refused whole",
    async (kind) => {
      server.misbehave({ kind });
      await expect(openAi().embed(["parse a file", "write a file"], "document", signal)).rejects.toMatchObject({
        code: "UPSTREAM_FAILED",
      });
      expect(server.asked).toHaveLength(1);
    },
  );

  test("an answer without end is not read to its end", async () => {
    server.misbehave(...Array.from({ length: 5 }, () => ({ kind: "huge" }) as const));
    await expect(openAi().embed(["x"], "document", signal)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  test.each([401, 402, 403, 404])("status %i is told at once, without the key or the service's words", async (code) => {
    server.misbehave(status(code));
    const failing = voyage().embed(["x"], "document", signal);
    await expect(failing).rejects.toMatchObject({ code: "MODEL_REFUSED", details: { status: code } });
    await expect(failing).rejects.not.toThrow(KEY);
    expect(server.asked).toHaveLength(1);
  });

  test("a question is asked once, because somebody waits for it", async () => {
    server.misbehave(status(429, "1"));
    await expect(voyage().embed(["x"], "query", signal)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(server.asked).toHaveLength(1);
  });

  test("who gives up while the service is silent is told so at once", async () => {
    server.misbehave({ kind: "silence" });
    const leaving = new AbortController();
    const failing = openAi().embed(["x"], "document", leaving.signal);
    leaving.abort();
    await expect(failing).rejects.toThrow("abort");
  });
});

describe("a text that the service does not take", () => {
  test.each([
    { how: "with a failure of its own", wrong: status(500) },
    { how: "with a vector of no numbers", wrong: { kind: "null" } as const },
  ])("and answers $how to, has the zero vector; all others of its batch are embedded", async ({ wrong }) => {
    server.spoil((text) => (text.includes("poison") ? wrong : undefined));
    const texts = Array.from({ length: 96 }, (_, at) => (at === 77 ? "poison" : `text number ${at}`));
    const vectors = await openAi().embed(texts, "document", signal);
    expect(vectors.flatMap((vector, at) => (vector.every((value) => value === 0) ? [at] : []))).toEqual([77]);
    const times = texts.map((text) => server.paid.filter((one) => one === text).length);
    expect(times.every((count, at) => at === 77 || count === 1)).toBe(true);
    expect(server.asked.length).toBeLessThan(40);
  });

  test("has the zero vector, and all others of its batch are embedded", async () => {
    server.refuse((text) => text.includes("poison"));
    const texts = Array.from({ length: 20 }, (_, at) => (at === 13 ? "poison" : `text number ${at}`));
    const vectors = await openAi().embed(texts, "document", signal);
    expect(vectors.flatMap((vector, at) => (vector.every((value) => value === 0) ? [at] : []))).toEqual([13]);
    const [alone] = await openAi().embed(["text number 14"], "document", signal);
    expect(vectors[14]).toEqual(alone);
    expect(server.asked.length).toBeLessThan(15);
  });

  test("is shortened where it is too long", async () => {
    server.refuse((text) => text.length > 3000);
    const [long, short] = await openAi().embed(["word ".repeat(2000), "word ".repeat(500)], "document", signal);
    expect(long).toEqual(short);
  });

  test("where no text is taken, it is the request that is wrong", async () => {
    server.refuse(() => true);
    const texts = Array.from({ length: 96 }, (_, at) => `text ${at}`);
    await expect(openAi().embed(texts, "document", signal)).rejects.toMatchObject({ code: "MODEL_REFUSED" });
    expect(server.asked).toHaveLength(2);
  });
});

describe("addresses of services", () => {
  const asking = (baseUrl: string, allowed: string): Promise<Float32Array[]> => {
    const ask = createAsk({ allowedHosts: parseAllowedHosts(allowed) ?? [], resolve: async () => ["127.0.0.1"] });
    return createOpenAiEmbedder({ ...access(), ask }, { baseUrl, model: "m", dimensions: DIMENSIONS }).embed(
      ["x"],
      "document",
      signal,
    );
  };

  test("one that is not public is asked only where an operator has named it, by its port", async () => {
    await expect(asking(server.origin, "other.corp:443")).rejects.toMatchObject({ code: "URL_REFUSED" });
    await expect(asking(`http://models.corp:${server.port}`, "models.corp:1")).rejects.toMatchObject({
      code: "URL_REFUSED",
    });
    expect(server.asked).toEqual([]);
    expect(await asking(`http://models.corp:${server.port}`, `models.corp:${server.port}`)).toHaveLength(1);
  });

  test("a public one is not asked without TLS, nor by another protocol", async () => {
    const ask = createAsk({ allowedHosts: [], resolve: async () => ["8.8.8.8"] });
    for (const url of ["http://models.example.org/v1/embeddings", "ftp://models.example.org/", "https://a:b@c.org/"]) {
      const question = { url: new URL(url), headers: {}, body: "", timeoutMs: 5000, maxBytes: 10, signal };
      await expect(ask(question)).rejects.toMatchObject({ code: "URL_REFUSED" });
    }
  });

  test("a redirect leads nowhere", async () => {
    server.misbehave({ kind: "redirect" });
    await expect(asking(server.origin, server.host)).rejects.toMatchObject({ code: "MODEL_REFUSED" });
    expect(server.asked).toHaveLength(1);
  });

  test("an answer that does not come in time is given up", async () => {
    server.misbehave({ kind: "silence" });
    const ask = createAsk({ allowedHosts: parseAllowedHosts(server.host) ?? [] });
    const url = new URL(`${server.origin}/v1/embeddings`);
    const question = { url, headers: {}, body: '{"input":[]}', timeoutMs: 50, maxBytes: 10, signal };
    await expect(ask(question)).rejects.toMatchObject({ code: "TIMEOUT" });
  });
});
