/** Folders with something of a tenant on the disks of processes, and what the end of a tenant waits for. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startEraser } from "../../packages/server/src/accounts/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { foldersOf, type OpenScratch, openScratch } from "../../packages/server/src/kernel/scratch/index.ts";
import { ensureTenant } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe.each(ENGINES)("folders for a while on $engine", (engine) => {
  let database: TestDatabase;
  let db: Db;
  const cleanup = new DisposableStack();
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue });
    ({ db } = database);
  });
  afterAll(async () => {
    cleanup.dispose();
    await database.drop();
  });
  const newTenant = async (): Promise<string> => {
    const tenantId = randomUUID();
    await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
    return tenantId;
  };
  /** A data directory with a process that has it. */
  const machine = async (directory = join(cleanup.use(temporaryFolder({})).path, "scratch")) => {
    const scratch = await openScratch({ db, log, directory, isAlone: false });
    return { scratch, directory };
  };
  const die = ({ scratch }: { readonly scratch: OpenScratch }) => scratch.close();
  const age = (tenantId: string, hours: number) =>
    db
      .forAuth()
      .write((tx) =>
        tx.execute("update scratch_folder set seen_at = now() - $2 * interval '1 hour' where tenant = $1", [
          tenantId,
          hours,
        ]),
      );
  const markDeleting = (tenantId: string) =>
    db.forAuth().write(async (tx) => {
      await tx.execute("update tenant set state = 'deleting' where tenant_id = $1", [tenantId]);
      await tx.execute("insert into tenant_deletion (tenant, slug, asked_by) values ($1, $2, 'test')", [
        tenantId,
        `t-${tenantId}`,
      ]);
    });
  /** The proof, as one look for work leaves it. */
  const erased = async (tenantId: string, { scratch }: { readonly scratch: OpenScratch }) => {
    await db
      .forAuth()
      .write((tx) => tx.execute("update tenant_deletion set claimed_until = now() where tenant = $1", [tenantId]));
    const eraser = startEraser({ db, log, files: scratch });
    await eraser.idle();
    await eraser.stop();
    const [proof] = await db
      .forAuth()
      .query<{ finished_at: string | null; unreached: { folder: string; place: string }[]; removed: object }>(
        "select finished_at, unreached, removed from tenant_deletion where tenant = $1",
        [tenantId],
      );
    return proof;
  };

  test("a folder is written down while it is there, and nothing is when it is gone", async () => {
    const [{ scratch, directory }, tenantId] = [await machine(), await newTenant()];
    const folder = await scratch.make(tenantId);
    writeFileSync(join(folder.path, "a.txt"), "text");
    expect(await foldersOf(db.forAuth(), tenantId)).toMatchObject([{ place: expect.stringContaining(directory) }]);
    expect(await scratch.find(tenantId)).toEqual([folder.path]);
    expect(await scratch.erase()).toBe(0);
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
    expect(await foldersOf(db.forAuth(), tenantId)).toEqual([]);
    await scratch.close();
  });

  test("DB-22 a tenant is not called erased while another machine has something of it", async () => {
    const [a, b, tenantId] = [await machine(), await machine(), await newTenant()];
    const folder = await a.scratch.make(tenantId);
    await markDeleting(tenantId);
    await expect(b.scratch.make(tenantId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await erased(tenantId, b)).toMatchObject({ finished_at: null });
    await folder.remove();
    expect(await erased(tenantId, b)).toMatchObject({ finished_at: expect.any(String), unreached: [] });
    await expect(b.scratch.make(tenantId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect([a, b].flatMap(({ directory }) => readdirSync(directory).filter((name) => name !== "place"))).toEqual([]);
    await Promise.all([a.scratch.close(), b.scratch.close()]);
  });

  test("DB-22 what a process that died has left is removed by the next one in its data directory, and waited for until then", async () => {
    const [a, b, tenantId] = [await machine(), await machine(), await newTenant()];
    const folder = await a.scratch.make(tenantId);
    writeFileSync(join(folder.path, "a.txt"), "text");
    await die(a);
    await markDeleting(tenantId);
    await age(tenantId, 1);
    expect(await erased(tenantId, b)).toMatchObject({ finished_at: null });
    const next = await machine(a.directory);
    expect(existsSync(folder.path)).toBe(false);
    expect(await erased(tenantId, b)).toMatchObject({ finished_at: expect.any(String), unreached: [] });
    await Promise.all([b.scratch.close(), next.scratch.close()]);
  });

  test("DB-22 a disk that nobody has been heard of from for a day is named with what lies on it", async () => {
    const [a, b, tenantId] = [await machine(), await machine(), await newTenant()];
    const folder = await a.scratch.make(tenantId);
    await die(a);
    await markDeleting(tenantId);
    await age(tenantId, 25);
    const proof = await erased(tenantId, b);
    expect(proof).toMatchObject({ finished_at: expect.any(String) });
    expect(proof?.unreached).toMatchObject([{ place: expect.stringContaining(a.directory) }]);
    expect(folder.path).toContain(proof?.unreached[0]?.folder);
    // It comes back.
    const next = await machine(a.directory);
    expect(existsSync(folder.path)).toBe(false);
    await Promise.all([b.scratch.close(), next.scratch.close()]);
  });

  test("of a process that lives nothing is removed by another in the same data directory, nor what is nobody's", async () => {
    const [a, tenantId] = [await machine(), await newTenant()];
    const folder = await a.scratch.make(tenantId);
    mkdirSync(join(a.directory, "notes"));
    const other = await machine(a.directory);
    expect(await other.scratch.erase()).toBe(0);
    expect(existsSync(folder.path)).toBe(true);
    await age(tenantId, 1);
    expect(await other.scratch.erase(randomUUID())).toBe(0);
    expect(await other.scratch.erase(tenantId)).toBe(1);
    expect(readdirSync(a.directory).toSorted()).toEqual(["notes", "place"]);
    await folder.remove();
    await Promise.all([a.scratch.close(), other.scratch.close()]);
  });
});
