import { randomUUID } from "node:crypto";
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import {
  createMigration,
  openMigrator,
  openPostgres,
  MIGRATIONS_DIRECTORY,
  type Migrator,
  type MigrationTarget,
} from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { emptyPostgres } from "../support/databases.ts";

const TARGETS = ["embedded", "postgres"] as const;

/** A data directory without a schema, to be copied: making one takes seconds. */
let bare: string;
beforeAll(async () => {
  bare = await mkdtemp(join(tmpdir(), "aether-bare-"));
  await (await openMigrator({ kind: "embedded", directory: bare, version: "1" })).close();
});
afterAll(() => rm(bare, { recursive: true }));

describe.each(TARGETS)("migrations on %s", (kind) => {
  let folder: string;
  let migrations: string;
  let target: MigrationTarget;
  let migrator: Migrator;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aether-migrations-"));
    migrations = join(folder, "migrations");
    if (kind === "postgres") {
      const empty = await emptyPostgres();
      target = { kind, url: empty.url };
      drop = () => empty.drop();
    } else {
      target = { kind, directory: join(folder, "data"), version: "1" };
      await cp(bare, target.directory, { recursive: true });
      drop = () => Promise.resolve();
    }
    await cp(MIGRATIONS_DIRECTORY, migrations, { recursive: true });
    migrator = await openMigrator(target, { migrations });
  });
  afterEach(async () => {
    await migrator.close();
    await drop();
    await rm(folder, { recursive: true });
  });

  const names = async (): Promise<string[]> =>
    (await readdir(migrations)).map((file) => file.replace(/\.sql$/, "")).sort();

  test("all are applied once, in order, and the newest is undone and applied again", async () => {
    const all = await names();
    expect((await migrator.status()).every(({ appliedAt }) => appliedAt === undefined)).toBe(true);
    expect(await migrator.up()).toEqual(all);
    expect(await migrator.down()).toBe(all.at(-1));
    expect((await migrator.status()).at(-1)).toEqual({ name: all.at(-1), appliedAt: undefined });
    expect(await migrator.up()).toEqual([all.at(-1)]);
    expect((await migrator.status())[0]?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  });

  test("every migration can be taken back, down to nothing", async () => {
    await migrator.up();
    for (const name of (await names()).reverse()) expect(await migrator.down()).toBe(name);
    expect(await migrator.down()).toBeUndefined();
    expect(await migrator.up()).toEqual(await names());
  });

  test("an applied file that was edited is refused", async () => {
    await migrator.up();
    const [first = ""] = await names();
    const file = join(migrations, `${first}.sql`);
    await writeFile(file, `${await readFile(file, "utf8")}\n-- a thought`);
    await expect(migrator.up()).rejects.toMatchObject({ code: "MIGRATION_EDITED", details: { name: first } });
  });

  test("a database that is newer than the files is refused", async () => {
    await copyFile(join(MIGRATIONS_DIRECTORY, "0001-tenants.sql"), join(migrations, "9999-future.sql"));
    await writeFile(join(migrations, "9999-future.sql"), "create table future (id int primary key);");
    await migrator.up();
    await rm(join(migrations, "9999-future.sql"));
    await expect(migrator.up()).rejects.toMatchObject({ code: "SCHEMA_OUTDATED", details: { name: "9999-future" } });
    await expect(migrator.down()).rejects.toMatchObject({ code: "SCHEMA_OUTDATED" });
  });

  test("one that fails leaves nothing of itself and everything before it", async () => {
    await writeFile(
      join(migrations, "9998-good.sql"),
      "create table good (id int primary key);\n-- down\ndrop table good;",
    );
    await writeFile(join(migrations, "9999-bad.sql"), "create table half (id int); select 1 / 0;");
    await expect(migrator.up()).rejects.toThrow(/9999-bad.*division by zero/);
    const states = await migrator.status();
    expect(states.find(({ name }) => name === "9998-good")?.appliedAt).toBeDefined();
    expect(states.at(-1)).toEqual({ name: "9999-bad", appliedAt: undefined });
    await writeFile(join(migrations, "9999-bad.sql"), "create table half (id int);");
    expect(await migrator.up()).toEqual(["9999-bad"]);
    await expect(migrator.down()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("one with a number below an applied one is refused", async () => {
    await migrator.up();
    await writeFile(join(migrations, "0001-a-late-one.sql"), "select 1;");
    await expect(migrator.up()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("what belongs to another house runs after them, with the rights to make a schema", async () => {
    await migrator.close();
    migrator = await openMigrator(target, {
      migrations,
      afterMigrate: async (executor) => {
        await executor.executeSql(
          "create schema if not exists queue; create table if not exists queue.ticket (id int)",
        );
        await executor.executeSql("insert into queue.ticket values ($1)", [7]);
      },
    });
    await migrator.up();
    expect(await migrator.up()).toEqual([]);
  });

  test("a new one gets the next number, and a name that is no name is refused", async () => {
    await writeFile(join(migrations, "0041-x.sql"), "");
    expect(await createMigration(migrations, "add-labels")).toBe(join(migrations, "0042-add-labels.sql"));
    await expect(createMigration(migrations, "../evil")).rejects.toMatchObject({ code: "USAGE" });
    await expect(createMigration(migrations, "")).rejects.toMatchObject({ code: "USAGE" });
  });
});

test("of many that migrate one server at the same time, each migration is applied by one", async () => {
  const empty = await emptyPostgres();
  try {
    const target: MigrationTarget = { kind: "postgres", url: empty.url };
    const migrators = await Promise.all(Array.from({ length: 6 }, () => openMigrator(target)));
    const applied = await Promise.all(migrators.map((migrator) => migrator.up()));
    await Promise.all(migrators.map((migrator) => migrator.close()));
    const files = (await readdir(MIGRATIONS_DIRECTORY)).map((file) => file.replace(/\.sql$/, "")).sort();
    expect(applied.flat().sort()).toEqual(files);
  } finally {
    await empty.drop();
  }
});

describe("the login of the API on a server", () => {
  const url = (from: string, login: string): string => from.replace(/\/\/[^@]*@/, `//${login}@`);

  test("is made by migrating, may be the application and nothing more, and is left alone the next time", async () => {
    const empty = await emptyPostgres();
    const name = `api_${randomUUID().slice(0, 8)}`;
    const login = url(empty.url, `${name}:a%20long%20one`);
    const migrator = await openMigrator({ kind: "postgres", url: empty.url }, { afterMigrate: installQueue });
    try {
      await migrator.up();
      expect(await migrator.admit(login)).toBe(`made the login ${name}`);
      expect(await migrator.admit(login)).toBeUndefined();
      expect(await migrator.admit(empty.url), "the login that migrates").toBeUndefined();
      await expect(migrator.admit(url(empty.url, "nobody_yet"))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
      const db = await openPostgres({ url: login, isProduction: true });
      await db.close();
      const asApi = await openMigrator({ kind: "postgres", url: login });
      expect(await asApi.admit(url(empty.url, "another:x")), "without the right to").toBeUndefined();
      await asApi.close();
    } finally {
      const admin = new Client(empty.url);
      await admin.connect();
      await admin.query(`drop role if exists ${name}`);
      await admin.end();
      await migrator.close();
      await empty.drop();
    }
  });
});
