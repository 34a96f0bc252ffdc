/** Trigrams as they are stored and read, on both engines. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import {
  createFinder,
  findCandidates,
  planLiteral,
  planPattern,
  readShards,
  ShardBuilder,
  writeShards,
} from "../../packages/server/src/kernel/grep/index.ts";
import { type SegmentPlace, Segment, writeSegment } from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { file, newTrack, type TestTrack } from "./units.ts";

/** Writes texts as one segment with its trigrams; answers with the units of the files. */
async function write({ tenant, trackId }: TestTrack, texts: readonly string[], born = 1): Promise<number[]> {
  const segment = new Segment();
  const shards = new ShardBuilder();
  const ordinals = texts.map((text, at) => {
    segment.add(file(`f${at}.txt`, [`name${at}`]));
    shards.add(segment.units.length - 1, text);
    return segment.units.length - 1;
  });
  const place: SegmentPlace = { trackId, born };
  const written = await writeSegment((work) => tenant.write(work), place, segment);
  if (written === undefined) return [];
  await writeShards((work) => tenant.write(work), written, shards.take());
  return ordinals.map((ordinal) => written.firstUnit + ordinal);
}

async function candidates(track: Pick<TestTrack, "tenant" | "trackId">, plan: ReturnType<typeof planPattern>) {
  const { shards } = await readShards(track.tenant, [{ trackId: track.trackId, number: 1 }]);
  return (await findCandidates(track.tenant, shards, plan)).get(track.trackId) ?? [];
}

const COUNTS = `select (select count(*)::int from gram_shard) as shards, (select count(*)::int from gram_block) as blocks limit 1`;

describe.each(ENGINES)("trigrams on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  test("whatever looking through every file finds, trigrams find: literals and expressions, in several segments", async () => {
    const word = fc.constantFrom(
      "open",
      "Open",
      "close",
      "(",
      ")",
      "_",
      " ",
      "\n",
      "\r\n",
      "é",
      "漢字",
      "x1",
      "ab",
      "Session",
    );
    const textOfWords = fc.array(word, { maxLength: 30 }).map((words) => words.join(""));
    const part = fc.constantFrom(
      "open",
      "OPEN",
      "close",
      "\\(",
      "\\w+",
      ".",
      "[xé]",
      "(?:open|Session)",
      "漢字",
      "ab?",
      "\\s",
      "_",
    );
    const patterns = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(textOfWords, { minLength: 1, maxLength: 12 }),
        fc.array(patterns, { minLength: 8, maxLength: 8 }),
        async (texts, asked) => {
          const track = await newTrack(database.db);
          const half = texts.length >> 1;
          const units = [...(await write(track, texts.slice(0, half))), ...(await write(track, texts.slice(half)))];
          for (const [at, pattern] of asked.entries()) {
            const ignoreCase = at % 2 === 1;
            const finder = createFinder({ pattern, isLiteral: false, ignoreCase, word: false, multiline: false });
            const options = { afterLine: 0, limit: 1, before: 0, after: 0, budgetMs: 60_000 };
            const having = units.filter((_, index) => finder.find(texts[index] ?? "", options).found.length > 0);
            const plan = planPattern(pattern);
            const found = plan.grams.length + plan.parts.length === 0 ? units : await candidates(track, plan);
            expect(found).toEqual(expect.arrayContaining(having));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test("rare trigrams of a long text suffice, in segments of any size", async () => {
    const track = await newTrack(database.db);
    const common = Array.from({ length: 300 }, (_, at) => `the quick brown fox jumps over file ${at} and stays`);
    await write(track, common.slice(0, 250));
    const units = await write(track, [...common.slice(250), "the quick brown fox jumps over the lazy zebra and stays"]);
    expect(await candidates(track, planLiteral("the quick brown fox jumps over the lazy zebra"))).toEqual(
      units.slice(-1),
    );
    expect(await candidates(track, planPattern("lazy (?:zebra|horse)|over file 7 and"))).toHaveLength(2);
    expect(await candidates(track, planLiteral("nowhere to be found"))).toEqual([]);
  });

  test("another tenant's text is in no candidate and changes none", async () => {
    const [ours, theirs] = [await newTrack(database.db), await newTrack(database.db)];
    const units = await write(ours, ["a needle", "hay"]);
    const before = await candidates(ours, planLiteral("needle"));
    await write(
      theirs,
      Array.from({ length: 60 }, () => "needle needle"),
    );
    expect(before).toEqual(units.slice(0, 1));
    expect(await candidates(ours, planLiteral("needle"))).toEqual(before);
    const { tenant } = ours;
    expect((await readShards(tenant, [{ trackId: theirs.trackId + 1, number: 1 }])).shards).toEqual([]);
  });

  test("blocks are reached by their key, under row security, with and without statistics", async () => {
    const track = await newTrack(database.db);
    await write(
      track,
      Array.from({ length: 400 }, (_, at) => `text number ${at} of ${(at * 7919) % 1000} with words ${at ** 3}`),
    );
    for (const isKnown of [false, true]) {
      if (isKnown) await database.db.maintain();
      const plans: string[] = [];
      const explaining: TenantDb = {
        ...track.tenant,
        query: async <Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]> => {
          const plan = await track.tenant.query<{ "QUERY PLAN": string }>(`explain (costs off) ${sql}`, params);
          plans.push(plan.map((row) => row["QUERY PLAN"]).join("\n"));
          return track.tenant.query<Row>(sql, params);
        },
      };
      expect(await candidates({ ...track, tenant: explaining }, planLiteral("number 17 of"))).toHaveLength(1);
      expect(plans.at(-1)).toMatch(/gram_block_pkey/);
      expect(plans.at(-1)).toMatch(/Index Cond: .*tenant_id = .*segment_id = .*shard = .*block = /);
    }
  });

  test("with a segment go its trigrams, and nobody else's", async () => {
    const [ours, theirs] = [await newTrack(database.db), await newTrack(database.db)];
    for (const track of [ours, theirs]) await write(track, ["a needle", "hay"]);
    await ours.tenant.write((tx) => tx.execute("delete from segment"));
    expect(await ours.tenant.query(COUNTS)).toEqual([{ shards: 0, blocks: 0 }]);
    expect(await theirs.tenant.query(COUNTS)).toEqual([{ shards: 1, blocks: 1 }]);
  });

  test("a segment without trigrams is told, so that nothing of it is left out", async () => {
    const track = await newTrack(database.db);
    await write(track, ["a needle"]);
    await track.tenant.write((tx) => tx.execute("delete from gram_shard"));
    const { shards, without } = await readShards(track.tenant, [{ trackId: track.trackId, number: 1 }]);
    expect([shards, [...without]]).toEqual([[], [track.trackId]]);
  });
});
