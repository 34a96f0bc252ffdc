import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  killUnits,
  search,
  type SearchRequest,
  type SearchResult,
} from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { addTrack, file, index, newTrack, type TestTrack } from "./units.ts";

describe.each(ENGINES)("words that stand nowhere on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  const FILES = [
    file("src/store.ts", ["serializeMessage", "openConnection", { name: "Session", kind: "Class" }]),
    file("src/login.ts", [{ name: "checkUser", comment: "Validates the configuration of authentication." }, "taxRate"]),
  ];

  async function filledTrack(files = FILES): Promise<TestTrack> {
    const track = await newTrack(database.db);
    await index(track, 1, files);
    return track;
  }

  async function ask(track: TestTrack, words: string, rest: Partial<SearchRequest> = {}): Promise<SearchResult> {
    const at = [{ trackId: track.trackId, number: 1 }];
    return search(track.tenant, { words, at, limit: 10, correct: true, ...rest });
  }

  const names = ({ units }: SearchResult): string[] => units.map(({ name }) => name);

  test("are taken for those that they are a slip of, and told", async () => {
    const track = await filledTrack();
    const found = await ask(track, "where is a mesage serialized");
    expect(names(found)[0]).toBe("serializeMessage");
    expect(found.corrections).toEqual([{ written: "mesage", searched: "message" }]);
    expect(found.words).toEqual(expect.arrayContaining(["mesage", "message"]));
    expect(found.plan?.terms).toContainEqual({
      term: "messag",
      weight: 0.7,
      from: "typo",
      of: "mesage",
      units: expect.any(Number),
    });
    expect(names(await ask(track, "serializeMesage"))[0]).toBe("serializeMessage");
    expect(names(await ask(track, "cofnigurtion"))[0]).toBe("checkUser");
    expect((await ask(track, "which authenticatoin")).corrections).toEqual([
      { written: "authenticatoin", searched: "authentication" },
    ]);
  });

  test("a word that occurs stays what it is, also where it occurs in another repository of the tenant", async () => {
    const track = await filledTrack([...FILES, file("src/spa.ts", ["bookMassage"])]);
    expect((await ask(track, "serialize massage")).corrections).toEqual([]);
    const other = await addTrack(track, 2);
    await index(other, 1, [file("src/hotel.ts", ["breakSesion"])]);
    expect((await ask(track, "sesion")).corrections).toEqual([]);
    expect((await ask(other, "mesage")).corrections).toEqual([]);
  });

  test("unless that is asked for they stay what they are", async () => {
    const found = await ask(await filledTrack(), "mesage", { correct: false });
    expect([found.units, found.corrections]).toEqual([[], []]);
  });

  test("only words of what is searched are offered: none of a neighbour's, and none that has died", async () => {
    const theirs = await filledTrack([file("src/secret.ts", ["quarterlyForecast", "configurationOfTheSecret"])]);
    const ours = await filledTrack([file("src/a.ts", ["taxRate"])]);
    expect((await ask(theirs, "quartely")).corrections).toEqual([{ written: "quartely", searched: "quarterly" }]);
    for (const words of ["quartely", "forcast", "quarterlyForecas", "cofnigurtion"]) {
      expect((await ask(ours, words)).corrections).toEqual([]);
    }
    const { tenant, trackId } = theirs;
    await tenant.write((tx) => killUnits(tx, { trackId, died: 2, paths: ["src/secret.ts"] }));
    await tenant.write((tx) => tx.execute("update segment set died = 2 where track_id = $1", [trackId]));
    await index(theirs, 2, [file("src/a.ts", ["taxRate"])]);
    const after = await ask(theirs, "quartely", { at: [{ trackId, number: 2 }] });
    expect([after.corrections, after.units]).toEqual([[], []]);
  });

  test("many of them, and long texts, cost little and answer all the same", async () => {
    const track = await filledTrack();
    const unknown = Array.from({ length: 30 }, (_, at) => `wrogn${"abcdefghij".repeat(2).slice(at % 10, 15)}`);
    expect(names(await ask(track, `${unknown.join(" ")} sesion`))).toEqual([]);
    expect(names(await ask(track, `mesage ${unknown.slice(0, 20).join(" ")}`))[0]).toBe("serializeMessage");
    expect((await ask(track, Array.from({ length: 10_000 }, (_, at) => `q${at}x`).join(" "))).corrections).toEqual([]);
    for (const hostile of ["\u0000mesage", "mesage%_'\\", "\u202emesage", "m\ud800esage"]) await ask(track, hostile);
  });
});
