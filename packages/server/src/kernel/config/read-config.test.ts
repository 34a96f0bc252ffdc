import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { isFault } from "#kernel/errors";

import { readConfig } from "./index.ts";

describe("readConfig", () => {
  test("an empty environment gives the embedded default on the loopback address", () => {
    const { config, secrets } = readConfig({ HOME: "/home/ada" });
    expect(config).toMatchObject({
      dataDirectory: "/home/ada/.local/share/aether",
      engine: "embedded",
      host: "127.0.0.1",
      port: 8000,
      pool: { min: 5, max: 20, waitMs: 30_000 },
      logLevel: "info",
      maxFiles: 200_000,
    });
    expect(config.workers).toBeGreaterThanOrEqual(1);
    expect(secrets).toEqual({ databaseUrl: undefined, migrationDatabaseUrl: undefined, rootKeys: undefined });
  });

  test("a variable that is set to nothing counts as not set", () => {
    expect(readConfig({ HOME: "/h", AETHER_PORT: " ", DATABASE_URL: "" }).config).toMatchObject({
      port: 8000,
      engine: "embedded",
    });
  });

  test("XDG_DATA_HOME and a relative AETHER_DATA are followed, to absolute paths", () => {
    expect(readConfig({ HOME: "/h", XDG_DATA_HOME: "/x" }).config.dataDirectory).toBe("/x/aether");
    expect(readConfig({ HOME: "/h", AETHER_DATA: "data" }).config.dataDirectory).toBe(resolve("data"));
  });

  test("AUDIT-10: all problems are told at once, by name, without a secret's value", () => {
    const wrong = {
      AETHER_PORT: "80a",
      LOG_LEVEL: "loud",
      DATABASE_URL: "mysql://root:hunter2@h/x",
      AETHER_MAX_FILES: "0",
    };
    let problem: unknown;
    try {
      readConfig(wrong);
    } catch (error) {
      problem = error;
    }
    const text = JSON.stringify(problem);
    expect(problem).toMatchObject({ code: "CONFIG_INVALID" });
    for (const name of Object.keys(wrong)) expect(text).toContain(name);
    expect(text).not.toContain("hunter2");
  });

  test("allowed roots are a list of absolute paths, and none given allows any", () => {
    expect(readConfig({ AETHER_ALLOWED_ROOTS: "/code:/srv/x:" }).config.allowedRoots).toEqual(["/code", "/srv/x"]);
    expect(readConfig({ AETHER_ALLOWED_ROOTS: "" }).config.allowedRoots).toBeUndefined();
    expect(() => readConfig({ AETHER_ALLOWED_ROOTS: "/code:../x" })).toThrow(/AETHER_ALLOWED_ROOTS must be absolute/);
    expect(() => readConfig({ AETHER_ALLOWED_ROOTS: ":" })).toThrow(/AETHER_ALLOWED_ROOTS/);
  });

  test("a pool whose least is above its most is refused", () => {
    expect(() => readConfig({ AETHER_POOL_MIN: "9", AETHER_POOL_MAX: "3" })).toThrow(
      /AETHER_POOL_MIN.*AETHER_POOL_MAX/,
    );
  });

  test("the database's URL is a secret and never part of the config", () => {
    const { config, secrets } = readConfig({ DATABASE_URL: "postgres://u:hunter2@db/x" });
    expect(config.engine).toBe("postgres");
    expect(JSON.stringify(config)).not.toContain("hunter2");
    expect(secrets.migrationDatabaseUrl).toBe(secrets.databaseUrl);
  });

  describe("secrets", () => {
    const key = randomBytes(32).toString("base64");
    const url = "postgres://u:hunter2hunter2@db/x";

    function problemsOf(environment: Record<string, string>): readonly string[] {
      try {
        readConfig(environment, { needsKeys: true });
        return [];
      } catch (error) {
        if (!isFault(error, "CONFIG_INVALID")) throw error;
        if (JSON.stringify(error).includes("hunter2")) throw new Error("a secret is told", { cause: error });
        return z.array(z.string()).parse(error.details["problems"]);
      }
    }

    test("AUDIT-10: a server on PostgreSQL needs root keys, the embedded one and a migration do not", () => {
      expect(problemsOf({ DATABASE_URL: url })).toEqual([expect.stringMatching(/^AETHER_SECRET_KEYS must be set/)]);
      expect(problemsOf({})).toEqual([]);
      expect(readConfig({ DATABASE_URL: url }).secrets.databaseUrl).toBe(url);
      const { config, secrets } = readConfig(
        { DATABASE_URL: url, AETHER_SECRET_KEYS: `k1:${key}` },
        { needsKeys: true },
      );
      expect(secrets.rootKeys?.map(({ id }) => id)).toEqual(["k1"]);
      expect(JSON.stringify(config)).not.toContain(key);
    });

    test("AUDIT-10: in production all that is unsafe is refused at once", () => {
      const weak = {
        DATABASE_URL: "postgres://aether:aether@db/x",
        AETHER_SECRET_KEYS: "k1:c2hvcnQ=",
        AETHER_PORT: "x",
      };
      const names = problemsOf({ ...weak, NODE_ENV: "production" }).map((problem) => problem.split(" ")[0]);
      expect(new Set(names)).toEqual(new Set(["AETHER_PORT", "AETHER_SECRET_KEYS", "DATABASE_URL"]));
    });

    test("may lie in a file or another variable, by NAME_FILE or by reference", async () => {
      const folder = await mkdtemp(join(tmpdir(), "aether-config-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = join(folder, "url");
      await writeFile(file, `${url}\n`);
      for (const environment of [
        { DATABASE_URL_FILE: file },
        { DATABASE_URL: `ref+file:${file}` },
        { DATABASE_URL: `ref+file://${file}` },
        { DATABASE_URL: "ref+env:PG_URL", PG_URL: url },
      ]) {
        expect(readConfig(environment).secrets.databaseUrl).toBe(url);
      }
    });

    test.each([
      [{ DATABASE_URL_FILE: "/nowhere/url" }, /DATABASE_URL refers to the file \/nowhere\/url, .*ENOENT/],
      [{ DATABASE_URL_FILE: "/tmp" }, /EISDIR/],
      [{ DATABASE_URL_FILE: "/dev/null" }, /something empty/],
      [{ DATABASE_URL: "ref+env:NOT_SET" }, /the variable NOT_SET, which is not set/],
      [
        { DATABASE_URL: "ref+vault:secret/data/db" },
        /"vault", which is not known here \(known: ref\+file:, ref\+env:\)/,
      ],
      [{ DATABASE_URL: url, DATABASE_URL_FILE: "/tmp/url" }, /DATABASE_URL and DATABASE_URL_FILE are both set/],
    ])("%j is told of by name", (environment, message) => {
      expect(problemsOf(environment)).toEqual([expect.stringMatching(message)]);
    });
  });
});
