/** Two servers on one PostgreSQL, each with a data directory of its own: whichever is asked has what the other was given. */
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { rowsLeft } from "../../packages/server/src/accounts/deletion/store.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { type Api, openApi } from "../../packages/server/src/main/api.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { callHttp, type CallOptions } from "../support/http-call.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newTenant } from "../support/tenants.ts";

const OPERATOR: Identity = {
  tenantId: NO_TENANT,
  actor: { kind: "operator", keyId: "k" },
  permissions: permissionsOfOperator(),
};
/** In what is sent, and nowhere else. */
const MARK = "quince_marmalade";
const WAIT = { timeout: 120_000, interval: 200 };

interface Server {
  readonly api: Api;
  readonly url: string;
  readonly data: string;
}

let database: TestDatabase;
/** Takes what is sent, and runs no jobs. */
let a: Server;
/** Runs the jobs. */
let b: Server;
let operatorKey = "";
const cleanup = new DisposableStack();

beforeAll(async () => {
  const postgres = ENGINES.find(({ engine }) => engine === "postgres");
  if (postgres === undefined) throw new Error("no PostgreSQL");
  database = await postgres.open({ afterMigrate: installQueue });
  const keys = `one:${createHash("sha256").update("root").digest("base64")}`;
  const serve = async (runsJobs: boolean): Promise<Server> => {
    const data = join(cleanup.use(temporaryFolder({})).path, "data");
    const env = {
      HOME: data,
      AETHER_DATA: data,
      DATABASE_URL: database.adminUrl,
      AETHER_SECRET_KEYS: keys,
      AETHER_POOL_MAX: "8",
      LOG_LEVEL: "silent",
    };
    const api = await openApi({ env, version: "1.0.0-test", runsJobs });
    return { api, data, url: await api.listen({ host: "127.0.0.1", port: 0 }) };
  };
  a = await serve(false);
  b = await serve(true);
  operatorKey = String((await callAs(OPERATOR, "create_operator_key", { name: "test" })).key);
}, 180_000);
afterAll(async () => {
  await a.api.close();
  await b.api.close();
  await database.drop();
  cleanup.dispose();
});

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
async function callAs(identity: Identity, name: string, input: object): Promise<any> {
  const operation = a.api.kernel.operations.find((one) => one.name === name);
  const context = createContext({ ...identity, requestId: "test", signal: new AbortController().signal });
  return operation?.call(context, input);
}

/** A tenant with a key for its code. */
async function tenantWithKey() {
  const { tenantId } = await newTenant(a.api.kernel.db);
  const owner: Identity = { tenantId, actor: { kind: "owner" }, permissions: permissionsOf("owner") };
  const made = await callAs(owner, "create_key", { name: "ci", permissions: ["code:read", "code:write", "jobs:read"] });
  return { tenantId, slug: `t-${tenantId}`, key: String(made.key) };
}

/** A server and whom it is asked as. */
type As = readonly [server: Server, key: string];

function ask([{ url }, key]: As, path: string, options: CallOptions = {}) {
  const headers = { authorization: `Bearer ${key}`, ...options.headers };
  return callHttp(`${url}/api/v1${path}`, { ...options, headers });
}

function post(as: As, path: string, body: object) {
  const headers = { "content-type": "application/json" };
  return ask(as, path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** A tar.gz that a reader has to read more than one piece of. */
function archive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "aether-pack-"));
  writeFileSync(join(folder, "jam.py"), `def ${MARK}():\n    return 1\n`);
  writeFileSync(
    join(folder, "noise.bin"),
    Buffer.concat(Array.from({ length: 80_000 }, () => Buffer.from(randomUUID()))),
  );
  const made = execFileSync("tar", ["-czf", "-", "-C", folder, "."], { maxBuffer: 20_000_000 });
  rmSync(folder, { recursive: true });
  return made;
}

async function uploaded(server: Server, key: string): Promise<{ job_id: string; repo_id: string }> {
  const body = archive();
  expect(body.length).toBeGreaterThan(1_100_000);
  const headers = { "content-type": "application/gzip", "content-length": body.length };
  const answer = await ask([server, key], "/repositories/upload?name=jam", { method: "POST", headers, body });
  expect(answer.status).toBe(202);
  return answer.json().data;
}

async function jobEnds(server: Server, key: string, jobId: string): Promise<void> {
  const state = async () => (await ask([server, key], `/ingest/job/${jobId}`)).json().data.state;
  await expect.poll(state, WAIT).toBe("succeeded");
}

