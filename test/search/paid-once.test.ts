/** Vectors of a service that is paid for: what it has answered is kept, whatever happens behind it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createOpenAiEmbedder, createPace, type Embedder } from "../../packages/server/src/kernel/models/index.ts";
import { createAsk, parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import { hashText, storeVectors } from "../../packages/server/src/kernel/search/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { type Misbehaviour, modelServer, type ModelServer } from "../support/model-server.ts";
import { newTrack, type TestTrack } from "./units.ts";

const ATTEMPTS = 5;
const TEXTS = Array.from({ length: 250 }, (_, at) => `function number ${at}`);

describe.each(ENGINES)("vectors of a service on $engine", (engine) => {
  let database: TestDatabase;
  let server: ModelServer;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    server = await modelServer(256);
  });
  afterEach(() => server.close());

  function embedder(): Embedder {
    const wait = async (): Promise<void> => undefined;
    const ask = createAsk({ allowedHosts: parseAllowedHosts(server.host) ?? [] });
    const options = { baseUrl: `${server.origin}/v1`, model: "nomic", dimensions: 256 };
    return createOpenAiEmbedder({ ask, pace: createPace(systemClock, wait), wait }, options);
  }

  function store(track: TestTrack, given: readonly string[] = TEXTS): Promise<number> {
    const texts = given.map((text) => ({ hash: hashText(text), text }));
    const { signal } = new AbortController();
    return storeVectors(track.tenant, { dialect: database.db.dialect, embedder: embedder(), texts, signal });
  }

  const sent = (): unknown[] => server.asked.flatMap(({ body }) => body["input"]);

  async function stored(track: TestTrack): Promise<number> {
    const rows = await track.tenant.query("select hash from vector_256 order by hash limit 1000");
    return rows.length;
  }

  test.each<Misbehaviour>([{ kind: "status", status: 503 }, { kind: "death" }, { kind: "half" }])(
    "with %o behind the first call its vectors are kept, and the next run asks for the others alone",
    async (wrong) => {
      const track = await newTrack(database.db);
      // A failure that it tells of may be the doing of a text: another one is tried before it is given up.
      const times = wrong.kind === "status" ? ATTEMPTS + 1 : ATTEMPTS;
      server.misbehave({ kind: "none" }, ...Array.from({ length: times }, () => wrong));
      await expect(store(track)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
      expect(await stored(track)).toBe(96);
      server.asked.length = 0;
      expect(await store(track)).toBe(154);
      expect(sent()).toEqual(TEXTS.slice(96));
      expect(await store(track)).toBe(0);
    },
  );

  test("of long texts, which go in several requests, each request's vectors are kept before the next is sent", async () => {
    const track = await newTrack(database.db);
    const long = TEXTS.slice(0, 80).map((text) => `${text} ${"word ".repeat(500)}`);
    server.misbehave({ kind: "none" }, ...Array.from({ length: ATTEMPTS }, () => ({ kind: "death" }) as const));
    await expect(store(track, long)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    const kept = await stored(track);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(80);
    server.asked.length = 0;
    expect(await store(track, long)).toBe(80 - kept);
    expect(sent()).toHaveLength(80 - kept);
  });

  test("an answer that is not whole is kept in no part", async () => {
    const track = await newTrack(database.db);
    server.misbehave({ kind: "fewer" });
    await expect(store(track)).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(await stored(track)).toBe(0);
  });

  test("another tenant's vectors of the same texts are its own: nothing is taken from them", async () => {
    const [ours, theirs] = [await newTrack(database.db), await newTrack(database.db)];
    expect([await store(theirs), await store(ours)]).toEqual([250, 250]);
  });
});
