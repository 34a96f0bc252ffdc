import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tenantTables } from "../../packages/server/src/accounts/deletion/store.ts";
import { LEFT_OUT } from "../../packages/server/src/accounts/exports/left-out.ts";
import { SECTIONS } from "../../packages/server/src/accounts/exports/sections.ts";
import { exportOperations } from "../../packages/server/src/accounts/index.ts";
import type { FileAnswer } from "../../packages/server/src/kernel/operation/index.ts";
import {
  type Context,
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { testTrail } from "../support/audit-trail.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Unpacked {
  readonly names: readonly string[];
  /** Rows by section. */
  readonly rows: ReadonlyMap<string, readonly Record<string, unknown>[]>;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about
  readonly manifest: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly proof: any;
  readonly text: string;
}

/** As anybody does it: by tar. */
async function unpack(archive: Buffer): Promise<Unpacked> {
  using folder = temporaryFolder({});
  const options = { cwd: folder.path, encoding: "utf8", input: archive } as const;
  const names = execFileSync("tar", ["-xvf", "-"], options).trim().split("\n");
  const files = new Map(names.map((name) => [name, readFileSync(join(folder.path, name))]));
  const json = (name: string): unknown => JSON.parse(String(files.get(name)));
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  const manifest: any = json("manifest.json");
  const rows = new Map<string, Record<string, unknown>[]>();
  let text = "";
  for (const section of manifest.sections) {
    const own: Record<string, unknown>[] = [];
    for (const { name, rows: count, bytes, sha256 } of section.files) {
      const file = files.get(name);
      if (file === undefined) throw new Error(`${name} is missing`);
      expect({ name, bytes: file.length }).toEqual({ name, bytes });
      expect(createHash("sha256").update(file).digest("hex")).toBe(sha256);
      const lines = gunzipSync(file).toString();
      text += lines;
      const read = lines.split("\n").filter((line) => line !== "");
      expect({ name, count: read.length }).toEqual({ name, count });
      own.push(...read.map((line) => JSON.parse(line)));
    }
    expect(own).toHaveLength(section.rows);
    rows.set(section.name, own);
  }
  return { names, rows, manifest, proof: json("audit-proof.json"), text };
}

