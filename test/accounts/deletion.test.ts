import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { EraserOptions } from "../../packages/server/src/accounts/deletion/eraser.ts";
import { rowsLeft, tenantTables } from "../../packages/server/src/accounts/deletion/store.ts";
import { deleteOwnTenant, deleteTenant, startEraser } from "../../packages/server/src/accounts/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { openTenantDeletion } from "../../packages/server/src/main/tenant-deletion.ts";
import { joinAether, type TestAether } from "../support/aether-for-tests.ts";
import { memoryCheckpoints, testTrail } from "../support/audit-trail.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const OPERATOR: Identity = {
  tenantId: NO_TENANT,
  actor: { kind: "operator", keyId: "k" },
  permissions: permissionsOfOperator(),
};

/** Files of tenants, in memory. */
function someFiles(...names: string[]) {
  const there = new Set(names);
  const find = async (tenantId: string) => [...there].filter((name) => name.includes(tenantId));
  return {
    find,
    erase: async (tenantId: string) => {
      const found = await find(tenantId);
      for (const name of found) there.delete(name);
      return found.length;
    },
  };
}

/** Everything of a tenant, as text. */
async function allOf(db: Db, tenantId: string): Promise<string> {
  const parts: string[] = [];
  for (const { name } of await tenantTables(db.forAuth())) {
    const rows = await db
      .forTenant({ tenantId })
      .query<{ row: string }>(`select t::text as row from "${name}" t order by row limit 100000`);
    parts.push(name, ...rows.map(({ row }) => row));
  }
  return parts.join("\n");
}

