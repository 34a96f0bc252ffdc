/** Questions with their candidates, as learning and judging see them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";

import { FEATURES } from "../../packages/server/src/kernel/search/features.ts";
import { openMemoryIndex } from "./memory-index.ts";
import { readTree } from "./read-tree.ts";

export const TASKS = ["A", "B"] as const;
export type Task = (typeof TASKS)[number];

export interface Place {
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
}

interface Question {
  readonly task: Task;
  readonly repo: string;
  readonly query: string;
  readonly gold: readonly Place[];
}

const CACHE = process.env["EXAMPLES_CACHE"];

/** A question with its candidates: their places, features in the order of FEATURES, and whether they are an answer. */
export interface Example {
  readonly question: Question;
  readonly places: readonly Place[];
  readonly values: readonly Float32Array[];
  readonly isAnswer: readonly boolean[];
}

export interface Source {
  /** Holds A/<owner+name> and B/<owner+name>. */
  readonly trees: string;
  /** Holds the questions as `<prefix>.A.jsonl` and `<prefix>.B.jsonl`. */
  readonly sets: string;
  readonly prefix: string;
}

/** What was read is kept in the folder that EXAMPLES_CACHE names, if it does, until a feature is added. */
export async function collect({ trees, sets, prefix }: Source): Promise<Example[]> {
  const found: Example[] = [];
  for (const task of TASKS) {
    const text = readFileSync(`${sets}/${prefix}.${task}.jsonl`, "utf8");
    const questions = text.split("\n").filter(Boolean).map(readQuestion);
    for (const repo of new Set(questions.map((question) => question.repo))) {
      const name = repo.replace("/", "+");
      const cached = join(CACHE ?? "", `${FEATURES.length}.${prefix}.${task}.${name}`);
      if (CACHE !== undefined && existsSync(cached)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below, by this very type
        found.push(...(deserialize(readFileSync(cached)) as Example[]));
        continue;
      }
      const look = await openMemoryIndex(await readTree(join(trees, task, name)));
      const examples: Example[] = [];
      for (const question of questions.filter((each) => each.repo === repo))
        examples.push(await lookAt(question, look));
      if (CACHE !== undefined) writeFileSync(cached, serialize(examples));
      found.push(...examples);
      console.error(`${task} ${repo}`);
    }
  }
  return found;
}

async function lookAt(question: Question, look: Awaited<ReturnType<typeof openMemoryIndex>>): Promise<Example> {
  const { candidates, values } = await look(question.query);
  const places = candidates.map(({ row }) => ({ file: row.path, start_line: row.startLine, end_line: row.endLine }));
  return {
    question,
    places,
    values: values.map((value) => Float32Array.from(FEATURES, (feature) => value[feature])),
    isAnswer: places.map((place) => question.gold.some((gold) => isHit(place, gold))),
  };
}

/** The sets' own rule (score.py). */
export function isHit(place: Place, gold: Place): boolean {
  const common = Math.min(place.end_line, gold.end_line) - Math.max(place.start_line, gold.start_line) + 1;
  if (place.file !== gold.file || common <= 0) return false;
  const goldLength = gold.end_line - gold.start_line + 1;
  const length = place.end_line - place.start_line + 1;
  return 2 * common >= length || (2 * common >= goldLength && length <= Math.max(80, 3 * goldLength));
}

function readQuestion(line: string): Question {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the sets' own form; a wrong file ends in an error a line later
  return JSON.parse(line) as Question;
}
