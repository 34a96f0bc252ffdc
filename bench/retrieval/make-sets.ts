/**
 * Makes training sets of the same two kinds as the evaluation's, out of other repositories: a commit's message asks for the functions it
 * changed (A), a function's documentation for the function, with all documentation blanked out (B).
 * `node --conditions=@aether/source bench/retrieval/make-sets.ts MIRRORS OUT`: MIRRORS holds bare clones as `owner+name/repo`; which, and at
 * which commit, stands in training-repositories.json. Writes OUT/{A,B}/<owner+name>/ and OUT/train.{A,B}.jsonl. Minutes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type FileFacts, languageOf } from "../../packages/graph/src/index.ts";
import { UNIT_FLAGS, flagsOf } from "../../packages/server/src/kernel/search/unit-flags.ts";
import { blankDocumentation } from "./blank-documentation.ts";
import { functionsIn, type NamedRange } from "./functions-in.ts";
import { type Commit, GitReader } from "./git-reader.ts";
import { questionOfCommit, questionOfDocumentation } from "./question-text.ts";
import { parseTexts } from "./read-tree.ts";

interface Gold {
  readonly file: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly name: string;
}

interface Tree {
  readonly base: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, FileFacts>;
}

const QUESTIONS_MAX = 150;
const GOLD_MAX = 6;
const FILES_MAX = 5;
const BYTES_MAX = 600_000;
/** So many commits behind the newest lies the tree that is asked: enough of them to find questions, few enough that names still hold. */
const COMMITS_ASKED = 900;
const SHARE_ASKED = 0.3;

const [mirrors = "", out = "", only] = process.argv.slice(2);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file beside this one
const repositories = JSON.parse(
  readFileSync(new URL("training-repositories.json", import.meta.url), "utf8"),
) as readonly string[];
const lines: Record<"A" | "B", string[]> = { A: [], B: [] };
for (const repo of repositories) {
  if (only !== undefined && repo !== only) continue;
  const git = new GitReader(join(mirrors, repo.replace("/", "+"), "repo"));
  const commits = git.commits();
  const asked = commits.slice(0, Math.min(COMMITS_ASKED, Math.floor(commits.length * SHARE_ASKED)));
  const tree = await readTreeAt(git, asked.at(-1)?.parent ?? "HEAD");
  const fromCommits = await askByCommits(git, asked.toReversed(), tree);
  const fromDocs = askByDocumentation(tree);
  for (const { query, gold } of fromCommits) lines.A.push(JSON.stringify({ task: "A", repo, query, gold }));
  for (const { query, gold } of fromDocs) lines.B.push(JSON.stringify({ task: "B", repo, query, gold }));
  writeTrees(repo, tree);
  console.log(
    `${repo} ${tree.base.slice(0, 12)}: ${tree.texts.size} files, A ${fromCommits.length}, B ${fromDocs.length}`,
  );
}
for (const task of ["A", "B"] as const) writeFileSync(join(out, `train.${task}.jsonl`), `${lines[task].join("\n")}\n`);

async function readTreeAt(git: GitReader, base: string): Promise<Tree> {
  const paths = git.paths(base).filter((path) => languageOf(path) !== undefined && !/\.(?:md|d\.ts)$/.test(path));
  const found = await git.texts(paths.map((path) => `${base}:${path}`));
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = found.get(`${base}:${path}`);
    if (text !== undefined && text.length <= BYTES_MAX && !text.includes("\0")) texts.set(path, text);
  }
  return { base, texts, facts: await parseTexts(texts) };
}

interface Asked {
  readonly query: string;
  readonly gold: readonly Gold[];
}

async function askByCommits(git: GitReader, commits: readonly Commit[], tree: Tree): Promise<Asked[]> {
  const inTree = new Map([...tree.facts].map(([path, facts]) => [path, byName(functionsIn(facts))]));
  const changes = commits.flatMap((commit) => {
    const query = questionOfCommit(commit.message);
    if (query === undefined) return [];
    const files = git.changedFiles(commit).filter(({ path }) => inTree.has(path) && !isAside(path, ""));
    return files.length === 0 || files.length > FILES_MAX ? [] : [{ query, parent: commit.parent, files }];
  });
  const names = changes.flatMap(({ parent, files }) => files.map(({ path }) => `${parent}:${path}`));
  const before = await parseTexts(await git.texts([...new Set(names)]));
  const asked: Asked[] = [];
  for (const { query, parent, files } of changes) {
    const gold = files.flatMap(({ path, ranges }) => {
      const functions = functionsIn(before.get(`${parent}:${path}`));
      const touched = ranges.flatMap((range) => innermost(functions, range)?.qualifiedName ?? []);
      return [...new Set(touched)].map((name) => goldOf(path, inTree.get(path)?.get(name)));
    });
    const known = gold.filter((each) => each !== undefined);
    if (known.length === gold.length && gold.length > 0 && gold.length <= GOLD_MAX) asked.push({ query, gold: known });
  }
  return asked.slice(0, QUESTIONS_MAX);
}

function askByDocumentation({ texts, facts }: Tree): Asked[] {
  const byQuery = new Map<string, Gold[]>();
  for (const [path, found] of facts) {
    if (isAside(path, texts.get(path) ?? "")) continue;
    for (const each of functionsIn(found)) {
      const query = questionOfDocumentation(each.doc, each.name);
      const gold = goldOf(path, each);
      if (query !== undefined && gold !== undefined) byQuery.set(query, [...(byQuery.get(query) ?? []), gold]);
    }
  }
  const asked = [...byQuery].filter(([, gold]) => gold.length <= 3).map(([query, gold]) => ({ query, gold }));
  const step = Math.max(1, asked.length / QUESTIONS_MAX);
  return Array.from({ length: Math.min(QUESTIONS_MAX, asked.length) }, (_, at) => asked[Math.floor(at * step)]).filter(
    (each) => each !== undefined,
  );
}

function isAside(path: string, text: string): boolean {
  const { test, generated, vendored, example, tooling } = UNIT_FLAGS;
  return (flagsOf(path, text) & (test | generated | vendored | example | tooling)) !== 0;
}

function byName(functions: readonly NamedRange[]): Map<string, NamedRange | undefined> {
  const found = new Map<string, NamedRange | undefined>();
  for (const each of functions) found.set(each.qualifiedName, found.has(each.qualifiedName) ? undefined : each);
  return found;
}

function innermost(functions: readonly NamedRange[], [from, to]: readonly [number, number]): NamedRange | undefined {
  return functions.findLast(({ startLine, endLine }) => startLine <= from && to <= endLine);
}

function goldOf(file: string, found: NamedRange | undefined): Gold | undefined {
  if (found === undefined) return undefined;
  return { file, start_line: found.startLine, end_line: found.endLine, name: found.qualifiedName };
}

function writeTrees(repo: string, { texts, facts }: Tree): void {
  for (const [path, text] of texts) {
    write(join(out, "A", repo.replace("/", "+"), path), text);
    const found = facts.get(path);
    write(join(out, "B", repo.replace("/", "+"), path), found === undefined ? text : blankDocumentation(text, found));
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
