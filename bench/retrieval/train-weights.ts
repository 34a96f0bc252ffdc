/**
 * Learns the weights of the ranking from the training sets (make-sets.ts) and judges them on repositories that took no part in it.
 * `node --conditions=@aether/source bench/retrieval/train-weights.ts TRAINING TREES SETS [--write] [--ablate]`: TRAINING as make-sets.ts
 * wrote it, TREES as materialise.py wrote them, SETS the folder with dev.A.jsonl and dev.B.jsonl. Prints macro figures (file MRR, function
 * R@10, function MRR, in %); --write puts the weights of all into learned-weights.ts instead, --ablate shows the figures without each feature.
 * Half an hour, nearly all of it reading the trees.
 */
import { writeFileSync } from "node:fs";

import { LENGTH_UNIT, readKind } from "../../packages/server/src/kernel/search/asks-for-change.ts";
import { FEATURES, type Feature } from "../../packages/server/src/kernel/search/features.ts";
import { LEARNED } from "../../packages/server/src/kernel/search/learned-weights.ts";
import { type ChangeModel, learnChange } from "./change-model.ts";
import { collect, type Example } from "./examples.ts";
import { judge, show } from "./judge.ts";
import { train, type Weights } from "./softmax.ts";

interface Tables {
  readonly model: ChangeModel;
  readonly change: Weights;
  readonly description: Weights;
}

interface Scored {
  readonly example: Example;
  readonly tables: Tables;
}

/** They do not occur in the data, or are set by hand (weights.ts). */
const NOT_LEARNT = new Set<Feature>(["history", "vendored", "exact_name", "no_words"]);
/** The other kind of question keeps a table from learning what is true of one kind's gathering alone. */
const FOR_CHANGE = { A: 1, B: 0.2 };
const FOR_DESCRIPTION = { A: 0.3, B: 1 };

/** Tests are written in the words of those who ask for a change; of descriptions they taught nothing that held for other repositories. */
const OF_CHANGES = new Set<Feature>(["tested", "companion"]);
const WORDS_A_LINE = 6;

const [training = "", trees = "", sets = "", ...modes] = process.argv.slice(2);
const learnt = await collect({ trees: training, sets: training, prefix: "train" });
const judged = await collect({ trees, sets, prefix: "dev" });
const all = FEATURES.filter((feature) => !NOT_LEARNT.has(feature));
const withoutVectors = all.filter((feature) => feature !== "vector");
const repos = [...new Set(judged.map(({ question }) => question.repo))];

if (modes.length === 0) {
  judgeByRepository("with vectors", all);
  judgeByRepository("without", withoutVectors);
}
if (modes.includes("--write")) write();
if (modes.includes("--ablate")) {
  judgeByRepository("nothing left out", all);
  for (const left of all)
    judgeByRepository(
      `- ${left}`,
      all.filter((feature) => feature !== left),
    );
}

/** Each repository by weights that it took no part in: learnt from the training sets and the other judged ones. */
function judgeByRepository(label: string, features: readonly Feature[]): void {
  const found: Scored[] = [];
  for (const repo of repos) {
    const tables = learn([...learnt, ...judged.filter(({ question }) => question.repo !== repo)], features);
    found.push(...judged.filter(({ question }) => question.repo === repo).map((example) => ({ example, tables })));
  }
  const tablesOf = new Map(found.map(({ example, tables }) => [example, tables]));
  const right = found.filter(
    ({ example, tables }) => shareOf(example, tables.model) > 0.5 === (example.question.task === "A"),
  );
  show(
    label,
    judge(judged, (example) => mixFor(example, tablesOf.get(example))),
  );
  console.log(`${" ".repeat(24)} kinds told apart: ${((100 * right.length) / found.length).toFixed(1)} %`);
}

function learn(examples: readonly Example[], features: readonly Feature[]): Tables {
  return {
    model: learnChange(examples),
    change: train(examples, { features, share: FOR_CHANGE }),
    description: train(examples, {
      features: features.filter((each) => !OF_CHANGES.has(each)),
      share: FOR_DESCRIPTION,
    }),
  };
}

function mixFor(example: Example, tables: Tables | undefined): Weights {
  if (tables === undefined) return new Map();
  const { model, change, description } = tables;
  const share = shareOf(example, model);
  const mixed = [...new Set([...change.keys(), ...description.keys()])].map((feature): [Feature, number] => [
    feature,
    share * (change.get(feature) ?? 0) + (1 - share) * (description.get(feature) ?? 0),
  ]);
  return new Map(mixed);
}

function shareOf({ question }: Example, { bias, length, words }: ChangeModel): number {
  const said = readKind(question.query);
  let score = bias + (length * said.words.length) / LENGTH_UNIT;
  for (const mark of said.marks) score += words[mark] ?? 0;
  return 1 / (1 + Math.exp(-score));
}

/** The shipped ones are learnt from everything. */
function write(): void {
  const everything = [...learnt, ...judged];
  const withVectors = learn(everything, all);
  const { model } = withVectors;
  const round = (entries: Iterable<readonly [string, number]>) =>
    Object.fromEntries([...entries].map(([name, value]) => [name, Number(value.toFixed(3))]));
  const both = ({ change, description }: Tables) => ({ change: round(change), description: round(description) });
  const value = {
    version: LEARNED.version + 1,
    change: {
      bias: round([["bias", model.bias]])["bias"],
      length: round([["length", model.length]])["length"],
      words: "",
    },
    withVectors: both(withVectors),
    withoutVectors: both(learn(everything, withoutVectors)),
  };
  const count = new Set(everything.map(({ question }) => question.repo)).size;
  const note = `/** Written by bench/retrieval/train-weights.ts from ${everything.length} questions of ${count} repositories; never by hand. */`;
  const text = JSON.stringify(value, null, 2).replace(
    '"words": ""',
    `"words": \`\n${inLines(round(Object.entries(model.words)))}\``,
  );
  const file = new URL("../../packages/server/src/kernel/search/learned-weights.ts", import.meta.url);
  writeFileSync(
    file,
    `${note}\nimport type { LearnedWeights } from "./learned-shape.ts";\n\nexport const LEARNED: LearnedWeights = ${text};\n`,
  );
}

/** Words with their weights, several a line: a line for each would be longer than all else. */
function inLines(weights: Readonly<Record<string, number>>): string {
  const entries = Object.entries(weights).map(([word, weight]) => `${word} ${weight}`);
  const lines = Array.from({ length: Math.ceil(entries.length / WORDS_A_LINE) }, (_, line) =>
    entries.slice(line * WORDS_A_LINE, (line + 1) * WORDS_A_LINE).join(" | "),
  );
  return `${lines.join("\n")}\n`;
}
