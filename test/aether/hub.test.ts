/** A definition that 10,000 others use is answered page by page, without reading all that touches it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { linksTouching, looseNamed } from "../../packages/server/src/aether/queries/store.ts";
import type { Queryable, TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { emptyTrack } from "../support/empty-track.ts";

const USERS = 10_000;
const HUB = "00000000000f4240"; // 1,000,000

describe.each(ENGINES)("a hub on $engine", (engine) => {
  let aether: TestAether;
  let of: TestTenant;
  let tenant: TenantDb;
  beforeAll(async () => {
    aether = await openAether(engine);
    ({ of, tenant } = await emptyTrack(aether));
    await addHub(tenant);
  }, 120_000);
  afterAll(() => aether.close());

  test("its users come in pages that hold each of them once", async () => {
    const names = new Set<string>();
    let pages = 0;
    for (let cursor: string | null | undefined; cursor !== null; pages++) {
      const page: { neighbours: { node: { name: string } }[]; next_cursor: string | null } = await of.call(
        "neighbours",
        { id: HUB, relation: "callers", limit: 1000, ...(cursor === undefined ? {} : { cursor }) },
      );
      for (const { node } of page.neighbours) names.add(node.name);
      cursor = page.next_cursor;
    }
    expect([names.size, pages]).toEqual([USERS, 10]);
  });

  test("how many users there are is said as far as they were read", async () => {
    const asked = { id: HUB, relation: "callers", limit: 20 };
    expect((await of.call("neighbours", asked)).found).toEqual({ count: 1000, more: true });
    expect((await of.call("neighbours", { ...asked, depth: 2 })).found).toMatchObject({ more: true });
    expect((await of.call("find_references", { id: HUB, limit: 20 })).found).toEqual({ count: 1000, more: true });
  });

  test("small pages and large ones hold the same in the same order", async () => {
    const page = async (limit: number, cursor?: string) =>
      of.call("find_references", { id: HUB, limit, ...(cursor === undefined ? {} : { cursor }) });
    const large = await page(900);
    const small = await page(450);
    const next = await page(450, small.next_cursor);
    expect([...small.references, ...next.references]).toEqual(large.references);
  });

  test("a page reads no more edges than it may show, and loose calls no more than are counted", async () => {
    const plans: string[] = [];
    const explaining: TenantDb = {
      ...tenant,
      query: async <Row extends object>(sql: string, params?: Parameters<Queryable["query"]>[1]): Promise<Row[]> => {
        const plan = await tenant.query<{ "QUERY PLAN": string }>(`explain (analyze, costs off) ${sql}`, params);
        plans.push(plan.map((row) => row["QUERY PLAN"]).join("\n"));
        return [];
      },
    };
    const at = { trackId: 1, number: 1 };
    await linksTouching(explaining, at, {
      ids: ["1000000"],
      kinds: ["CALLS", "INSTANTIATES"],
      incoming: true,
      tiers: ["exact", "inferred"],
      each: 101,
    });
    await looseNamed(explaining, at, { names: ["hub"], kinds: ["CALLS"], limit: 101 });
    expect(plans[0]).toMatch(/Index Scan using edge_to_from/);
    expect(plans[1]).toMatch(/Index Scan using unresolved_named/);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan on (edge|unresolved)/);
      expect(rowsRead(plan)).toBeLessThanOrEqual(101);
    }
  });

  test("what could not be bound is counted up to a thousand, and said to be more", async () => {
    const { completeness } = await of.call("neighbours", { id: HUB, relation: "callers", limit: 1 });
    expect(completeness.unresolved).toMatchObject({ count: 1000, more: true });
    expect(completeness.unresolved.first).toHaveLength(5);
  });

  test("paths through it, to it and past it look at few nodes", async () => {
    const between = async (from: string, to: string, more: object = {}) => {
      const { paths, visited } = await of.call("find_paths", { from, to, ...more });
      expect(visited).toBeLessThan(10);
      return paths.map(({ steps }: { steps: { node: { name: string } }[] }) => steps.map(({ node }) => node.name));
    };
    const user = (number: number) => number.toString(16).padStart(16, "0");
    expect(await between(user(5), HUB)).toEqual([["user5", "hub"]]);
    expect(await between(user(5), user(1), { all: "true" })).toEqual([["user5", "hub", "user1"]]);
    expect(await between(user(5), user(7))).toEqual([]);
    expect(await between(HUB, user(7))).toEqual([]);
  });

  test("what is further away than a hub is found, and that it is not all is said", async () => {
    const { neighbours, truncated } = await of.call("neighbours", {
      id: HUB,
      relation: "callers",
      depth: 2,
      limit: 1000,
    });
    expect([neighbours.length, truncated]).toEqual([1000, true]);
  });
});

/** The most rows that any scan of a plan gave. */
function rowsRead(plan: string): number {
  const scans = plan.split("\n").filter((line) => /Scan using/.test(line));
  return Math.max(...scans.map((line) => Number(/actual .*rows=([\d.]+)/.exec(line)?.[1])));
}

async function addHub(tenant: TenantDb): Promise<void> {
  await tenant.write(async (tx) => {
    await tx.execute(
      `insert into snapshot (tenant_id, track_id, number, state, extractor, counts, finished_at)
       values ($1, 1, 1, 'ready', 'x', '{"files": 1}', now())`,
      [tx.tenantId],
    );
    await tx.execute(`update track set current = 1`);
    await tx.execute(
      `insert into node (tenant_id, track_id, node_id, born, kind, name, lower_name, qualified_name, path, start_line,
                         end_line, language, signature, doc, visibility, exported)
       select $1, 1, case when i = 0 then 1000000 else i end, 1, 'Function', n, n, n, 'src/f' || i % 97 || '.ts', i + 1,
              i + 1, 'typescript', '', '', 'public', false
         from generate_series(0, $2::int) as i
        cross join lateral (select case when i = 0 then 'hub' else 'user' || i end as n) as names`,
      [tx.tenantId, USERS],
    );
    await tx.execute(
      `insert into edge (tenant_id, track_id, from_id, kind, to_id, born, tier, lines, path)
       select $1::uuid, 1, i, 'CALLS', 1000000, 1, 'exact', array[i], 'src/f' || i % 97 || '.ts'
         from generate_series(1, $2::int) as i
       union all
       select $1, 1, 1000000, 'CALLS', 1, 1, 'exact', array[1], 'src/f0.ts'`,
      [tx.tenantId, USERS],
    );
    await tx.execute(
      `insert into unresolved (tenant_id, track_id, path, ordinal, born, from_id, kind, name, line, reason)
       select $1, 1, 'src/f' || i % 97 || '.ts', i, 1, i, 'CALLS', 'hub', i, 'unknown-receiver'
         from generate_series(1, $2::int) as i`,
      [tx.tenantId, USERS],
    );
  });
}
