/** A database that outlives a process on it, and the killing of that process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { expect } from "vitest";

import { type Db, openEmbedded, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { embeddedTemplate, type Engine } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface House {
  readonly place: string;
  open(): Promise<Db>;
  drop(): Promise<void>;
}

export async function build(engine: Engine): Promise<House> {
  if (engine.engine === "pglite") {
    const folder = temporaryFolder();
    const template = await embeddedTemplate();
    const open = () => openEmbedded({ directory: folder.path, template, afterMigrate: installQueue });
    return { place: folder.path, open, drop: async () => folder[Symbol.dispose]() };
  }
  const database = await engine.open({ afterMigrate: installQueue });
  const { adminUrl: place = "" } = database;
  return { place, open: () => openPostgres({ url: place, pool: { min: 0, max: 6 } }), drop: () => database.drop() };
}

export interface Death {
  /** Below test/aether. */
  readonly script: string;
  /** After this statement has run so many times. */
  readonly form: string;
  readonly times: number;
}

export async function killAt({ script, form, times }: Death, args: readonly string[]): Promise<void> {
  const flags = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning"];
  const child = spawn("node", [...flags, `test/aether/${script}`, ...args, form, String(times)], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const told = await Promise.race([once(child.stdout, "data").then(String), ended.then(() => "it ended")]);
  child.kill("SIGKILL");
  await ended;
  expect(told).toBe("there\n");
}
