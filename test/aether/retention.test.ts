/** What of the past is kept, and what goes: snapshots, failed runs, and content that nobody refers to. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepJob } from "../../packages/server/src/aether/index.ts";
import { announceRun, clearTrack } from "../../packages/server/src/aether/ingest/retention-store.ts";
import { beginRun, failSnapshot } from "../../packages/server/src/aether/ingest/snapshot-store.ts";
import type { SweepResult } from "../../packages/server/src/aether/sweep/sweep-job.ts";
import { runSweep } from "../../packages/server/src/aether/sweep/sweep.ts";
import type { TenantDb, Tx } from "../../packages/server/src/kernel/db/index.ts";
import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { emptyTrack } from "../support/empty-track.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const HOUR_MS = 3_600_000;
const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

/** A folder called shop in which each of these letters is a file with a function of its own. */
async function shop(letters: string): Promise<string> {
  const folder = temporaryFolder();
  folders.push(folder);
  const root = join(folder.path, "shop");
  await mkdir(root);
  await lay(root, letters);
  return root;
}

async function lay(root: string, letters: string): Promise<void> {
  for (const letter of "abcdefgh") {
    const file = join(root, `${letter}.py`);
    if (letters.includes(letter)) await writeFile(file, `def order_${letter}(x):\n    return ship_${letter}(x)\n`);
    else await rm(file, { force: true });
  }
}

interface Page {
  readonly rows: readonly object[];
  readonly next_cursor: string | null;
  readonly completeness: { readonly repos: readonly { readonly snapshot: number; readonly files: number }[] };
}

async function* pages(tenant: TestTenant): AsyncGenerator<Page> {
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Page = await tenant.call("export_graph", { id: "shop", limit: 3, ...(cursor && { cursor }) });
    yield page;
    cursor = page.next_cursor;
  }
}

async function rowsOf(read: AsyncIterable<Page>): Promise<object[]> {
  const rows: object[] = [];
  for await (const page of read) rows.push(...page.rows);
  return rows;
}

async function countOf(tenant: TenantDb, from: string): Promise<number> {
  const [row] = await tenant.query<{ count: number }>(`select count(*)::int as count from ${from} limit 1`);
  return row?.count ?? 0;
}

