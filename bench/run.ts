/**
 * `make bench REPOS="<path> <path>"`: what indexing and searching real repositories costs. Each figure is taken in a process of
 * its own, in CPU seconds of all its threads, because wall time on a shared machine says nothing; read the ratios.
 * Results go to bench/results/<date>-<commit>.json with the machine and its load.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { basename, join, resolve } from "node:path";

import { measureCommands, type CommandFigures } from "./part1/commands.ts";
import type { IndexFigures, ParseFigures } from "./part1/figures.ts";

const ROUNDS = 3;

interface RepoFigures {
  readonly repo: string;
  readonly parse: ParseFigures;
  readonly index: IndexFigures;
  readonly ratios: { readonly index: number; readonly secondRun: number; readonly search: number };
}

function child(script: string, folder: string): string {
  const path = join(import.meta.dirname, "part1", script);
  const args = ["--conditions=@aether/source", path, folder];
  return execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function measureParse(folder: string): ParseFigures {
  const rounds = Array.from({ length: ROUNDS }, (): ParseFigures => JSON.parse(child("parse-only.ts", folder)));
  return rounds.reduce((best, one) => (one.cpuS < best.cpuS ? one : best));
}

function measureRepo(folder: string): RepoFigures {
  const parse = measureParse(folder);
  const index: IndexFigures = JSON.parse(child("index-and-search.ts", folder));
  return {
    repo: basename(folder),
    parse,
    index,
    ratios: {
      index: round(index.firstRun.cpuS / parse.cpuS),
      secondRun: round(index.secondRun.cpuS / index.firstRun.cpuS),
      search: round(index.search.cpuMs / index.search.referenceCpuMs),
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const folders = process.argv.slice(2).map((path) => resolve(path));
if (folders.length === 0) {
  console.error('Name the repositories to measure: make bench REPOS="<path> <path>"');
  process.exit(2);
}
const repos = folders.map(measureRepo);
const commands: CommandFigures = await measureCommands(folders[0] ?? ".");
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  load: loadavg(),
  node: process.version,
};
const report = { date: new Date().toISOString(), commit, machine, repos, commands };
const target = join(import.meta.dirname, "results");
mkdirSync(target, { recursive: true });
const file = join(target, `${report.date.slice(0, 10)}-${commit}.json`);
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
