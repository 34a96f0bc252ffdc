/**
 * `make bench-graph REPOS="<path> <path>"`: what the graph costs without a database. Each figure is the least of three
 * runs in processes of their own, in CPU seconds of all threads: wall time on a shared machine says nothing.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { basename, join, resolve } from "node:path";

import { rounded } from "../part1/figures.ts";
import type { EditFigures, GraphFigures } from "./figures.ts";

const ROUNDS = 3;
/** What is asked: ratios, and megabytes for 300,000 lines. */
const BOUNDS = { graph: 3, edit: 0.03, twoWorkers: 1.15, rssMb: 600 };

/** Threads load compiled code from here, as those of the command do (`bin/aether.mjs`); the first round fills it. */
const COMPILE_CACHE = join(import.meta.dirname, "../../.cache/compile");

function child(mode: string, workers: number, folder: string): string {
  const script = join(import.meta.dirname, "measure.ts");
  const args = ["--conditions=@aether/source", script, mode, String(workers), folder];
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
  return execFileSync(process.execPath, args, { encoding: "utf8", env });
}

/** The modes take turns, so that none has the quiet minutes for itself. */
function measure(folder: string) {
  const runs: { one: GraphFigures; two: GraphFigures; graph: GraphFigures }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push({
      one: JSON.parse(child("parse", 1, folder)),
      two: JSON.parse(child("parse", 2, folder)),
      graph: JSON.parse(child("graph", 1, folder)),
    });
  }
  const edits: EditFigures = JSON.parse(child("edits", 1, folder));
  const least = (of: (run: (typeof runs)[number]) => GraphFigures): GraphFigures =>
    runs.map(of).reduce((best, one) => (one.cpuS < best.cpuS ? one : best));
  const [one, two, graph] = [least((run) => run.one), least((run) => run.two), least((run) => run.graph)];
  return {
    repo: basename(folder),
    parse: one,
    parseWithTwoWorkers: two,
    graph,
    edits,
    ratios: {
      graph: rounded(graph.cpuS / one.cpuS),
      twoWorkers: rounded(two.cpuS / one.cpuS),
      movedLines: rounded(edits.movedLinesCpuMs.median / 1000 / graph.cpuS),
      renamed: rounded(edits.renamedCpuMs.median / 1000 / graph.cpuS),
    },
  };
}

const folders = process.argv.slice(2).map((path) => resolve(path));
if (folders.length === 0) {
  console.error('Name the repositories to measure: make bench-graph REPOS="<path> <path>"');
  process.exit(2);
}
const load = loadavg();
const repos = folders.map(measure);
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  load: { before: load, after: loadavg() },
  node: process.version,
};
const report = { date: new Date().toISOString(), commit, machine, bounds: BOUNDS, repos };
const file = join(import.meta.dirname, "../results", `${report.date.slice(0, 10)}-${commit}-graph.json`);
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
