/** `make try-postgres`, which the README names for who has no PostgreSQL. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { Client } from "pg";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

test(
  "a PostgreSQL to try many tenants on has pgvector and an empty database, and is gone when it is stopped",
  async () => {
    const script = spawn(process.execPath, ["--conditions=@aether/source", "scripts/try-postgres.ts"], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(script, "exit");
    let said = "";
    for await (const chunk of script.stdout) {
      said += String(chunk);
      if (said.includes("Ctrl-C")) break;
    }
    const url = /MIGRATION_DATABASE_URL=(\S+)/.exec(said)?.[1];
    const client = new Client(url);
    await client.connect();
    await client.query("create extension vector");
    const { rows } = await client.query("select '[1,2]'::vector::text as vector");
    expect(rows).toEqual([{ vector: "[1,2]" }]);
    await client.end();
    script.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    await expect(new Client(url).connect()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  },
  5 * 60_000,
);
