/** Each tenant's own embedder: chosen, filled while the one before serves, paid once, bounded by a budget. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { joinAether, openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { type Misbehaviour, modelServer, type ModelServer, TOKENS_OF_A_TEXT } from "../support/model-server.ts";
import { choose, lastJob, modelOptions, openAiAt, rowsIn, shopOf } from "./model-tenant.ts";

const DIMENSIONS = 512;
const ATTEMPTS = 5;
/** Requests until one that misbehaves so is given up: some are judged at once, of others a text might be the cause. */
const TRIES: Readonly<Record<string, number>> = { fewer: 1, more: 1, short: 3, null: 3, status: ATTEMPTS + 1 };

describe.each(ENGINES)("models of tenants on $engine", (engine) => {
  let server: ModelServer;
  let aether: TestAether;
  let tenant: TestTenant;
  beforeAll(async () => {
    server = await modelServer(DIMENSIONS);
    aether = await openAether(engine, modelOptions([server.host]));
  });
  afterAll(async () => {
    await aether.close();
    await server.close();
  });
  beforeEach(async () => {
    tenant = await aether.tenant();
    server.asked.length = 0;
    server.paid.length = 0;
    server.behave();
  });

  const openAi = (rest: object = {}): object => openAiAt(server, DIMENSIONS, rest);
  /** Documents that were paid for, as often as they were; the one text by which a choice is tried is none. */
  const paid = (): string[] => server.paid.filter((text) => text.includes("\n"));
  async function indexed(files = 3): Promise<void> {
    using folder = shopOf(files);
    expect(await tenant.index(folder.path, { name: "shop" })).toMatchObject({ state: "succeeded" });
  }
  async function firstHit() {
    const { hits, notes } = await tenant.call("search", { query: "tax of a country" });
    return { hit: hits[0], notes };
  }

  test("without a choice the built-in one serves, and nothing is asked", async () => {
    expect(await tenant.call("get_models", {})).toEqual({
      embedder: {
        id: "hash-256-1",
        provider: "builtin",
        model: "hash-256-1",
        url: null,
        dimensions: 256,
        credential: null,
        price_per_million_tokens: 0,
      },
      next: null,
      reranker: null,
      budget: { daily: null, monthly: null },
      spent: { today: 0, this_month: 0 },
    });
  });

  test("another one is filled while the one before serves, then serves; no text is paid for twice, and the old vectors go", async () => {
    await indexed();
    const texts = await rowsIn(aether, tenant, "vector_256");
    const held = gate();
    server.misbehave({ kind: "none" }, { kind: "hold", until: held.passed });
    const { next, embedder, job_id: jobId } = await tenant.call("set_models", { embedder: openAi() });
    expect(embedder).toMatchObject({ provider: "builtin" });
    expect(next).toMatchObject({ provider: "openai", dimensions: DIMENSIONS, texts, without_vector: texts });
    expect(await firstHit()).toMatchObject({
      hit: { name: "taxRate", parts: { vector: expect.any(Number) } },
      notes: [],
    });
    held.open();
    expect(await aether.whenFinished(tenant.context, jobId)).toMatchObject({
      state: "succeeded",
      result: { embedded: texts, left: 0, switched: true, goes_on: false, stopped: null },
    });
    expect(await tenant.call("get_models", {})).toMatchObject({ embedder: { provider: "openai" }, next: null });
    expect(await firstHit()).toMatchObject({
      hit: { name: "taxRate", parts: { vector: expect.any(Number) } },
      notes: [],
    });
    expect(server.paid).toContain("tax of a country");
    expect(paid()).toHaveLength(texts);
    expect(new Set(paid()).size).toBe(texts);
    expect(server.asked.every(({ authorization }) => authorization === "Bearer sk-of-the-tenant")).toBe(true);
    await expect.poll(() => rowsIn(aether, tenant, "vector_256"), { timeout: 60_000 }).toBe(0);
    using copy = shopOf(3);
    await tenant.index(copy.path, { name: "copy" });
    expect(paid()).toHaveLength(texts);
    expect(await rowsIn(aether, tenant, "vector_512")).toBe(texts);
  });

  test("what is indexed meanwhile gets vectors of both, and nothing is missing behind the switch", async () => {
    await indexed();
    const held = gate();
    server.misbehave({ kind: "none" }, { kind: "hold", until: held.passed });
    const { job_id: jobId } = await tenant.call("set_models", { embedder: openAi() });
    using more = shopOf(4, "later");
    const indexing = tenant.index(more.path, { name: "more" });
    held.open();
    expect(await indexing).toMatchObject({ state: "succeeded", result: { without_vectors: 0, vectors_stopped: null } });
    expect(await aether.whenFinished(tenant.context, jobId)).toMatchObject({ result: { switched: true } });
    await lastJob(aether, tenant, "fill_vectors");
    const [bare] = await aether.db.forTenant(tenant.context).query<{ units: number }>(
      `select count(*)::int as units from unit u
          where not exists (select from vector_512 v where v.hash = u.text_hash) limit 1`,
    );
    expect(bare?.units).toBe(0);
    expect(new Set(paid()).size).toBe(paid().length);
  });

  test("a search that has asked the model before the switch is answered behind it", async () => {
    await indexed();
    await choose(aether, tenant, { embedder: openAi() });
    const held = gate();
    server.misbehave({ kind: "hold", until: held.passed });
    const searching = firstHit();
    await expect.poll(() => server.asked.some(({ body }) => String(body["input"]) === "tax of a country")).toBe(true);
    expect(await choose(aether, tenant, { embedder: { provider: "builtin" } })).toMatchObject({
      result: { switched: true },
    });
    held.open();
    expect((await searching).hit).toMatchObject({ name: "taxRate" });
    expect((await firstHit()).hit).toMatchObject({ name: "taxRate", parts: { vector: expect.any(Number) } });
  });

  test("an answer that lacks vectors which are on their way is kept on no server", async () => {
    await choose(aether, tenant, { embedder: openAi() });
    const other = await joinAether(
      { db: aether.db, drop: () => Promise.resolve() },
      { ...modelOptions([server.host]), paused: true },
    );
    const elsewhere = await other.tenant(tenant.context.tenantId);
    const held = gate();
    server.misbehave({ kind: "fewer" }, { kind: "hold", until: held.passed });
    using folder = shopOf(3);
    await tenant.index(folder.path, { name: "shop" });
    await expect.poll(() => server.asked.length, { timeout: 60_000 }).toBeGreaterThan(2);
    const asked = { query: "tax of a country" };
    const { hits } = await elsewhere.call("search", asked);
    expect(hits[0]).toMatchObject({ name: "taxRate" });
    expect(hits[0].parts).not.toHaveProperty("vector");
    held.open();
    await lastJob(aether, tenant, "fill_vectors");
    expect((await elsewhere.call("search", asked)).hits[0].parts).toHaveProperty("vector");
    await other.close();
  });

  test("another tenant with the same text pays for it itself", async () => {
    await indexed();
    await choose(aether, tenant, { embedder: openAi() });
    const ours = paid();
    tenant = await aether.tenant();
    await indexed();
    await choose(aether, tenant, { embedder: openAi() });
    expect(paid().slice(ours.length).sort()).toEqual(ours.sort());
    expect(await rowsIn(aether, tenant, "vector_512")).toBe(ours.length);
  });

  test.each<Misbehaviour>([{ kind: "null" }, { kind: "status", status: 500 }])(
    "a text that the model answers with %o every time keeps no other from its vector, nor the model from serving",
    async (wrong) => {
      await indexed(120);
      server.spoil((text) => (text.includes("shelf7()") ? wrong : undefined));
      expect(await choose(aether, tenant, { embedder: openAi() })).toMatchObject({
        state: "succeeded",
        result: { switched: true, left: 0, stopped: null },
      });
      const others = paid().filter((text) => !text.includes("shelf7()"));
      expect(new Set(others).size).toBe(others.length);
      expect(others.length).toBeGreaterThan(120);
    },
  );

  describe("a budget", () => {
    /** A hundredth for a token. */
    const dear = { price_per_million_tokens: 10_000 };

    test("stops the filling, which goes on where it was when there is more, and no text is paid for twice", async () => {
      await indexed(400);
      const stopped = await choose(aether, tenant, { embedder: openAi(dear), budget: { daily: 60 } });
      const { embedded, left } = Object(stopped.result);
      expect(stopped).toMatchObject({
        state: "succeeded",
        result: { switched: false, goes_on: true, stopped: expect.stringContaining("daily budget of 60") },
      });
      expect(Date.parse(Object(stopped.result).resumes_at)).toBeGreaterThan(Date.now());
      expect(await firstHit()).toMatchObject({ hit: { parts: { vector: expect.any(Number) } }, notes: [] });
      const { spent, budget } = await tenant.call("get_models", {});
      expect(budget).toEqual({ daily: 60, monthly: null });
      expect(spent.today).toBeCloseTo((server.paid.length * TOKENS_OF_A_TEXT) / 100, 6);
      const done = await choose(aether, tenant, { budget: { daily: 1_000_000 } });
      expect(done).toMatchObject({ result: { switched: true, goes_on: false, stopped: null } });
      expect(left).toBe(Object(done.result).embedded);
      expect(embedded).toBeLessThanOrEqual(paid().length - left);
      expect(paid().length - left).toBeGreaterThan(0);
      expect(new Set(paid()).size).toBe(paid().length);
    });

    test("that is spent keeps nothing from being indexed and found: the job and the answer say so", async () => {
      await choose(aether, tenant, { embedder: openAi(dear), budget: { monthly: 0 }, check: false });
      using folder = shopOf(3);
      const job = await tenant.index(folder.path, { name: "shop" });
      const { without_vectors, embedded } = Object(job.result);
      expect(job).toMatchObject({
        state: "succeeded",
        result: { vectors_stopped: "the tenant's monthly budget of 0 for models is spent" },
      });
      expect([without_vectors > 0, embedded]).toEqual([true, 0]);
      const { hit, notes } = await firstHit();
      expect(hit).toMatchObject({ name: "taxRate" });
      expect(hit.parts).not.toHaveProperty("vector");
      expect(notes).toEqual([
        "Answered by words alone, without vectors: the tenant's monthly budget of 0 for models is spent.",
      ]);
      expect(server.asked).toEqual([]);
      expect(await choose(aether, tenant, { budget: { monthly: null } })).toMatchObject({
        result: { embedded: without_vectors },
      });
      expect((await firstHit()).hit.parts).toHaveProperty("vector");
    });
  });

  test.each<Misbehaviour>([
    { kind: "status", status: 503 },
    { kind: "html" },
    { kind: "fewer" },
    { kind: "more" },
    { kind: "short" },
    { kind: "null" },
    { kind: "half" },
    { kind: "death" },
  ])("with %o while it is indexed nothing is lost: words find it at once, vectors come later", async (wrong) => {
    await choose(aether, tenant, { embedder: openAi() });
    server.misbehave(...Array.from({ length: TRIES[wrong.kind] ?? ATTEMPTS }, () => wrong));
    using folder = shopOf(3);
    const job = await tenant.index(folder.path, { name: "shop" });
    expect(job).toMatchObject({ state: "succeeded", result: { embedded: 0, vectors_stopped: expect.any(String) } });
    expect((await firstHit()).hit).toMatchObject({ name: "taxRate" });
    expect(await lastJob(aether, tenant, "fill_vectors")).toMatchObject({
      state: "succeeded",
      result: { embedded: Object(job.result).without_vectors, left: 0, stopped: null },
    });
    expect((await firstHit()).hit).toMatchObject({ name: "taxRate", parts: { vector: expect.any(Number) } });
  });
});
