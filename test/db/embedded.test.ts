import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { announceOwner, openEmbedded, readOwner, type EmbeddedDb } from "../../packages/server/src/kernel/db/index.ts";
import { embeddedTemplate } from "../support/databases.ts";
import { runOnSmallDisk } from "../support/small-disk.ts";
import { newTenant } from "../support/tenants.ts";

const OWNER = fileURLToPath(new URL("../support/embedded-owner.ts", import.meta.url));

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aether-embedded-"));
  directory = join(folder, "data");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<EmbeddedDb> {
  return openEmbedded({ directory, version: "1", template: await embeddedTemplate() });
}

function startOwner(tenantId: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ["--conditions=@aether/source", OWNER, directory, tenantId]);
}

test("what was written is there when the directory is opened again, and only its owner may enter it", async () => {
  const first = await open();
  const { tenantId } = await newTenant(first);
  await first.close();
  const second = await open();
  expect(await second.forTenant({ tenantId }).query("select tenant_id from tenant limit 5")).toEqual([
    { tenant_id: tenantId },
  ]);
  await second.close();
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test("a second process is told who has the directory, by whatever path it comes", async () => {
  const db = await open();
  await symlink(directory, join(folder, "link"));
  await announceOwner(directory, { url: "http://127.0.0.1:8000", token: "t0ken", pid: process.pid, version: "1" });
  const other = spawnSync(process.execPath, ["--conditions=@aether/source", OWNER, join(folder, "link"), ""]);
  expect(other.status).not.toBe(0);
  expect(other.stderr.toString()).toMatch(/DATA_DIR_LOCKED/);
  expect(other.stderr.toString()).toContain(`process ${process.pid} has`);
  expect(other.stderr.toString()).toContain("http://127.0.0.1:8000");
  expect(other.stderr.toString()).not.toContain("t0ken");
  expect(await readOwner(directory)).toMatchObject({ token: "t0ken" });
  expect((await stat(join(directory, "owner.json"))).mode & 0o777).toBe(0o600);
  await db.close();
  expect(await readOwner(directory)).toBeUndefined();
});

test("the same process cannot open a directory twice", async () => {
  const db = await open();
  await expect(open()).rejects.toMatchObject({ code: "DATA_DIR_LOCKED", details: { pid: process.pid } });
  await db.close();
  await (await open()).close();
});

test("after kill -9 in the middle of writing the next open has every row that was committed", async () => {
  const first = await open();
  const { tenantId } = await newTenant(first);
  await first.close();
  const owner = startOwner(tenantId);
  for await (const line of createInterface(owner.stdout)) if (line === "40") break;
  owner.kill("SIGKILL");
  await once(owner, "exit");
  const db = await open();
  const sql = "select count(*)::int as count from tenant_counter where value <= 40";
  expect(await db.forTenant({ tenantId }).query(sql)).toEqual([{ count: 41 }]);
  await db.close();
});

test("a first start that was killed is begun again", async () => {
  await mkdir(join(directory, "pg18"), { recursive: true });
  await writeFile(join(directory, "pg18/PG_VERSION"), "18\n");
  await writeFile(join(directory, "creating"), "");
  const db = await open();
  await newTenant(db);
  await db.close();
  await expect(stat(join(directory, "creating"))).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  ["a newer format", JSON.stringify({ format: 2, version: "9.0.0" }), /version 9\.0\.0/],
  ["something that is not ours", "not json", /unknown/],
])("a directory with %s is refused and left alone", async (_name, content, message) => {
  await mkdir(directory);
  await writeFile(join(directory, "format.json"), content);
  await expect(open()).rejects.toMatchObject({ code: "DATA_DIR_VERSION", message: expect.stringMatching(message) });
  expect(await readFile(join(directory, "format.json"), "utf8")).toBe(content);
  await expect(stat(join(directory, "pg18"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a directory whose schema is newer than the program is refused as another version", async () => {
  const migrations = join(folder, "migrations");
  await mkdir(migrations);
  await (await open()).close();
  await expect(openEmbedded({ directory, migrations })).rejects.toMatchObject({ code: "DATA_DIR_VERSION" });
});

test("a path that is a file, or lies in one, is refused", async () => {
  await writeFile(directory, "");
  await expect(open()).rejects.toMatchObject({ code: "DATA_DIR_UNUSABLE" });
  await expect(openEmbedded({ directory: join(directory, "below") })).rejects.toMatchObject({
    code: "DATA_DIR_UNUSABLE",
  });
});

test("a directory that may not be written is refused by name", async () => {
  await mkdir(directory);
  await chmod(directory, 0o500);
  await chmod(folder, 0o755);
  const start = [process.execPath, "--conditions=@aether/source", OWNER, directory, ""];
  const asUser = process.getuid?.() === 0 ? ["--reuid=nobody", "--clear-groups"] : [];
  const refused = spawnSync("setpriv", [...asUser, ...start]);
  expect(refused.stderr.toString()).toMatch(/DATA_DIR_UNUSABLE|EACCES/);
  expect(refused.status).not.toBe(0);
});

describe("a full disk", () => {
  const onSmallDisk = (megabytes: number, tenantId: string): unknown =>
    runOnSmallDisk({ directory, megabytes }, new URL("../support/full-disk.ts", import.meta.url), [template, tenantId]);
  let template: string;
  beforeEach(async () => {
    template = await embeddedTemplate();
    await mkdir(directory);
  });

  test("is named, keeps what was committed, and is forgotten when there is room again", () => {
    expect(onSmallDisk(90, randomUUID())).toMatchObject({ opened: "ok", refused: "DISK_FULL", lost: 0, again: "ok" });
  });

  test("before the first start is named, and the first start succeeds when there is room", () => {
    expect(onSmallDisk(20, randomUUID())).toEqual({ opened: "DISK_FULL", again: "ok" });
  });
});