describe.each(ENGINES)("the deletion of tenants on $engine", (engine) => {
  let aether: TestAether;
  let url = "";
  const folders = new DisposableStack();
  beforeAll(async () => {
    const database = await engine.open({ afterMigrate: installQueue });
    url = database.adminUrl ?? "";
    aether = await joinAether(database);
  });
  afterAll(async () => {
    await aether.close();
    folders.dispose();
  });
  const contextOf = (identity: Identity) =>
    createContext({ ...identity, requestId: "test", signal: new AbortController().signal });
  const ownerOf = (tenantId: string): Identity => {
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    return { tenantId, actor, permissions: permissionsOf("owner") };
  };
  const filled = async () => {
    const tenant = await aether.tenant();
    const { tenantId } = tenant.context;
    const folder = folders.use(temporaryFolder({ "a.ts": "export const a = 1;\n", "b.ts": 'import "./a";\n' }));
    expect(await tenant.index(folder.path)).toMatchObject({ state: "succeeded" });
    await aether.db.forTenant({ tenantId }).write((tx) =>
      tx.execute(
        `insert into invitation (tenant_id, invitation_id, email, role, secret_hash, expires_at)
           values ($1, $2, 'a@example.org', 'viewer', '\\x00', now())`,
        [tenantId, randomUUID()],
      ),
    );
    return { ...tenant, tenantId, slug: await slugOf(tenantId) };
  };
  const slugOf = async (tenantId: string): Promise<string> => {
    const [row] = await aether.db
      .forAuth()
      .query<{ slug: string }>("select slug from tenant where tenant_id = $1", [tenantId]);
    return row?.slug ?? "";
  };
  const erase = async (options: Partial<EraserOptions> = {}): Promise<void> => {
    const eraser = startEraser({ db: aether.db, log, files: someFiles(), ...options });
    await eraser.idle();
    await eraser.stop();
  };

  test("DB-22 a process that erases nothing itself forgets a tenant that another has erased", async () => {
    const { slug, tenantId } = await filled();
    const forgotten: string[] = [];
    const opened: (() => Promise<void>)[] = [];
    const none = (): never => {
      throw new Error("nothing is made here");
    };
    const scratch = { ...someFiles(), make: none, close: async () => {} };
    const forget = async (gone: string): Promise<void> => void forgotten.push(gone);
    const [ask] = openTenantDeletion({
      db: aether.db,
      log: createLogger({ level: "silent", to: process.stderr }),
      trail: testTrail(aether.db),
      runsJobs: false,
      forget,
      opened,
      scratch,
    });
    // Who listens later is heard later.
    await (
      await aether.db.listen("later", () => {})
    )();
    await ask?.call(contextOf(OPERATOR), { id: slug, confirm: slug });
    await erase();
    await expect.poll(() => forgotten).toEqual([tenantId]);
    for (const end of opened) await end();
  });

  test("DB-22 nothing of a deleted tenant is left in any table, the queue or on disk, and another's rows are as they were", async () => {
    const [a, b] = [await filled(), await filled()];
    const before = await allOf(aether.db, b.tenantId);
    expect(Object.keys(await rowsLeft(aether.db, a.tenantId)).length).toBeGreaterThan(8);
    const input = { id: a.slug, confirm: a.slug };
    expect(await deleteTenant({ db: aether.db }).call(contextOf(OPERATOR), input)).toMatchObject({ state: "deleting" });
    const files = someFiles(`trees/${a.tenantId}`, `trees/${b.tenantId}`);
    const forgotten: string[] = [];
    await erase({ files, batch: 3, forget: async (tenantId) => void forgotten.push(tenantId) });
    expect(forgotten).toEqual([a.tenantId]);
    expect(await rowsLeft(aether.db, a.tenantId)).toEqual({});
    expect(await files.find(a.tenantId)).toEqual([]);
    expect(await files.find(b.tenantId)).toHaveLength(1);
    expect(await allOf(aether.db, b.tenantId)).toBe(before);
    const [proof] = await aether.db
      .forAuth()
      .query<{ finished_at: string; removed: object }>(
        "select finished_at, removed from tenant_deletion where tenant = $1",
        [a.tenantId],
      );
    expect(proof).toMatchObject({ finished_at: expect.any(String), removed: { repo: 1, invitation: 1, files: 1 } });
    await erase();
  });

  test("DB-22 from the call on no job of the tenant writes", async () => {
    const { tenantId, context, slug } = await filled();
    await deleteOwnTenant({ db: aether.db }).call(contextOf(ownerOf(tenantId)), { confirm: slug });
    const [row] = await aether.db
      .forAuth()
      .query<{ state: string }>("select state from tenant where tenant_id = $1", [tenantId]);
    expect(row?.state).toBe("deleting");
    expect(context.tenantId).toBe(tenantId);
    await erase();
    await expect(
      aether.db
        .forTenant({ tenantId })
        .write((tx) =>
          tx.execute("insert into blob (tenant_id, hash, bytes, content) values ($1, $1, 1, 'a')", [tenantId]),
        ),
    ).rejects.toThrow("tenant");
    expect(await rowsLeft(aether.db, tenantId)).toEqual({});
  });

  test("DB-22 one that was interrupted is finished by the next, and two at once do no harm", async () => {
    const { tenantId, slug } = await filled();
    await deleteTenant({ db: aether.db }).call(contextOf(OPERATOR), { id: tenantId, confirm: slug });
    const broken = { ...someFiles(), erase: () => Promise.reject(new Error("the disk is gone")) };
    await erase({ files: broken, batch: 2 });
    expect(await slugOf(tenantId)).toBe(slug);
    const lapse = () =>
      aether.db
        .forAuth()
        .write((tx) => tx.execute("update tenant_deletion set claimed_until = now() where finished_at is null"));
    await lapse();
    const first = startEraser({ db: aether.db, log, files: someFiles(), batch: 2 });
    await lapse();
    const second = startEraser({ db: aether.db, log, files: someFiles(), batch: 2 });
    await Promise.all([first.idle(), second.idle()]);
    await Promise.all([first.stop(), second.stop()]);
    await lapse();
    await erase();
    expect(await rowsLeft(aether.db, tenantId)).toEqual({});
  });

  // An embedded database belongs to the process that is killed.
  test.each(engine.engine === "postgres" ? [engine.engine] : [])(
    "DB-22 a process that is killed in the middle leaves what the next one finishes, on %s",
    async () => {
      const { tenantId, slug } = await filled();
      await deleteTenant({ db: aether.db }).call(contextOf(OPERATOR), { id: tenantId, confirm: slug });
      const flags = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning"];
      const child = spawn("node", [...flags, "test/accounts/erasing-process.ts", url, "7"], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      child.kill("SIGKILL");
      await once(child, "exit");
      expect(Object.keys(await rowsLeft(aether.db, tenantId)).length).toBeGreaterThan(1);
      await aether.db
        .forAuth()
        .write((tx) => tx.execute("update tenant_deletion set claimed_until = now() where finished_at is null"));
      await erase();
      expect(await rowsLeft(aether.db, tenantId)).toEqual({});
    },
  );

  test("DB-22 records that come while the tenant is being removed, or after, leave nothing in any table or checkpoint", async () => {
    const { tenantId, slug } = await filled();
    const checkpoints = memoryCheckpoints();
    const trail = testTrail(aether.db, { checkpoints });
    const late = (target: string) =>
      trail.record({ context: contextOf(ownerOf(tenantId)), action: "index_repository", target, outcome: "OK" });
    await late("/before");
    await deleteTenant({ db: aether.db }).call(contextOf(OPERATOR), { id: tenantId, confirm: slug });
    const files = someFiles();
    await erase({
      trail,
      files: {
        // After the tables were emptied, and after the tenant's own row is gone.
        erase: async (id) => late("/while").then(() => files.erase(id)),
        find: async (id) => late("/after").then(() => files.find(id)),
      },
    });
    await late("/long-after");
    expect(await rowsLeft(aether.db, tenantId)).toEqual({});
    const [proof] = await aether.db
      .forAuth()
      .query<{ finished_at: string | null }>("select finished_at from tenant_deletion where tenant = $1", [tenantId]);
    expect(proof?.finished_at).toEqual(expect.any(String));
    await trail.close();
    expect((await checkpoints.load()).filter((text) => text.includes(tenantId))).toEqual([]);
  });

  test("without the right slug nothing is deleted", async () => {
    const { tenantId } = await filled();
    const wrong = deleteOwnTenant({ db: aether.db }).call(contextOf(ownerOf(tenantId)), { confirm: "another" });
    await expect(wrong).rejects.toMatchObject({ code: "CONFLICT" });
    await erase();
    expect(await slugOf(tenantId)).not.toBe("");
  });
});
