/** What the stores under aether promise, on both engines: rows written by hand, so that each case is in sight. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { edgeCounts, edgesOf, fileTexts } from "../../packages/server/src/aether/browse/store.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { emptyTrack } from "../support/empty-track.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe.each(ENGINES)("stores on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  test("edges are counted as they are listed: those by name alone are in neither", async () => {
    const { tenant, trackId } = await emptyTrack(aether);
    await tenant.write((tx) =>
      tx.execute(
        `insert into edge (tenant_id, track_id, born, from_id, kind, to_id, tier, lines, path)
         select $1, $2, 1, 1, 'CALLS', 1 + e.n, e.tier, '{1}', 'a.ts'
           from unnest($3::int[], $4::text[]) as e (n, tier)`,
        [tx.tenantId, trackId, [1, 2, 3], ["exact", "dispatch", "name"]],
      ),
    );
    const at = [{ trackId, number: 1 }];
    const listed = await edgesOf(tenant, at, { ids: ["1"], kinds: ["CALLS"], incoming: false, limit: 10 });
    expect(listed.map(({ to_id }) => to_id)).toEqual(["2", "3"]);
    expect(await edgeCounts(tenant, at, "1")).toEqual({ calls_out: 2 });
    expect(await edgeCounts(tenant, at, "4")).toEqual({});
  });

  test("texts of some files are read by their keys, however many files there are", async () => {
    const { tenant, trackId } = await emptyTrack(aether);
    await tenant.write(async (tx) => {
      await tx.execute(
        `insert into blob (tenant_id, hash, content, bytes)
         select $1, gen_random_uuid(), 'text ' || n, 1 from generate_series(1, 2000) as n`,
        [tx.tenantId],
      );
      await tx.execute(
        `insert into file (tenant_id, track_id, path, born, hash, graph_hash, language, line_count, bytes)
         select tenant_id, $1, replace(content, 'text ', 'f'), 1, hash, hash, '', 1, 1 from blob`,
        [trackId],
      );
    });
    await aether.db.maintain();
    const plans: string[] = [];
    const explaining: typeof tenant = {
      ...tenant,
      query: async (sql, params) => {
        const plan = await tenant.query<{ "QUERY PLAN": string }>(`explain (costs off) ${sql}`, params);
        plans.push(plan.map((row) => row["QUERY PLAN"]).join("\n"));
        return tenant.query(sql, params);
      },
    };
    const asked = ["f7", "f1999", "gone"].map((path) => ({ trackId, path }));
    const rows = await fileTexts(explaining, [{ trackId, number: 1 }], asked);
    expect(rows.map(({ path, content }) => [path, content])).toEqual([
      ["f1999", "text 1999"],
      ["f7", "text 7"],
    ]);
    expect(plans.join()).toMatch(/Index Cond: .*track_id = w\.track_id.*path = w\.path/);
    expect(plans.join()).toMatch(/blob_pkey/);
  });

  test("a job that failed is run again on request, and one that succeeded is not", async () => {
    const tenant = await aether.tenant();
    using folder = temporaryFolder();
    const root = join(folder.path, "shop");
    await mkdir(root);
    const failed = await tenant.index(root);
    expect(failed).toMatchObject({ state: "failed", error: { code: "NO_SOURCE" } });
    await writeFile(join(root, "a.py"), "def a():\n    pass\n");
    expect(await tenant.call("retry_job", { id: failed.jobId })).toMatchObject({ job_id: failed.jobId });
    await aether.whenFinished(tenant.context, failed.jobId);
    expect(await tenant.call("get_job", { id: failed.jobId })).toMatchObject({ state: "succeeded", attempt: 2 });
    await expect(tenant.call("retry_job", { id: failed.jobId })).rejects.toMatchObject({ code: "CONFLICT" });
    const stranger = await aether.tenant();
    await expect(stranger.call("retry_job", { id: failed.jobId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
