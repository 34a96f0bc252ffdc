/**
 * `make bench-scale REPOS="<path> <path>"`: what searches cost where there is much: 100,000 functions of one tenant among a thousand on
 * PostgreSQL, 50,000 on the embedded database; how much a repeated search costs of the first; what the first two folders take on disk, and
 * what indexing them again with one file changed writes. Read CPU and ratios; wall time is of use on an idle machine alone. Results go
 * to bench/results/<date>-<commit>-scale.json with the machine and its load.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";

const FUNCTIONS = { postgres: 100_000, embedded: 50_000 };
const SEARCHES = 200;

function child(script: string, functions: number, folders: readonly string[]): unknown {
  const path = join(import.meta.dirname, script);
  const args = ["--conditions=@aether/source", path, String(functions), String(SEARCHES), ...folders];
  return JSON.parse(
    execFileSync(process.execPath, args, {
      encoding: "utf8",
      maxBuffer: 1 << 24,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
}

const folders = process.argv.slice(2).map((path) => resolve(path));
if (folders.length === 0) {
  console.error('Name the repositories to fill the databases with: make bench-scale REPOS="<path> <path>"');
  process.exit(2);
}
const loadBefore = loadavg();
const postgres = child("postgres.ts", FUNCTIONS.postgres, folders);
const embedded = child("embedded.ts", FUNCTIONS.embedded, folders);
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  loadBefore,
  loadAfter: loadavg(),
  node: process.version,
};
const report = { date: new Date().toISOString(), commit, machine, postgres, embedded };
const file = join(import.meta.dirname, "..", "results", `${report.date.slice(0, 10)}-${commit}-scale.json`);
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
