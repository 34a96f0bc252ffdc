import { rmSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { type Db } from "../../packages/server/src/kernel/db/index.ts";
import { exportAll, joinAether, openAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { build, type House, killAt } from "./killed-process.ts";

function shop(): TemporaryFolder {
  const folder = temporaryFolder({ "README.md": "# Shop\n\nShelves hold jars of honey.\n" });
  for (let n = 0; n < 20; n += 1) folder.write(`shelf_${n}.py`, shelf(n, "honey"));
  return folder;
}

function shelf(n: number, jar: string): string {
  return `from shelf_${n + 1} import take_${n + 1}\n\n\ndef take_${n}():\n    """Takes ${jar} from shelf ${n}."""\n    return take_${n + 1}()\n`;
}

/** So many new files that parsing takes several batches, and edits, and one file less. */
function edit(folder: TemporaryFolder): void {
  for (let n = 15; n < 140; n += 1) folder.write(`shelf_${n}.py`, shelf(n, n % 2 === 0 ? "honey" : "quinces"));
  rmSync(join(folder.path, "shelf_3.py"));
}

const QUERIES = ["jars of honey", "take quinces from shelf 21", "take_3", "shelf symbol:take_17"];

async function answers(tenant: TestTenant) {
  const found: object[] = [];
  for (const query of QUERIES) found.push((await tenant.call("search", { query, limit: 30 })).hits);
  return { rows: await exportAll(tenant, 1000), found };
}

type Answers = Awaited<ReturnType<typeof answers>>;

/** Best hits alone: scores are normalised by the averages of the segments that a run found, which a fresh index has not. */
function best({ found }: Answers): unknown[] {
  return found.map((hits) => Object.values(hits)[0]).map(({ file, start_line, name }) => ({ file, start_line, name }));
}

const VERSIONED = ["file", "node", "edge", "unresolved", "unit", "segment"];

/** Rows that no snapshot a reader can see accounts for, and runs that are said to go on. That a run failed stays on record. */
async function leftovers(db: Db, tenant: TestTenant): Promise<number> {
  const above = (table: string, column: string): string =>
    `(select count(*)::int from ${table} r join track t using (track_id) where r.${column} > t.current)`;
  const counts = VERSIONED.flatMap((table) => [above(table, "born"), above(table, "died")]);
  const orphans = ["posting", "gram_shard", "gram_block"]
    .map(
      (table) =>
        `(select count(*)::int from ${table} p where not exists (select from segment s where s.segment_id = p.segment_id))`,
    )
    .join(" + ");
  const unended = `(select count(*)::int from snapshot where state = 'building')`;
  const [row] = await db
    .forTenant(tenant.context)
    .query<{ rows: number }>(`select ${[...counts, orphans, unended].join(" + ")} as rows limit 1`);
  return row?.rows ?? -1;
}

describe.each(ENGINES)("an index that is killed over an existing snapshot, on $engine", (engine) => {
  /** Of the same tree: indexed before and after the edit without a kill, and indexed once. */
  let unkilled: Answers;
  let fresh: Answers;
  beforeAll(async () => {
    using folder = shop();
    const aether = await openAether(engine);
    const [twice, once] = [await aether.tenant(), await aether.tenant()];
    await twice.index(folder.path, { name: "shop" });
    edit(folder);
    await twice.index(folder.path, { name: "shop" });
    await once.index(folder.path, { name: "shop" });
    [unkilled, fresh] = [await answers(twice), await answers(once)];
    await aether.close();
  });

  test.each([
    { stage: "parse", form: "insert into facts", times: 2 },
    { stage: "graph", form: "insert into edge", times: 1 },
    { stage: "units", form: "insert into posting", times: 1 },
    { stage: "trigrams", form: "insert into gram_block", times: 1 },
    { stage: "the last transaction", form: "update track set current", times: 1 },
  ])("in $stage: the old snapshot answers, and the next run ends as if nothing had happened", async (at) => {
    using folder = shop();
    const house = await build(engine);
    const first = await open(house);
    const { tenantId } = (await first.tenant()).context;
    const tenant = await first.tenant(tenantId);
    await tenant.index(folder.path, { name: "shop" });
    const before = await answers(tenant);
    await first.close();

    edit(folder);
    await killAt({ script: "dying-index.ts", ...at }, [engine.engine, house.place, folder.path, tenantId]);

    const next = await open(house, { paused: true });
    const again = await next.tenant(tenantId);
    expect(await answers(again)).toEqual(before);
    const { job_id } = await again.call("index_repository", { path: folder.path });
    await next.start();
    expect(await next.whenFinished(again.context, job_id)).toMatchObject({ state: "succeeded", attempt: 2 });
    const after = await answers(again);
    expect(after).toEqual(unkilled);
    expect(after.rows).toEqual(fresh.rows);
    expect(best(after)).toEqual(best(fresh));
    expect(await leftovers(next.db, again)).toBe(0);
    await next.close();
    await house.drop();
  });
});

async function open(house: House, options: { readonly paused?: boolean } = {}) {
  const db = await house.open();
  return joinAether({ db, drop: () => db.close() }, options);
}
