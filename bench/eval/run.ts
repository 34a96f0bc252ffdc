/**
 * `make eval EVAL=<folder>`: the sets that need no network, with their own scorers; ends with 1 if a figure is below its
 * threshold. `--raise` keeps better figures as thresholds; a worse one stays an error. `--trees` (what retrieval/materialise.py wrote) and
 * `--clones` (<owner+name>/repo) add the sets of retrieval and of known items, which are drawn from real repositories.
 */
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { readBindingTable, readGraphTable, readKnownItemLine, readMicroLine, readRetrievalTable } from "./tables.ts";
import { type Figures, raised, shortfalls, thresholdsOf } from "./thresholds.ts";

interface EvaluationSet {
  readonly name: string;
  readonly file: string;
  /** Of this repository: writes what was found to its output, or into a file where it is drawn `from` a folder. */
  readonly answer: string;
  readonly from?: string;
  /** The sets' own scorer, which prints. */
  readonly score: (gold: string, answers: string) => readonly string[];
  readonly read: (set: string, printed: string) => Figures;
}

const ROOT = join(import.meta.dirname, "../..");
const THRESHOLDS = join(ROOT, "bench/eval-thresholds.json");

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { raise: { type: "boolean" }, trees: { type: "string" }, clones: { type: "string" } },
});
const [given] = positionals;
if (given === undefined) throw new Error("name the folder of the evaluation sets: make eval EVAL=<folder>");
const folder = resolve(given);

const scorer = (...command: readonly string[]): EvaluationSet["score"] => {
  const [script = "", ...rest] = command;
  return (gold, answers) => [process.execPath, join(folder, script), ...rest, gold, answers];
};
const fixtures = (name: string): EvaluationSet => ({
  name,
  file: `graph/${name}.jsonl`,
  answer: "bench/graph-fixtures.ts",
  score: scorer("graph/score/score-graphs.mjs"),
  read: readGraphTable,
});
const retrieval = (trees: string, task: string): EvaluationSet => ({
  name: `retrieval/${task}`,
  file: `retrieval/dev.${task}.jsonl`,
  answer: "bench/retrieval/write-results.ts",
  from: join(trees, task),
  score: (gold, answers) => ["python3", join(folder, "retrieval/score.py"), "--gold", gold, "--results", answers],
  read: readRetrievalTable,
});
const SETS: readonly EvaluationSet[] = [
  fixtures("cgr"),
  fixtures("optave"),
  {
    name: "stackgraphs",
    file: "graph/stackgraphs.jsonl",
    answer: "bench/eval/bindings.ts",
    score: scorer("graph/score/score-bindings.mjs"),
    read: readBindingTable,
  },
  {
    name: "pycg",
    file: "graph-truth/micro/pycg.jsonl.gz",
    answer: "bench/eval/micro.ts",
    score: scorer("graph-truth/micro.mjs", "score"),
    read: readMicroLine,
  },
];

function drawnSets(): EvaluationSet[] {
  const { trees, clones } = values;
  const known: EvaluationSet = {
    name: "known-item",
    file: "search/known-item.jsonl",
    answer: "bench/retrieval/known-item.ts",
    from: clones ?? "",
    score: (gold, answers) => ["python3", join(folder, "search/score.py"), gold, answers],
    read: readKnownItemLine,
  };
  return [
    ...(trees === undefined ? [] : ["A", "B"].map((task) => retrieval(trees, task))),
    ...(clones === undefined ? [] : [known]),
  ];
}

function measure({ name, file, answer, from, score, read }: EvaluationSet): Figures {
  const gold = join(folder, file);
  const answers = join(ROOT, ".cache/eval", `${name.replace("/", "-")}.jsonl`);
  const node = ["--conditions=@aether/source", "--disable-warning=ExperimentalWarning", join(ROOT, answer)];
  if (from === undefined) writeOutput([...node, gold], answers);
  else execFileSync(process.execPath, [...node, from, gold, answers], { stdio: ["ignore", "inherit", "inherit"] });
  const [program = "", ...args] = score(gold, answers);
  const printed = execFileSync(program, args, { encoding: "utf8" });
  console.log(`\n${name}\n${printed.trimEnd()}`);
  return read(name, printed);
}

function writeOutput(args: readonly string[], file: string): void {
  const output = openSync(file, "w");
  try {
    execFileSync(process.execPath, args, { stdio: ["ignore", output, "inherit"] });
  } finally {
    closeSync(output);
  }
}

mkdirSync(join(ROOT, ".cache/eval"), { recursive: true });
const sets = [...SETS, ...drawnSets()];
const all: Figures = JSON.parse(readFileSync(THRESHOLDS, "utf8"));
const thresholds = thresholdsOf(
  all,
  sets.map(({ name }) => name),
);
const measured: Figures = Object.assign({}, ...sets.map(measure));
const short = shortfalls(thresholds, measured);
if (values.raise === true) {
  writeFileSync(THRESHOLDS, `${JSON.stringify(raised(all, measured), null, 2)}\n`);
  console.log("\nthresholds are at the best of what was measured");
}
for (const one of short) console.error(`error: ${one}`);
if (short.length > 0) process.exit(1);
console.log("\nevery figure meets its threshold (bench/eval-thresholds.json)");
