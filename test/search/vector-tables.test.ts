/** Vectors of every length that can be kept: stored, compared and counted in the table of their length. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { standingOf } from "../../packages/server/src/kernel/limits/index.ts";
import { createHashEmbedder, type Embedder } from "../../packages/server/src/kernel/models/index.ts";
import {
  createSplitter,
  embeddingText,
  hashText,
  isStopWord,
  search,
  storeVectors,
  VECTOR_DIMENSIONS,
  vectorTable,
} from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { file, index, newTrack, type TestTrack } from "./units.ts";

const FILES = [file("src/store.ts", ["serializeMessage", "openConnection"]), file("src/tax.ts", ["taxRate"])];
const TEXTS = FILES.flatMap(({ path, units }) => units.map((unit) => embeddingText(path, unit)));
const built = createHashEmbedder({ split: createSplitter(), isStopWord });

/** The built-in one's vectors with zeros behind them. */
function embedderOf(dimensions: number, id = `padded-${dimensions}`): Embedder {
  const embed: Embedder["embed"] = async (texts, purpose, signal) => {
    const vectors = await built.embed(texts, purpose, signal);
    return vectors.map((vector) => Float32Array.from({ length: dimensions }, (_, at) => vector[at] ?? 0));
  };
  return {
    ...built,
    id,
    dimensions,
    embed,
    async *embedParts(texts, signal) {
      yield { places: texts.map((_, at) => at), vectors: await embed(texts, "document", signal) };
    },
  };
}

describe.each(ENGINES)("vectors of several lengths on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  function store({ tenant }: TestTrack, embedder: Embedder): Promise<number> {
    const { dialect } = database.db;
    const texts = TEXTS.map((text) => ({ hash: hashText(text), text }));
    return storeVectors(tenant, { dialect, embedder, texts, signal: new AbortController().signal });
  }

  async function ask({ tenant, trackId }: TestTrack, words: string, embedder: Embedder) {
    const at = [{ trackId, number: 1 }];
    return (await search(tenant, { words, at, limit: 10, embedder, exactVectorLimit: 1000 })).units;
  }

  test.each(VECTOR_DIMENSIONS)(
    "%i dimensions are kept, ranked by, and found by where words find nothing",
    async (n) => {
      const track = await newTrack(database.db);
      await index(track, 1, FILES);
      const embedder = embedderOf(n);
      expect([await store(track, embedder), await store(track, embedder)]).toEqual([TEXTS.length, 0]);
      const [ranked] = await ask(track, "serialize a message", embedder);
      expect(ranked).toMatchObject({ name: "serializeMessage", parts: { vector: expect.any(Number) } });
      const [nearest] = await ask(track, "serialzie mesage", embedder);
      expect(nearest).toMatchObject({ name: "serializeMessage", parts: { no_words: expect.any(Number) } });
      expect(await standingOf(track.tenant, "vectors")).toMatchObject({ used: TEXTS.length });
      const type = await database.db.queueExecutor.executeSql(
        `select format_type(atttypid, atttypmod) as type from pg_attribute
        where attrelid = 'public.${vectorTable(n)}'::regclass and attname = 'embedding'`,
      );
      expect(type.rows).toEqual([{ type: database.db.dialect.vectorType(n) }]);
    },
  );

  test("models do not mix: neither one of the same length nor one of another is compared with", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, FILES);
    await store(track, embedderOf(768));
    for (const other of [embedderOf(768, "another"), embedderOf(1024)]) {
      const [first] = await ask(track, "serialize a message", other);
      expect(first?.parts).not.toHaveProperty("vector");
      expect(await store(track, other)).toBe(TEXTS.length);
    }
    expect(await standingOf(track.tenant, "vectors")).toMatchObject({ used: 3 * TEXTS.length });
  });

  test("vectors that were stored loose are compared with, and packed without asking for them when their text is met again", async () => {
    const [before, track] = [await newTrack(database.db), await newTrack(database.db)];
    for (const each of [before, track]) await index(each, 1, FILES);
    const embedder = embedderOf(256);
    await store(before, embedder);
    const hashes = TEXTS.map(hashText);
    const vectors = await embedder.embed(TEXTS, "document", new AbortController().signal);
    await track.tenant.write((tx) =>
      tx.execute(
        `insert into vector_256 (tenant_id, model, hash, embedding)
         select $1, $2, v.hash, v.embedding::real[]::${database.db.dialect.vector}(256)
           from unnest($3::uuid[], $4::text[]) as v (hash, embedding)`,
        [tx.tenantId, embedder.id, hashes, vectors.map((vector) => `{${vector.join(",")}}`)],
      ),
    );
    const scores = async (each: TestTrack) =>
      (await Promise.all(["serialize a message", "serialzie mesage"].map((words) => ask(each, words, embedder))))
        .flat()
        .map(({ name, score }) => ({ name, score }));
    const packed = await scores(before);
    // A byte a number moves a cosine by some ten-thousandths.
    const asPacked = packed.map(({ name, score }) => ({ name, score: expect.closeTo(score, 0) }));
    const loose = await ask(track, "serialzie mesage", embedder);
    expect(loose[0]).toMatchObject({ name: "serializeMessage" });
    expect(await scores(track)).toEqual(asPacked);
    const silent = {
      ...embedder,
      embedParts: (): never => {
        throw new Error("asked");
      },
    };
    expect(await store(track, silent)).toBe(0);
    const left = await track.tenant.query("select hash from vector_256 where codes is null order by hash limit 10");
    expect(left).toEqual([]);
    expect(await scores(track)).toEqual(asPacked);
    expect(await standingOf(track.tenant, "vectors")).toMatchObject({ used: TEXTS.length });
  });

  test("a length without a table is refused with those that there are", async () => {
    const track = await newTrack(database.db);
    await expect(store(track, embedderOf(1000))).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      details: { dimensions: 1000, possible: VECTOR_DIMENSIONS },
    });
  });
});
