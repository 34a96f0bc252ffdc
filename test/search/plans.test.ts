import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Queryable, TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { readQueryWords, search, type SearchRequest } from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { embed, embedderForTests, file, index, newTrack } from "./units.ts";

// A planner that never saw statistics and one that has them must both reach rows by key: a tenant's search must not grow with
// what it does not ask for, nor with its neighbours.
describe.each(ENGINES)("plans on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  /** The plans of every statement that a search sends. */
  async function plansOf(tenant: TenantDb, trackId: number, request: Partial<SearchRequest> = {}): Promise<string[]> {
    const plans: string[] = [];
    const explaining: TenantDb = {
      ...tenant,
      query: async <Row extends object>(sql: string, params?: Parameters<Queryable["query"]>[1]): Promise<Row[]> => {
        const plan = await tenant.query<{ "QUERY PLAN": string }>(`explain (analyze, costs off) ${sql}`, params);
        plans.push(plan.map((row) => row["QUERY PLAN"]).join("\n"));
        return tenant.query<Row>(sql, params);
      },
    };
    const at = [{ trackId, number: 1 }];
    await search(explaining, { words: "cart total where", at, limit: 10, embedder: embedderForTests(), ...request });
    return plans;
  }

  test("the nearest are found by the track's and the vectors' keys, and above the limit without reading a unit", async () => {
    const track = await newTrack(database.db);
    const neighbour = await newTrack(database.db);
    const files = Array.from({ length: 100 }, (_, at) => file(`src/f${at}.ts`, [`serialize${at}`, `total${at}`]));
    await index(neighbour, 1, files);
    await index(track, 1, files.slice(0, 5));
    for (const each of [neighbour, track]) await embed(database.db, each, files);
    const words = "srialezi ttoal";
    const [, within = ""] = await plansOf(track.tenant, track.trackId, { words, exactVectorLimit: 15 });
    expect(within).not.toMatch(/Seq Scan on (posting|unit|vector_256)/);
    expect(within).toMatch(/Index Cond: .*tenant_id = .*hash = \w+\.text_hash/);
    const [, above = ""] = await plansOf(track.tenant, track.trackId, { words, exactVectorLimit: 14 });
    expect(above).toMatch(/unit \w* ?\(never executed\)/);
  });

  test("postings and units are reached by their keys, under row security, with and without statistics", async () => {
    const track = await newTrack(database.db);
    const neighbour = await newTrack(database.db);
    const files = Array.from({ length: 300 }, (_, at) =>
      file(`src/f${at}.ts`, [`cart${at}`, `total${at % 7}`, `other${at}`]),
    );
    for (const each of [track, neighbour]) await index(each, 1, files);
    expect(readQueryWords("cart total").terms.length).toBeGreaterThan(1);
    const plans = await plansOf(track.tenant, track.trackId);
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on (posting|unit|vector_256)/);
    expect(plans[0]).toMatch(/posting_pkey/);
    expect(plans[0]).toMatch(/Index Cond: .*tenant_id = .*term = ANY/);
    expect(plans[1]).toMatch(/Index Cond: .*tenant_id = .*unit_id = c\.unit_id/);
  });
});