describe.each(ENGINES)("what is kept on $engine", (engine) => {
  let aether: TestAether;
  let forgetful: TestAether;
  beforeAll(async () => {
    [aether, forgetful] = [await openAether(engine), await openAether(engine, { snapshotHoldMs: 0 })];
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    await forgetful.close();
  });

  /** Runs a sweep now, whatever is planned. */
  async function sweep(of: TestTenant, subject = "now"): Promise<SweepResult> {
    const { jobId } = await forgetful.jobs.enqueue(of.context, sweepJob, { input: {}, subject });
    const job = await forgetful.whenFinished(of.context, jobId);
    expect(job.state).toBe("succeeded");
    const result: SweepResult = Object(job.result);
    return result;
  }

  test("an export that began before two further runs ends with the graph it began with", async () => {
    const tenant = await aether.tenant();
    const root = await shop("abcd");
    await tenant.index(root);
    const before = await rowsOf(pages(tenant));
    const reader = pages(tenant);
    const first = await reader.next();
    await lay(root, "ef");
    await tenant.index(root);
    await lay(root, "fgh");
    await tenant.index(root);
    const seen = [...(first.value?.rows ?? [])];
    for await (const page of reader) {
      seen.push(...page.rows);
      expect(page.completeness.repos).toMatchObject([{ snapshot: 1, files: 4 }]);
    }
    expect(seen).toEqual(before);
    expect(await rowsOf(pages(tenant))).not.toEqual(before);
  });

  test("an export whose snapshot is gone is refused, not cut short", async () => {
    const tenant = await forgetful.tenant();
    const root = await shop("abcd");
    await tenant.index(root);
    const reader = pages(tenant);
    await reader.next();
    for (const letters of ["ef", "fgh"]) {
      await lay(root, letters);
      await tenant.index(root);
    }
    await expect(reader.next()).rejects.toMatchObject({ code: "CONFLICT", details: { snapshot: 1, current: 3 } });
  });

  test("a run that fails says so, its rows go with the next, and its number is not given out again", async () => {
    const { tenant, trackId } = await emptyTrack(aether);
    const first = await tenant.write((tx) => beginRun(tx, trackId, "test"));
    await tenant.write((tx) => addRows(tx, { trackId, born: first.number, count: 3 }));
    await failSnapshot(tenant, first);
    const killed = await tenant.write((tx) => beginRun(tx, trackId, "test"));
    await tenant.write((tx) => addRows(tx, { trackId, born: killed.number, count: 3 }));
    expect(await clearTrack((work) => tenant.write(work), { trackId, holdMs: HOUR_MS })).toBe(6);
    const third = await tenant.write((tx) => beginRun(tx, trackId, "test"));
    expect([first.number, killed.number, third.number]).toEqual([1, 2, 3]);
    expect(
      await tenant.query("select number, state, finished_at is null as open from snapshot order by number limit 10"),
    ).toEqual([
      { number: 1, state: "failed", open: false },
      { number: 2, state: "failed", open: false },
      { number: 3, state: "building", open: true },
    ]);
    expect(await countOf(tenant, "unresolved")).toBe(0);
  });

  test("a run whose job fails leaves a failed snapshot, and what readers saw stays", async () => {
    const tenant = await aether.tenant();
    const root = await shop("ab");
    await tenant.index(root);
    const db = aether.db.forTenant(tenant.context);
    // A row in the way of the run's own: what no retry can pass.
    await db.write((tx) =>
      tx.execute(
        `insert into file (tenant_id, track_id, path, born, died, hash, graph_hash, language, line_count, bytes)
         select tenant_id, track_id, 'c.py', 2, 2, hash, graph_hash, '', 1, 1 from file where path = 'a.py'`,
      ),
    );
    await lay(root, "abc");
    expect(await tenant.index(root)).toMatchObject({ state: "failed" });
    expect(await db.query("select number, state from snapshot order by number limit 10")).toEqual([
      { number: 1, state: "ready" },
      { number: 2, state: "failed" },
    ]);
    expect((await tenant.call("list_repositories", {})).repositories).toMatchObject([{ state: "ready", snapshot: 1 }]);
    expect(await tenant.index(root)).toMatchObject({ state: "succeeded", result: { snapshot: 3, files: 3 } });
  });

  test("many rows go in several short transactions, and clearing that was cut off is taken up where it was", async () => {
    const { tenant, trackId } = await emptyTrack(aether);
    const run = await tenant.write((tx) => beginRun(tx, trackId, "test"));
    for (let part = 0; part < 3; part++) {
      await tenant.write((tx) => addRows(tx, { trackId, born: run.number, count: 15_000, from: part * 15_000 }));
    }
    let left = 0;
    const dying = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      tenant.write(async (tx) => {
        const done = await work(tx);
        left = 45_000 - Number((await tx.query<{ n: number }>("select count(*)::int n from unresolved limit 1"))[0]?.n);
        if (left > 20_000) throw new Fault("CLAIM_LOST", "killed");
        return done;
      });
    await expect(clearTrack(dying, { trackId, holdMs: 0 })).rejects.toMatchObject({ code: "CLAIM_LOST" });
    expect(await countOf(tenant, "unresolved")).toBe(25_000);
    expect(await clearTrack((work) => tenant.write(work), { trackId, holdMs: 0 })).toBe(25_000);
    expect(await countOf(tenant, "unresolved")).toBe(0);
  });

  test("content of removed files goes from disk, and what any repository still has stays", async () => {
    const tenant = await forgetful.tenant();
    const db = forgetful.db.forTenant(tenant.context);
    const [root, other] = [await shop("abcd"), await shop("d")];
    await tenant.index(root, { name: "shop" });
    await tenant.index(other, { name: "other" });
    expect(await sweep(tenant)).toEqual({ rows: 0, blobs: 0, facts: 0, scip: 0, vectors: 0, postponed: false });
    await lay(root, "a");
    await tenant.index(root);
    const [planned] = await forgetful.jobs.list(tenant.context, { kind: sweepJob.name, state: "queued", limit: 10 });
    expect(planned?.retryAt).toEqual(expect.any(String));
    const swept = await sweep(tenant);
    expect(swept).toMatchObject({ blobs: 2, facts: 2, postponed: false });
    expect(swept.rows).toBeGreaterThan(6);
    expect(swept.vectors).toBeGreaterThanOrEqual(2);
    expect([await countOf(db, "blob"), await countOf(db, "facts")]).toEqual([2, 2]);
    expect((await tenant.call("get_file", { repo: "other", path: "d.py" })).text).toContain("order_d");
    const { hits } = await tenant.call("search", { query: "order_d" });
    expect(hits[0]).toMatchObject({ name: "order_d", repo: "other" });
    await lay(root, "ab");
    expect(await tenant.index(root)).toMatchObject({ state: "succeeded", result: { parsed: 1 } });
    expect((await tenant.call("get_file", { repo: "shop", path: "b.py" })).text).toContain("order_b");
  });

  test("content of a snapshot that is still held stays", async () => {
    const tenant = await aether.tenant();
    const root = await shop("ab");
    await tenant.index(root);
    await lay(root, "a");
    await tenant.index(root);
    const { jobId } = await aether.jobs.enqueue(tenant.context, sweepJob, { input: {}, subject: "now" });
    expect(await aether.whenFinished(tenant.context, jobId)).toMatchObject({
      result: { rows: 0, blobs: 0, facts: 0, vectors: 0 },
    });
  });

  test("a tenant's sweep leaves another's content alone", async () => {
    const [ours, theirs] = [await forgetful.tenant(), await forgetful.tenant()];
    await theirs.index(await shop("ab"));
    await ours.index(await shop("a"));
    await sweep(ours);
    const db = forgetful.db.forTenant(theirs.context);
    expect(await countOf(db, "blob")).toBe(2);
    await strip(db);
    await sweep(ours);
    expect(await countOf(db, "blob")).toBe(2);
    expect(await sweep(theirs)).toMatchObject({ blobs: 2 });
  });

  test("a sweep deletes nothing that it found before a run began", async () => {
    const tenant = await forgetful.tenant();
    await tenant.index(await shop("ab"));
    const db = forgetful.db.forTenant(tenant.context);
    await strip(db);
    let calls = 0;
    let result: SweepResult | undefined;
    const { jobId } = await forgetful.jobs.enqueue(tenant.context, sweepJob, {
      input: {},
      subject: "by hand",
      startAfterMs: HOUR_MS,
    });
    await runSweep(
      {
        ...forgetful,
        embedder: { id: "hash-256-1" },
        snapshotHoldMs: 0,
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      },
      {
        jobId,
        attempt: 1,
        input: {},
        context: tenant.context,
        progress: quiet,
        fenced: async (work) => {
          // Done by then: unfinished archives. Read by then: how many runs had begun, that none is under way, and what is unused.
          if (++calls === 3) await db.write(announceRun);
          return db.write(work);
        },
        settle: async (settled) => void (result = settled),
      },
    );
    expect(result).toEqual({ rows: 0, blobs: 0, facts: 0, scip: 0, vectors: 0, postponed: true });
    expect(await countOf(db, "blob")).toBe(2);
    expect(await sweep(tenant)).toMatchObject({ blobs: 2, facts: 2, postponed: false });
  });

  test("runs and sweeps at the same time never leave a file without its text or a unit without its vector", async () => {
    const tenant = await forgetful.tenant();
    const db = forgetful.db.forTenant(tenant.context);
    const roots = [await shop("abcd"), await shop("efgh")];
    const outcomes = new Set<boolean>();
    for (let round = 0; round < 6; round++) {
      const halves = round % 2 === 0 ? ["abcd", "efgh"] : ["efgh", "abcd"];
      const sweeps = [sweep(tenant, `${round} a`), sweep(tenant, `${round} b`)];
      for (const [at, root] of roots.entries()) {
        await lay(root, halves[at] ?? "");
        expect(await tenant.index(root)).toMatchObject({ state: "succeeded", result: { files: 4 } });
        sweeps.push(sweep(tenant, `${round} ${at}`));
      }
      for (const swept of await Promise.all(sweeps)) outcomes.add(swept.postponed);
      expect(await countOf(db, "file f where not exists (select from blob b where b.hash = f.hash)")).toBe(0);
      const bare = "unit u where not exists (select from vector_256 v where v.hash = u.text_hash)";
      expect(await countOf(db, bare)).toBe(0);
    }
    expect(outcomes).toContain(false);
  }, 120_000);
});

function quiet(): void {}

/** Takes the references to content away. */
async function strip(db: TenantDb): Promise<void> {
  await db.write(async (tx) => {
    for (const table of ["file", "unit"]) await tx.execute(`delete from ${table}`);
  });
}

async function addRows(
  tx: Tx,
  rows: { readonly trackId: number; readonly born: number; readonly count: number; readonly from?: number },
): Promise<void> {
  await tx.execute(
    `insert into unresolved (tenant_id, track_id, path, ordinal, born, from_id, kind, name, line, reason)
     select $1, $2, 'a.py', $5::int + n, $3, 1, 'CALLS', 'x', 1, 'unknown-name'
       from generate_series(1, $4::int) as n`,
    [tx.tenantId, rows.trackId, rows.born, rows.count, rows.from ?? 0],
  );
}
