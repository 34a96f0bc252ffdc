/**
 * Runs on a small file system of its own: `node full-disk-index.ts DIRECTORY TEMPLATE ROOT`. Indexes the folder ROOT, lets it
 * outgrow the disk, has another fill the disk during a run and before one, makes room, indexes again, and prints what happened as JSON.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue, type Job } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../support/aether-for-tests.ts";

const MB = 1_000_000;
const [disk = "", template = "", root = ""] = process.argv.slice(2);

const db = await openEmbedded({ directory: join(disk, "data"), template, afterMigrate: installQueue });
const aether = await joinAether({ db, drop: () => db.close() });
const tenant = await aether.tenant();

function leave(megabytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  appendFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - megabytes * MB)));
}

function resize(megabytes: number): void {
  spawnSync("mount", ["-o", `remount,size=${megabytes}m`, disk]);
}

function fillAtGraph(stage: string): void {
  if (stage === "graph") leave(0);
}

function grow(files: number): void {
  for (let n = 0; n < files; n += 1) {
    const lines = Array.from(
      { length: 100 },
      (_, at) => `def take_${n}_${at}():\n    return take_${n}_${(at * 7) % 100}("jar ${n * at}")\n`,
    );
    writeFileSync(join(root, `more_${n}.py`), lines.join("\n"));
  }
}

async function found(query: string): Promise<unknown> {
  const { hits } = await tenant.call("search", { query });
  return hits[0]?.name;
}

const told = ({ state, error, result }: Job) => ({ state, error, files: Object(result).files });

async function run(): Promise<object> {
  const before = await tenant.index(root, { name: "shop" });
  grow(80);
  leave(80);
  const outgrown = await tenant.index(root, { name: "shop" });
  const meanwhile = await found("honey shelf");
  resize(300);
  const filled = await tenant.index(root, { name: "shop", onStage: fillAtGraph });
  const refused = await tenant.index(root, { name: "shop" });
  const still = await found("honey shelf");
  resize(900);
  const after = await tenant.index(root, { name: "shop" });
  return {
    before: told(before),
    outgrown: told(outgrown),
    meanwhile,
    filled: told(filled),
    refused: told(refused),
    still,
    after: told(after),
    now: await found("take_79_99"),
  };
}

process.stdout.write(JSON.stringify(await run()));
await aether.close();
