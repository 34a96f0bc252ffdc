/** Trigrams as they are stored and read, on both engines. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import {
  createFinder,
  chooseGrams,
  findCandidates,
  planGrams,
  readShards,
  ShardBuilder,
  type TextPattern,
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

const EXPRESSION: Omit<TextPattern, "pattern"> = { isLiteral: false, ignoreCase: false, word: false, multiline: false };
const literal = (pattern: string): TextPattern => ({ ...EXPRESSION, pattern, isLiteral: true });
const expression = (pattern: string): TextPattern => ({ ...EXPRESSION, pattern });

/** Undefined where nothing is asked of a text. */
async function candidates(track: Pick<TestTrack, "tenant" | "trackId">, asked: TextPattern) {
  const plan = planGrams(asked);
  if (plan.grams.length + plan.parts.length === 0) return undefined;
  const { shards } = await readShards(track.tenant, [{ trackId: track.trackId, number: 1 }]);
  const chosen = await chooseGrams(track.tenant, shards, plan);
  const found = await findCandidates(track.tenant, shards, { plan: chosen, goesOverLines: asked.multiline });
  return found.get(track.trackId)?.map(({ unitId }) => unitId) ?? [];
}

/** Of these units those whose texts have it, as looking through all of them says. */
function having(units: readonly number[], texts: readonly string[], asked: TextPattern): number[] {
  const finder = createFinder(asked);
  const options = { afterLine: 0, limit: 1, before: 0, after: 0, budgetMs: 60_000 };
  return units.filter((_, index) => finder.find(texts[index] ?? "", options).found.length > 0);
}

/** The block that was once written of the trigrams of one file: how far from the one before, one file, the first. */
function oldBlock(text: string): Uint8Array {
  const trigrams = Array.from({ length: text.length - 2 }, (_, at) => planGrams(literal(text.slice(at, at + 3))).grams);
  const bytes: number[] = [];
  let before = 0;
  for (const trigram of [...new Set(trigrams.flat().map((gram) => (gram >>> 5) & 0xff_ffff))].sort((a, b) => a - b)) {
    let left = trigram - before;
    for (; left > 127; left >>>= 7) bytes.push((left & 127) | 128);
    bytes.push(left, 1 << 1, 0);
    before = trigram;
  }
  return new Uint8Array(bytes);
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
            const one = { ...EXPRESSION, pattern, ignoreCase: at % 2 === 1 };
            const found = (await candidates(track, one)) ?? units;
            expect(found).toEqual(expect.arrayContaining(having(units, texts, one)));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test("whatever looking through long files finds, grams find, also where a match goes from part to part", async () => {
    // Lines that make parts of their own, with what is asked for before, between and behind them.
    const filler = (seed: number, end: string): string =>
      Array.from({ length: 1100 }, (_, at) => `${(seed * 7919 + at * 104_729) % 99_991} lines of filler`).join(end) +
      end;
    const piece = fc.oneof(
      fc.constantFrom("open", "Open", "close", "cloſe", "漢字かな", "Ärger", "é", " ", "\n", "\r\n", "{", "}"),
      fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom("\n", "\r\n")).map(([seed, end]) => filler(seed, end)),
    );
    const textOfPieces = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
    const patterns = [
      "open\\s*close",
      "(?s)open.*close",
      "(?s)漢字.*Ärger",
      "filler\\n+open",
      "filler\\s+漢字かな",
      "open\\r?\\n\\d+ lines",
      "Open|cloſe|é\\n",
      "(?i)CLOSE\\s+ä",
      "open$",
      "かな",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(textOfPieces, { minLength: 2, maxLength: 6 }), async (texts) => {
        const track = await newTrack(database.db);
        const units = await write(track, texts);
        for (const pattern of patterns) {
          for (const multiline of [true, false]) {
            for (const ignoreCase of [true, false]) {
              const one = { ...EXPRESSION, pattern, multiline, ignoreCase };
              const found = (await candidates(track, one)) ?? units;
              expect(found).toEqual(expect.arrayContaining(having(units, texts, one)));
            }
          }
        }
      }),
      { numRuns: 6 },
    );
  });

  test("a long file is no candidate for what stands far apart in it, unless a match may go over lines", async () => {
    const track = await newTrack(database.db);
    const far = `const alpha = 1;\n${"nothing of interest\n".repeat(5000)}const omega = 2;\n`;
    const [unit, near] = await write(track, [far, "const alpha = omega;\n"]);
    expect(await candidates(track, expression("alpha.*omega"))).toEqual([near]);
    expect(await candidates(track, { ...expression("alpha[^;]*omega"), multiline: true })).toEqual([unit, near]);
  });

  test("what was written before grams said more than three letters is read as it is, beside what is written since", async () => {
    const track = await newTrack(database.db);
    const [old] = await write(track, ["..."]);
    await track.tenant.write(async (tx) => {
      await tx.execute("update gram_shard set form = 1, bits = 0, files = 1");
      await tx.execute("delete from gram_block");
      await tx.execute(
        `insert into gram_block (tenant_id, segment_id, shard, block, entries)
         select tenant_id, segment_id, shard, 0, $1 from gram_shard`,
        [oldBlock("a needle in there")],
      );
    });
    const [fresh] = await write(track, ["one needle more"]);
    expect(await candidates(track, literal("needle"))).toEqual([old, fresh]);
    expect(await candidates(track, literal("needle more"))).toEqual([fresh]);
    expect(await candidates(track, expression("NEEDLES?"))).toEqual([old]);
    expect(await candidates(track, literal("noodle"))).toEqual([]);
  });

  test("rare trigrams of a long text suffice, in segments of any size", async () => {
    const track = await newTrack(database.db);
    const common = Array.from({ length: 300 }, (_, at) => `the quick brown fox jumps over file ${at} and stays`);
    await write(track, common.slice(0, 250));
    const units = await write(track, [...common.slice(250), "the quick brown fox jumps over the lazy zebra and stays"]);
    expect(await candidates(track, literal("the quick brown fox jumps over the lazy zebra"))).toEqual(units.slice(-1));
    expect(await candidates(track, expression("lazy (?:zebra|horse)|over file 7 and"))).toHaveLength(2);
    expect(await candidates(track, literal("nowhere to be found"))).toEqual([]);
  });

  test("another tenant's text is in no candidate and changes none", async () => {
    const [ours, theirs] = [await newTrack(database.db), await newTrack(database.db)];
    const units = await write(ours, ["a needle", "hay"]);
    const before = await candidates(ours, literal("needle"));
    await write(
      theirs,
      Array.from({ length: 60 }, () => "needle needle"),
    );
    expect(before).toEqual(units.slice(0, 1));
    expect(await candidates(ours, literal("needle"))).toEqual(before);
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
      expect(await candidates({ ...track, tenant: explaining }, literal("number 17 of"))).toHaveLength(1);
      const readingBlocks = plans.filter((plan) => plan.includes("on gram_block"));
      expect(readingBlocks.length).toBeGreaterThan(0);
      for (const plan of readingBlocks) {
        expect(plan).toMatch(/gram_block_pkey/);
        expect(plan).toMatch(/Index Cond: .*tenant_id = .*segment_id = .*shard = .*block = /);
      }
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
