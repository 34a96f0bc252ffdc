/** The text of docs/languages.md: what each language resolves, in the words of its tests. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { LANGUAGES } from "../packages/graph/src/parse/index.ts";

const SOURCES = join(import.meta.dirname, "../packages/graph/src");

interface Documented {
  readonly title: string;
  readonly ids: readonly string[];
  /** Names of test files, in `parse/` and in `resolve/`. */
  readonly facts: readonly string[];
  readonly edges: readonly string[];
}

const alone = (title: string, id: string): Documented => ({ title, ids: [id], facts: [id], edges: [id] });

const DOCUMENTED: readonly Documented[] = [
  alone("Python", "python"),
  {
    title: "TypeScript, TSX, JavaScript",
    ids: ["typescript", "tsx", "javascript"],
    facts: ["typescript"],
    edges: ["script", "javascript"],
  },
  alone("Java", "java"),
  alone("Go", "go"),
  alone("C", "c"),
  alone("C++", "cpp"),
  alone("Rust", "rust"),
  alone("PHP", "php"),
  alone("C#", "csharp"),
  alone("Lua", "lua"),
  alone("Ruby", "ruby"),
  alone("Kotlin", "kotlin"),
  alone("Scala", "scala"),
  alone("Bash", "bash"),
  { title: "Markdown", ids: ["markdown"], facts: ["markdown"], edges: [] },
];

/** Titles in the order of a file of tests, each with the group it stands in. */
export interface TitledTest {
  readonly group: string;
  readonly title: string;
}

const TITLE =
  /^( *)(describe|test)(?:\.each\([^]*?\))?\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/gm;

/** What `describe` and `test` are called with in a file of tests. */
export function titlesOf(text: string): TitledTest[] {
  const titles: TitledTest[] = [];
  let group = "";
  for (const [, indent, word, ...quoted] of text.matchAll(TITLE)) {
    const title = (quoted.find((one) => one !== undefined) ?? "").replaceAll(/\\(.)/g, "$1");
    if (word === "describe") group = title;
    else titles.push({ group: indent === "" ? "" : group, title });
  }
  return titles;
}

export function languagesDocument(): string {
  const undocumented = LANGUAGES.filter(({ id }) => !DOCUMENTED.some(({ ids }) => ids.includes(id)));
  if (undocumented.length > 0) throw new Error(`no section for ${undocumented.map(({ id }) => id).join(", ")}`);
  const read = DOCUMENTED.map((one) => ({
    ...one,
    factTests: one.facts.flatMap((name) => testsIn("parse", name)),
    edgeTests: one.edges.flatMap((name) => testsIn("resolve", name)),
  }));
  const overview = read.map(
    ({ title, ids, factTests, edgeTests }) =>
      `| ${title} | ${extensionsOf(ids)} | ${factTests.length} | ${edgeTests.length} |`,
  );
  return [
    "# Languages",
    "",
    "What the graph finds in each language, in the words of the tests that hold it to that: each line is a test of",
    "`packages/graph/src`. Written by `make docs`; a test fails where a line is missing.",
    "",
    "| language | files | tests of what a file defines and uses | tests of what that means |",
    "|---|---|---|---|",
    ...overview,
    ...read.flatMap(({ title, factTests, edgeTests }) => [
      "",
      `## ${title}`,
      "",
      ...tableOf("means", edgeTests),
      ...tableOf("reads", factTests),
    ]),
    "",
  ].join("\n");
}

function testsIn(folder: string, name: string): TitledTest[] {
  const path = join(SOURCES, folder, `${name}.test.ts`);
  return existsSync(path) ? titlesOf(readFileSync(path, "utf8")) : [];
}

function extensionsOf(ids: readonly string[]): string {
  const entries = LANGUAGES.filter(({ id }) => ids.includes(id));
  return entries
    .flatMap(({ extensions, filenames }) => [...extensions, ...filenames].map((one) => `\`${one}\``))
    .join(" ");
}

const HEADINGS = { means: "what is resolved", reads: "what is read of a file" };

function tableOf(kind: keyof typeof HEADINGS, tests: readonly TitledTest[]): string[] {
  if (tests.length === 0) return [];
  const rows = tests.map(({ group, title }) => `| ${cell(group)} | ${cell(title)} |`);
  return [`| | ${HEADINGS[kind]} |`, "|---|---|", ...rows, ""];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("[", "\\[").replaceAll("\n", " ");
}
