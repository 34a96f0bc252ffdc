/**
 * `make eval EVAL=<folder>`: the sets that need no network, with their own scorers; ends with 1 if a figure is below its
 * threshold. `--raise` keeps better figures as thresholds; a worse one stays an error.
 */
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { readBindingTable, readGraphTable, readMicroLine } from "./tables.ts";
import { type Figures, raised, shortfalls } from "./thresholds.ts";

interface EvaluationSet {
  readonly name: string;
  readonly file: string;
  /** Of this repository: writes what was found to its output. */
  readonly answer: string;
  /** Of the sets: its arguments follow, the answers last. */
  readonly score: readonly string[];
  readonly read: (set: string, printed: string) => Figures;
}

const ROOT = join(import.meta.dirname, "../..");
const THRESHOLDS = join(ROOT, "bench/eval-thresholds.json");

const fixtures = (name: string): EvaluationSet => ({
  name,
  file: `graph/${name}.jsonl`,
  answer: "bench/graph-fixtures.ts",
  score: ["graph/score/score-graphs.mjs"],
  read: readGraphTable,
});
const SETS: readonly EvaluationSet[] = [
  fixtures("cgr"),
  fixtures("optave"),
  {
    name: "stackgraphs",
    file: "graph/stackgraphs.jsonl",
    answer: "bench/eval/bindings.ts",
    score: ["graph/score/score-bindings.mjs"],
    read: readBindingTable,
  },
  {
    name: "pycg",
    file: "graph-truth/micro/pycg.jsonl.gz",
    answer: "bench/eval/micro.ts",
    score: ["graph-truth/micro.mjs", "score"],
    read: readMicroLine,
  },
];

function measure(folder: string, { name, file, answer, score, read }: EvaluationSet): Figures {
  const gold = join(folder, file);
  const answers = join(ROOT, ".cache/eval", `${name}.jsonl`);
  const output = openSync(answers, "w");
  try {
    const args = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning", join(ROOT, answer), gold];
    execFileSync(process.execPath, args, { stdio: ["ignore", output, "inherit"] });
  } finally {
    closeSync(output);
  }
  const [scorer = "", ...command] = score;
  const printed = execFileSync(process.execPath, [join(folder, scorer), ...command, gold, answers], {
    encoding: "utf8",
  });
  console.log(`\n${name}\n${printed.trimEnd()}`);
  return read(name, printed);
}

const [given, mode] = process.argv.slice(2);
if (given === undefined) throw new Error("name the folder of the evaluation sets: make eval EVAL=<folder>");
const folder = resolve(given);
mkdirSync(join(ROOT, ".cache/eval"), { recursive: true });
const thresholds: Figures = JSON.parse(readFileSync(THRESHOLDS, "utf8"));
const measured: Figures = Object.assign({}, ...SETS.map((set) => measure(folder, set)));
const short = shortfalls(thresholds, measured);
if (mode === "--raise") {
  writeFileSync(THRESHOLDS, `${JSON.stringify(raised(thresholds, measured), null, 2)}\n`);
  console.log("\nthresholds are at the best of what was measured");
}
for (const one of short) console.error(`error: ${one}`);
if (short.length > 0) process.exit(1);
console.log("\nevery figure meets its threshold (bench/eval-thresholds.json)");
