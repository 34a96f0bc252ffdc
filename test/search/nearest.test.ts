import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  killUnits,
  search,
  type SearchRequest,
  type SearchResult,
} from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { addTrack, embed, embedderForTests, file, index, newTrack, type TestTrack } from "./units.ts";

describe.each(ENGINES)("the nearest by vector on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  const FILES = [
    file("src/store.ts", ["serializeMessage", "openConnection"]),
    file("src/tax.ts", ["taxRate", "roundCents"]),
  ];
  /** No word of it is in the files, nor shares its stem with one. */
  const SLIPPED = "serialzie mesage";

  async function filledTrack(files = FILES): Promise<TestTrack> {
    const track = await newTrack(database.db);
    await index(track, 1, files);
    await embed(database.db, track, files);
    return track;
  }

  async function ask(track: TestTrack, words: string, rest: Partial<SearchRequest> = {}): Promise<SearchResult> {
    const at = [{ trackId: track.trackId, number: 1 }];
    const embedder = embedderForTests();
    return search(track.tenant, { words, at, limit: 10, embedder, exactVectorLimit: 100, ...rest });
  }

  const names = ({ units }: SearchResult): string[] => units.map(({ name }) => name);

  test("a question without a known word finds what is like it, and says that no word was found", async () => {
    const { units } = await ask(await filledTrack(), SLIPPED);
    expect(units[0]).toMatchObject({ name: "serializeMessage", path: "src/store.ts" });
    expect(units[0]?.parts).toMatchObject({ vector: expect.any(Number), no_words: expect.any(Number) });
    expect(units[0]?.parts).not.toHaveProperty("coverage");
    const sum = Object.values(units[0]?.parts ?? {}).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(units[0]?.score ?? 0, 5);
  });

  test("what has a word, and be it a poor one, stands before what is only similar", async () => {
    const poor = file("test/generated.test.ts", [{ name: "x", body: "zebra" }], { flags: 31 });
    const track = await filledTrack([...FILES, poor]);
    const { units } = await ask(track, `${SLIPPED} zebra`);
    const known = units.filter(({ parts }) => !("no_words" in parts));
    expect(known.map(({ path }) => path)).toContain("test/generated.test.ts");
    expect(units.slice(0, known.length)).toEqual(known);
    expect(units[known.length]?.name).toBe("serializeMessage");
    expect(new Set(units.map(({ path, startLine, name }) => `${path}:${startLine}:${name}`)).size).toBe(units.length);
  });

  test("where words fill a page nothing is added to them", async () => {
    const many = file(
      "src/many.ts",
      Array.from({ length: 12 }, (_, at) => ({ name: `of${at}`, body: "zebra" })),
    );
    const { units } = await ask(await filledTrack([...FILES, many]), `${SLIPPED} zebra`, { limit: 50 });
    expect(units.length).toBeGreaterThan(11);
    for (const { parts } of units) expect(parts).not.toHaveProperty("no_words");
  });

  test("a name that is found is not followed by what is only like it", async () => {
    const track = await filledTrack([...FILES, file("src/wire.ts", ["serialzeMessages"])]);
    for (const words of ["serializeMessage", "where is serialize_message?"]) {
      const { units } = await ask(track, words);
      expect(units[0]?.name).toBe("serializeMessage");
      for (const { parts } of units) expect(parts).not.toHaveProperty("no_words");
    }
    expect(names(await ask(track, "serialise mesage", { alsoNames: ["roundCents"] }))).toEqual(["roundCents"]);
  });

  test("what is like nothing, or has no words at all, finds nothing", async () => {
    const track = await filledTrack();
    expect(names(await ask(track, "qqqq wwww"))).toEqual([]);
    expect(names(await ask(track, "***"))).toEqual([]);
    expect(names(await ask(track, "", { filters: { symbols: ["nothing"] } }))).toEqual([]);
  });

  test("without vectors, without a limit, and above it only words find", async () => {
    const track = await filledTrack();
    expect(names(await ask(track, SLIPPED, { embedder: undefined }))).toEqual([]);
    expect(names(await ask(track, SLIPPED, { exactVectorLimit: 0 }))).toEqual([]);
    expect(names(await ask(track, SLIPPED, { exactVectorLimit: 5 }))).toEqual([]);
    expect(names(await ask(track, SLIPPED, { exactVectorLimit: 6 }))).toContain("serializeMessage");
  });

  test("filters, snapshots and tenants hold for them as for all others", async () => {
    const track = await filledTrack();
    const { tenant, trackId } = track;
    expect(names(await ask(track, SLIPPED, { filters: { paths: ["tax"] } }))).not.toContain("serializeMessage");
    expect(names(await ask(track, SLIPPED, { filters: { kinds: ["class"] } }))).toEqual([]);
    await tenant.write((tx) => killUnits(tx, { trackId, died: 2, paths: ["src/store.ts"] }));
    expect(names(await ask(track, SLIPPED))).toContain("serializeMessage");
    expect(names(await ask(track, SLIPPED, { at: [{ trackId, number: 2 }] }))).not.toContain("serializeMessage");
    const neighbour = await newTrack(database.db);
    expect(names(await ask({ ...neighbour, trackId }, SLIPPED))).toEqual([]);
  });

  test("DB-17: what a neighbour has around the question takes nothing from the own answer", async () => {
    const crowd = Array.from({ length: 40 }, (_, at) =>
      file(
        `src/crowd_${at}.ts`,
        Array.from({ length: 25 }, (__, n) => `serializeMessage${at}x${n}`),
      ),
    );
    await filledTrack(crowd);
    const far = Array.from({ length: 10 }, (_, at) => file(`src/far_${at}.ts`, [`roundCents${at}`]));
    const ours = await filledTrack(far);
    const found = names(await ask(ours, SLIPPED));
    expect(found.every((name) => name.startsWith("roundCents"))).toBe(true);
    expect(found).toEqual(names(await ask(await filledTrack(far), SLIPPED)));
  });

  test("of several repositories only those that are asked are counted and compared", async () => {
    const one = await filledTrack();
    const two = await addTrack(one, 2);
    const other = [file("lib/wire.ts", ["serializeMessages"])];
    await index(two, 1, other);
    await embed(database.db, two, other);
    expect(names(await ask(two, SLIPPED, { exactVectorLimit: 2 }))).toContain("serializeMessages");
    const both = [one, two].map(({ trackId }) => ({ trackId, number: 1 }));
    expect(names(await ask(one, SLIPPED, { at: both, exactVectorLimit: 7 }))).toEqual([]);
    expect(names(await ask(one, SLIPPED, { at: both, exactVectorLimit: 8 }))).toEqual(
      expect.arrayContaining(["serializeMessage", "serializeMessages"]),
    );
  });
});
