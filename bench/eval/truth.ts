/**
 * `make eval-truth REPOS=<folder>`: exports the repositories of graph-truth's manifest, each laid out at its commit in
 * `<folder>/<owner>+<name>`, and scores them against what compilers say. Results go to bench/results with our commit.
 */
import { execFileSync } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { exportLines } from "@aether/graph";
import { indexFolder } from "@aether/graph/disk";

import { scoreTiers, tierTable } from "./tiers.ts";

interface Manifest {
  readonly repos: readonly { readonly repo: string; readonly github: string; readonly commit: string }[];
}

const ROOT = join(import.meta.dirname, "../..");
const EXPORTS = join(ROOT, ".cache/eval/truth");

const [sets, trees] = process.argv.slice(2);
if (sets === undefined || trees === undefined || trees === "") {
  throw new Error("name the folder with the repositories: make eval-truth REPOS=<folder> EVAL=<folder>");
}
const truth = join(resolve(sets), "graph-truth");
const { repos }: Manifest = JSON.parse(readFileSync(join(truth, "manifest.json"), "utf8"));
// What an earlier run wrote is no answer of this one.
rmSync(EXPORTS, { recursive: true, force: true });
mkdirSync(EXPORTS, { recursive: true });
for (const { repo, github } of repos) {
  const tree = join(resolve(trees), github.replace("/", "+"));
  if (!existsSync(tree)) continue;
  const { graph } = await indexFolder(tree, { workers: 2 });
  await pipeline(Readable.from(exportLines(graph)), createWriteStream(join(EXPORTS, `${repo}.jsonl`)));
}
for (const [name, more] of [
  ["with tests", []],
  ["without tests", ["--no-tests"]],
] as const) {
  console.log(`\n${name}`);
  console.log(score(EXPORTS, name.replaceAll(" ", "-"), more));
}
const tiers = await scoreTiers(EXPORTS, (folder) => {
  score(folder, "scores", []);
  return JSON.parse(readFileSync(join(folder, "scores.json"), "utf8"));
});
console.log(`\ncalls by tier\n${tierTable(tiers)}`);
save();

function score(folder: string, name: string, more: readonly string[]): string {
  const file = join(folder, `${name}.json`);
  const args = [join(truth, "score-all.mjs"), folder, "--set", "dev", "--json", file, ...more];
  return execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** Figures only: the samples of misses name what lies in the sets. */
function save(): void {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const date = new Date().toISOString();
  const of = (name: string) => figures(JSON.parse(readFileSync(join(EXPORTS, `${name}.json`), "utf8")));
  const report = { date, commit, withTests: of("with-tests"), withoutTests: of("without-tests"), tiers };
  const file = join(ROOT, "bench/results", `${date.slice(0, 10)}-${commit}-truth.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`written to ${file}`);
}

interface Judged {
  readonly truth: number;
  readonly precision: number | null;
  readonly recall: number | null;
}
interface ScoredRepo {
  readonly language: string;
  readonly repo: string;
  readonly definitions: Judged;
  readonly calls: Judged & {
    readonly f1: number | null;
    readonly precision_strict: number | null;
    readonly pred_pairs: number;
    readonly unverifiable: number;
  };
  readonly imports: Judged;
  readonly inherits: Judged;
}

function figures(scored: readonly ScoredRepo[]) {
  return scored.map(({ language, repo, definitions, calls, imports, inherits }) => ({
    language,
    repo,
    definitions: judged(definitions),
    calls: {
      ...judged(calls),
      f1: percent(calls.f1),
      strictPrecision: percent(calls.precision_strict),
      unjudged: percent(calls.pred_pairs > 0 ? calls.unverifiable / calls.pred_pairs : null),
    },
    imports: judged(imports),
    inherits: judged(inherits),
  }));
}

function judged({ truth: all, precision, recall }: Judged) {
  return { truth: all, precision: percent(precision), recall: percent(recall) };
}

function percent(share: number | null): number | null {
  return share === null ? null : Math.round(share * 1000) / 10;
}
