/** Whom the token in the data directory lets in. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { openMigrator, readOwner } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { openApi } from "../../packages/server/src/main/api.ts";
import { emptyPostgres } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = randomBytes(32).toString("base64url");

async function served(settings: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(data, "token"), TOKEN, { mode: 0o600 });
  const env = { HOME: folder.path, AETHER_DATA: data, LOG_LEVEL: "silent", ...settings };
  const api = await openApi({ env, version: "0.0.0-test", runsJobs: false });
  onTestFinished(async () => {
    await api.close();
    folder[Symbol.dispose]();
  });
  const url = await api.listen({ host: "127.0.0.1", port: 0 });
  const statusOf = async (path: string, token: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}` } })).status;
  return { data, api, statusOf };
}

async function onPostgres(): Promise<Readonly<Record<string, string>>> {
  const empty = await emptyPostgres();
  const { url } = empty;
  onTestFinished(() => empty.drop());
  const migrator = await openMigrator({ kind: "postgres", url }, { afterMigrate: installQueue });
  await migrator.up();
  await migrator.close();
  return { DATABASE_URL: url, AETHER_SECRET_KEYS: `k1:${randomBytes(32).toString("base64")}` };
}

describe("the token of the data directory", () => {
  test("lets the owner of an embedded database in, who is told where it listens and with what", async () => {
    const { data, statusOf } = await served({});
    expect(await statusOf("/api/v1/repositories", TOKEN)).toBe(200);
    expect(await readOwner(data)).toMatchObject({ token: TOKEN, pid: process.pid });
  });

  test("counts for nothing on a server with PostgreSQL, and opens no page", async () => {
    const { data, api, statusOf } = await served(await onPostgres());
    for (const path of ["/api/v1/repositories", "/api/v1/tenants", "/api/v1/session"]) {
      expect([path, await statusOf(path, TOKEN)]).toEqual([path, 401]);
    }
    expect(await statusOf("/api/v1/session/code", TOKEN, { method: "POST" })).toBe(401);
    const owner = await readOwner(data);
    expect(owner).toMatchObject({ pid: process.pid });
    expect(owner?.token).toBeUndefined();
    const written = await readFile(join(data, "owner.json"), "utf8");
    expect(written).not.toContain(api.token);
    expect((await stat(join(data, "owner.json"))).mode & 0o777).toBe(0o600);
  });

  test("lets in on a server with PostgreSQL where that is asked for", async () => {
    const { data, statusOf } = await served({ ...(await onPostgres()), AETHER_LOCAL_OWNER: "1" });
    expect(await statusOf("/api/v1/repositories", TOKEN)).toBe(200);
    expect(await readOwner(data)).toMatchObject({ token: TOKEN });
  });
});