/** What of a tenant lies in a data directory, by name or by content. */
function onDisk({ data }: Server, tenantId: string): string[] {
  const files = globSync("**/*", { cwd: data }).map((name) => join(data, name));
  return files.filter(
    (file) => file.includes(tenantId) || (statSync(file).isFile() && readFileSync(file).includes(MARK)),
  );
}

test("what is sent to one is read by the other, and found through both", async () => {
  const { tenantId, key } = await tenantWithKey();
  const { job_id } = await uploaded(a, key);
  await jobEnds(b, key, job_id);
  for (const server of [a, b]) {
    const found = await post([server, key], "/retrieve/search", { query: MARK });
    expect(found.status).toBe(200);
    expect(found.text).toContain("jam.py");
    await expect.poll(() => onDisk(server, tenantId), WAIT).toEqual([]);
  }
}, 180_000);

test("an export that one was asked for is downloaded from the other, and taken up where it broke off", async () => {
  const { tenantId, key } = await tenantWithKey();
  await jobEnds(a, key, (await uploaded(a, key)).job_id);
  const asked = await post([a, operatorKey], `/tenants/${tenantId}/exports`, {});
  expect(asked.status).toBe(202);
  const { export_id } = asked.json().data;
  const listed = async () => (await ask([a, operatorKey], `/tenants/${tenantId}/exports`)).json().data.exports[0];
  await expect.poll(async () => (await listed()).state, WAIT).toBe("succeeded");
  const { bytes, sha256 } = await listed();
  const path = `/tenants/${tenantId}/exports/${export_id}/archive`;
  const parts: Buffer[] = [];
  for (const [server, range] of [
    [a, `bytes=0-${Math.floor(bytes / 3)}`],
    [b, `bytes=${Math.floor(bytes / 3) + 1}-`],
  ] as const) {
    const headers = { authorization: `Bearer ${operatorKey}`, range };
    const answer = await fetch(`${server.url}/api/v1${path}`, { headers });
    expect(answer.status).toBe(206);
    parts.push(Buffer.from(await answer.arrayBuffer()));
  }
  expect(createHash("sha256").update(Buffer.concat(parts)).digest("hex")).toBe(sha256);
}, 180_000);

test("DB-22 a tenant that is deleted through one leaves no file, row, archive or folder on either", async () => {
  const [{ tenantId, slug, key }, other] = [await tenantWithKey(), await tenantWithKey()];
  await jobEnds(a, key, (await uploaded(a, key)).job_id);
  await jobEnds(a, other.key, (await uploaded(b, other.key)).job_id);
  const { db } = a.api.kernel;
  expect((await post([b, operatorKey], `/tenants/${tenantId}/exports`, {})).status).toBe(202);
  const listed = async () => (await ask([b, operatorKey], `/tenants/${tenantId}/exports`)).json().data.exports[0].state;
  await expect.poll(listed, WAIT).toBe("succeeded");
  const body = JSON.stringify({ confirm: slug });
  const headers = { "content-type": "application/json", "content-length": body.length };
  const deleted = await ask([b, operatorKey], `/tenants/${tenantId}`, { method: "DELETE", headers, body });
  expect(deleted.status).toBe(202);
  const proof = async () => {
    const [row] = await db
      .forAuth()
      .query<{ finished_at: string | null; unreached: object; removed: Record<string, number> }>(
        "select finished_at, unreached, removed from tenant_deletion where tenant = $1",
        [tenantId],
      );
    return row;
  };
  await expect.poll(async () => (await proof())?.finished_at ?? null, WAIT).not.toBeNull();
  expect(await proof()).toMatchObject({ unreached: [], removed: { archive_chunk: expect.any(Number), archive: 2 } });
  expect(await rowsLeft(db, tenantId)).toEqual({});
  for (const server of [a, b]) expect(onDisk(server, tenantId)).toEqual([]);
  const [kept] = await db
    .forTenant(other)
    .query<{ chunks: number }>("select count(*)::int as chunks from archive_chunk limit 1");
  expect(kept?.chunks).toBeGreaterThan(1);
  const [none] = await db
    .forTenant({ tenantId })
    .query<{ chunks: number }>("select count(*)::int as chunks from public.archive_chunk limit 1");
  expect(none?.chunks).toBe(0);
}, 240_000);
