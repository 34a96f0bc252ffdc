/** Blocks of postings that were written before they were packed. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { unpackForStatement } from "../../bench/search-by-statement.ts";
import { search } from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { file, index, newTrack, type TestTrack } from "./units.ts";

const FILES = Array.from({ length: 40 }, (_, at) => file(`src/f${at}.ts`, [`cart${at}`, `total${at % 7}`]));

describe.each(ENGINES)("postings of before on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  async function ask({ tenant, trackId }: TestTrack, words: string) {
    const { units, plan } = await search(tenant, { words, at: [{ trackId, number: 1 }], limit: 20 });
    return { units: units.map(({ name, path, score, parts }) => ({ name, path, score, parts })), terms: plan?.terms };
  }

  test("answer as packed ones do", async () => {
    const track = await newTrack(database.db);
    await index(track, 1, FILES);
    const questions = ["cart total", "total3", "cart17", "src"];
    const packed = await Promise.all(questions.map((words) => ask(track, words)));
    await unpackForStatement(track.tenant);
    expect(await Promise.all(questions.map((words) => ask(track, words)))).toEqual(packed);
    await track.tenant.write((tx) => tx.execute("update posting set packed = null"));
    expect(await Promise.all(questions.map((words) => ask(track, words)))).toEqual(packed);
    await track.tenant.write((tx) => tx.execute("delete from segment"));
    const left = await track.tenant.query("select term from posting order by term limit 1");
    expect(left).toEqual([]);
  });
});