describe.each(ENGINES)("exports of tenants on $engine", (engine) => {
  let aether: TestAether;
  const folders = new DisposableStack();
  beforeAll(async () => {
    aether = await openAether(engine, { exports: { fileBytes: 100, pageRows: 3 } });
  });
  afterAll(async () => {
    await aether.close();
    folders.dispose();
  });

  const contextOf = (identity: Identity): Context =>
    createContext({ ...identity, requestId: "test", signal: new AbortController().signal });
  const operator = contextOf({
    tenantId: NO_TENANT,
    actor: { kind: "operator", keyId: "k" },
    permissions: permissionsOfOperator(),
  });
  const ownerOf = (tenantId: string): Context => {
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    return contextOf({ tenantId, actor, permissions: permissionsOf("owner") });
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  const call = (name: string, context: Context, input: object): Promise<any> => {
    const found = exportOperations(aether.exports).find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`no operation ${name}`);
    return found.call(context, input);
  };
  const download = async (context: Context, id: string, export_id: string): Promise<Buffer> => {
    const file: FileAnswer = await call("download_tenant_export", context, { id, export_id });
    return buffer(file.read(0, file.bytes - 1));
  };
  const exported = async (context: Context, tenantId: string) => {
    const { export_id, job_id } = await call("export_tenant", context, { id: tenantId });
    const job = await aether.whenFinished((await aether.tenant(tenantId)).context, job_id);
    expect(job).toMatchObject({ state: "succeeded" });
    return { export_id, archive: await download(context, tenantId, export_id) };
  };
  const setState = (tenantId: string, state: string) =>
    aether.db
      .forAuth()
      .write((tx) => tx.execute("update tenant set state = $2 where tenant_id = $1", [tenantId, state]));

  /** A tenant with something in every table that there is something to put in. */
  async function filled(name: string) {
    const word = `${name}${randomUUID().slice(0, 8)}`;
    const tenant = await aether.tenant();
    const { tenantId } = tenant.context;
    const code = `export const ${word} = 1;\nexport function use${word}() { return ${word} + missing(); }\n`;
    const folder = folders.use(temporaryFolder({ "a.ts": code, "b.ts": 'import "./a";\n', "c.md": `# ${word}\n` }));
    expect((await tenant.index(folder.path)).state).toBe("succeeded");
    const personId = randomUUID();
    const secrets = [`hash-${word}`, `check-${word}`, `pepper-${word}`, `sealed-${word}`, `argon-${word}`];
    const [hash, check, pepper, sealed, argon] = secrets;
    await aether.db
      .forAuth()
      .write((tx) =>
        tx.execute("insert into person (person_id, email, name, password) values ($1, $2, $3, $4)", [
          personId,
          `${word}@example.org`,
          word,
          argon,
        ]),
      );
    await aether.db.forTenant({ tenantId }).write(async (tx) => {
      await tx.execute("insert into membership (tenant_id, person_id, role) values ($1, $2, 'owner')", [
        tenantId,
        personId,
      ]);
      await tx.execute(
        `insert into invitation (tenant_id, invitation_id, email, role, secret_hash, expires_at)
         values ($1, $2, 'a@example.org', 'viewer', convert_to($3, 'UTF8'), now())`,
        [tenantId, randomUUID(), hash],
      );
      await tx.execute(
        `insert into api_key (tenant_id, key_id, name, environment, secret_hash, secret_check, pepper, last4, permissions)
         values ($1, 'key', $2, 'live', $3, convert_to($4, 'UTF8'), $5, 'abcd', '{code:read}')`,
        [tenantId, word, hash, check, pepper],
      );
      await tx.execute(
        `insert into credential (tenant_id, name, kind, host, sealed, root_key)
         values ($1, $2, 'git_token', 'git.example.org', $3, 'k1')`,
        [tenantId, `${word}-token`, sealed],
      );
      await tx.execute(`insert into model_choice (tenant_id, role, model, choice) values ($1, 'reranker', $2, '{}')`, [
        tenantId,
        `${name}-model`,
      ]);
      await tx.execute("insert into model_budget (tenant_id, daily) values ($1, 5)", [tenantId]);
      await tx.execute("insert into model_use (tenant_id, day, model, tokens) values ($1, '2026-01-01', $2, 7)", [
        tenantId,
        `${name}-model`,
      ]);
      await tx.execute(
        `insert into scip (tenant_id, repo_id, path, hash, tool, digest, data)
         select $1, repo_id, 'a.ts', $1, 'tool@1', $1, '\\x0102' from repo limit 1`,
        [tenantId],
      );
    });
    const trail = testTrail(aether.db);
    for (const action of ["index_repository", "create_key"]) {
      await trail.record({ context: ownerOf(tenantId), action, target: `/${word}`, outcome: "OK" });
    }
    return { ...tenant, tenantId, word, secrets };
  }

  test("every table of tenants is in an export or named as left out, and every column that is in one is there", async () => {
    const tables = ["tenant", ...(await tenantTables(aether.db.forAuth())).map(({ name }) => name)];
    const known = [...SECTIONS.map(({ table }) => table), ...Object.keys(LEFT_OUT)];
    expect(known.toSorted()).toEqual(tables.toSorted());
  });

  test("an export has as many rows as row security shows, nothing of another tenant, and no secret", async () => {
    const [ours, theirs] = [await filled("ours"), await filled("theirs")];
    const { tenantId } = ours;
    const { archive } = await exported(ownerOf(tenantId), tenantId);
    const { manifest, names, rows, proof, text } = await unpack(archive);
    expect(names.at(-1)).toBe("manifest.json");
    const tenant = aether.db.forTenant({ tenantId });
    // What happened since the archive was whole: its own job has ended, and the day has a count more.
    const there = new Map<string, number>();
    for (const { name, table } of SECTIONS) {
      const [row] = await tenant.query<{ count: number }>(`select count(*)::int as count from ${table}`);
      there.set(name, Number(row?.count) - (name === "usage" ? 1 : 0));
    }
    expect(new Map([...rows].map(([name, all]) => [name, all.length]))).toEqual(there);
    expect([...there.values()].filter((count) => count === 0)).toEqual([]);
    expect(manifest).toMatchObject({ format: "aether-tenant-export", version: 1, tenant_id: tenantId });
    expect(manifest.snapshots.when_begun).toEqual(manifest.snapshots.when_ended);
    const secrets = [...ours.secrets, ...theirs.secrets].flatMap((secret) =>
      (["utf8", "hex", "base64"] as const).map((form) => Buffer.from(secret).toString(form)),
    );
    expect([...secrets, theirs.tenantId, theirs.word].filter((one) => text.includes(one))).toEqual([]);
    expect(JSON.stringify(rows.get("texts"))).toContain(ours.word);
    expect(rows.get("people")).toEqual([
      expect.objectContaining({ role: "owner", email: expect.stringContaining("@") }),
    ]);
    expect(rows.get("credentials")).toEqual([{ name: expect.stringContaining("-token") }]);
    expect(proof).toMatchObject({ ok: true, checked: 2, first_bad: null });
    const verdict = await testTrail(aether.db).verify({ tenantId, limit: 100, checkpoints: [proof.checkpoint] });
    expect(verdict).toMatchObject({ checked: 2, firstBad: undefined });
    expect(rows.get("audit")?.at(-1)).toMatchObject({ number: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("a suspended tenant's is written, by the operator, and both trails say so", async () => {
    const { tenantId } = await filled("left");
    await setState(tenantId, "suspended");
    const { archive } = await exported(operator, tenantId);
    const { rows } = await unpack(archive);
    expect(rows.get("tenant")).toEqual([expect.objectContaining({ tenant_id: tenantId, state: "suspended" })]);
    const told = await aether.db
      .forTenant({ tenantId })
      .query<{ action: string }>("select action from audit order by number limit 100");
    expect(told.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["export_tenant", "download_tenant_export"]),
    );
    await setState(tenantId, "deleting");
    await expect(call("export_tenant", operator, { id: tenantId })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("an export is read by itself, and deleted with its archive before it expires", async () => {
    const { tenantId } = await filled("deleted early");
    const owner = ownerOf(tenantId);
    const { export_id } = await exported(owner, tenantId);
    const asked = { id: tenantId, export_id };
    const { exports } = await call("list_tenant_exports", owner, { id: tenantId });
    expect(await call("get_tenant_export", owner, asked)).toEqual(exports[0]);
    expect(await call("delete_tenant_export", operator, asked)).toEqual({ export_id });
    await expect(download(owner, tenantId, export_id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const name of ["get_tenant_export", "delete_tenant_export"])
      await expect(call(name, owner, asked)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await call("list_tenant_exports", owner, { id: tenantId })).exports).toEqual([]);
  });

  test("what was killed in the middle is taken up behind what was noted, with the same rows", async () => {
    const { tenantId } = await filled("killed");
    const owner = ownerOf(tenantId);
    const { export_id, archive } = await exported(owner, tenantId);
    const whole = await unpack(archive);
    const tenant = aether.db.forTenant({ tenantId });
    const parts = await tenant.query<{ number: number; ends_at: string }>(
      "select number, ends_at from tenant_export_part order by number limit 1000",
    );
    expect(parts.length).toBeGreaterThan(SECTIONS.length + 5);
    for (const cut of [parts[0], parts[Math.floor(parts.length / 2)], parts.at(-2), parts.at(-1)]) {
      const { number = 0, ends_at = "0" } = cut ?? {};
      const { job_id } = await tenant.write(async (tx) => {
        // As a kill leaves it: the mark of the end is written with the last file.
        if (cut !== parts.at(-1)) {
          await tx.execute("delete from tenant_export_part where number > $1", [number]);
          await tx.execute("delete from archive_chunk where archive_id = $1 and begins_at >= $2", [export_id, ends_at]);
          await tx.execute("update archive set bytes = $2 where archive_id = $1", [export_id, ends_at]);
        }
        const [row] = await tx.query<{ job_id: string }>(
          "update tenant_export set finished_at = null, sha256 = null, bytes = 0 returning job_id",
        );
        await tx.execute("update job set state = 'failed' where job_id = $1", [row?.job_id]);
        return { job_id: String(row?.job_id) };
      });
      const { context } = await aether.tenant(tenantId);
      await aether.jobs.replay(context, job_id);
      expect((await aether.whenFinished(context, job_id)).state).toBe("succeeded");
      const again = await unpack(await download(owner, tenantId, export_id));
      for (const { name } of SECTIONS.filter((one) => !["jobs", "usage"].includes(one.name))) {
        expect({ name, rows: again.rows.get(name) }).toEqual({ name, rows: whole.rows.get(name) });
      }
    }
  });

  test("one archive is kept: another export takes its place, and its bytes are usage", async () => {
    const { tenantId } = await filled("twice");
    const owner = ownerOf(tenantId);
    const first = await exported(owner, tenantId);
    const second = await exported(owner, tenantId);
    const { exports } = await call("list_tenant_exports", owner, { id: tenantId });
    expect(exports).toEqual([
      expect.objectContaining({
        export_id: second.export_id,
        state: "succeeded",
        bytes: second.archive.length,
        sha256: createHash("sha256").update(second.archive).digest("hex"),
      }),
    ]);
    await expect(download(owner, tenantId, first.export_id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const kept = await aether.db
      .forTenant({ tenantId })
      .query("select archive_id, sum(octet_length(data)) as bytes from archive_chunk group by archive_id limit 10");
    expect(kept).toEqual([{ archive_id: second.export_id, bytes: String(second.archive.length) }]);
    const [used] = await aether.db
      .forTenant({ tenantId })
      .query("select added, removed, used from usage_day where measure = 'export_bytes' limit 1");
    expect(used).toEqual({
      added: String(first.archive.length + second.archive.length),
      removed: String(first.archive.length),
      used: String(second.archive.length),
    });
  });

  test("an archive that has expired, or is gone, is not there any more", async () => {
    const { tenantId } = await aether.tenant().then(({ context }) => context);
    const owner = ownerOf(tenantId);
    const { export_id } = await exported(owner, tenantId);
    const tenant = aether.db.forTenant({ tenantId });
    const [ending] = await tenant.query<{ job_id: string }>(
      "select job_id from job where kind = 'expire_export' order by job_id limit 1",
    );
    expect(ending).toBeDefined();
    await tenant.write((tx) => tx.execute("update tenant_export set expires_at = now()"));
    await expect(download(owner, tenantId, export_id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await tenant.write((tx) => tx.execute("update tenant_export set expires_at = now() + interval '1 day'"));
    await tenant.write((tx) => tx.execute("delete from archive"));
    await expect(download(owner, tenantId, export_id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("another tenant's owner learns nothing of a tenant or its exports", async () => {
    const [a, b] = await Promise.all([aether.tenant(), aether.tenant()]);
    const { export_id } = await exported(ownerOf(a.context.tenantId), a.context.tenantId);
    const stranger = ownerOf(b.context.tenantId);
    for (const name of ["export_tenant", "list_tenant_exports", "download_tenant_export"]) {
      const input = { id: a.context.tenantId, ...(name === "download_tenant_export" && { export_id }) };
      await expect(call(name, stranger, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const asOwn = { id: b.context.tenantId, export_id };
    await expect(call("download_tenant_export", stranger, asOwn)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
