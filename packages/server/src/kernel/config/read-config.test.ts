import { resolve } from "node:path";

import { describe, expect, test } from "vitest";

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
    expect(secrets).toEqual({ databaseUrl: undefined, migrationDatabaseUrl: undefined });
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

  test("all problems are told at once, by name, without a secret's value", () => {
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
});
