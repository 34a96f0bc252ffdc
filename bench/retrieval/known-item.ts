/**
 * Questions for one known thing ("where is X defined"), asked as a user asks them: each repository is indexed by the CLI at the revision
 * that its questions name, and `aether search --batch` answers. Writes what score.py of the set reads.
 * `node --conditions=@aether/source bench/retrieval/known-item.ts CLONES QUESTIONS OUT`: CLONES/<owner+name>/repo, bare or not. Where a
 * clone lacks an inexact revision, its HEAD is taken and told. No commit history is used.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

const question = z.object({
  id: z.string(),
  github: z.string(),
  revision: z.string(),
  revisionExact: z.boolean(),
  query: z.string(),
});
type Question = z.output<typeof question>;

const ROOT = join(import.meta.dirname, "../..");
const OUTPUT_MAX = 1 << 28;

const [clones = "", gold = "", out = ""] = process.argv.slice(2);
const questions = readFileSync(gold, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => question.parse(JSON.parse(line)));
const work = mkdtempSync(join(tmpdir(), "aether-known-item-"));
try {
  const lines = [...Map.groupBy(questions, ({ github }) => github)].flatMap(([name, asked]) => answersOf(name, asked));
  writeFileSync(out, lines.join("\n"));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function answersOf(name: string, asked: readonly Question[]): string[] {
  const [first] = asked;
  if (first === undefined) return [];
  const tree = join(work, name.replace("/", "+"));
  writeTree(name, first, tree);
  aether(["index", tree, "--json"], "");
  const lines = asked.map(({ id, query }) => JSON.stringify({ id, query })).join("\n");
  return [aether(["search", "--batch", "-", "--repo", name.replace("/", "+"), "--json"], lines).trimEnd()];
}

function writeTree(name: string, { revision, revisionExact }: Question, tree: string): void {
  const repo = join(clones, name.replace("/", "+"), "repo");
  const directory = existsSync(join(repo, "HEAD")) ? repo : join(repo, ".git");
  const git = ["-c", "safe.directory=*", `--git-dir=${directory}`];
  const isThere = spawnSync("git", [...git, "cat-file", "-e", `${revision}^{commit}`]).status === 0;
  if (!isThere && revisionExact) throw new Error(`${directory} lacks ${revision}: fetch ${name} once more`);
  if (!isThere) console.log(`${name}: ${revision} is not in the clone, HEAD stands for it`);
  mkdirSync(tree);
  const archive = execFileSync("git", [...git, "archive", isThere ? revision : "HEAD"], { maxBuffer: OUTPUT_MAX });
  execFileSync("tar", ["-x", "-C", tree], { input: archive });
}

function aether(args: readonly string[], input: string): string {
  return execFileSync(process.execPath, [join(ROOT, "packages/server/bin/aether.mjs"), ...args], {
    encoding: "utf8",
    env: { ...process.env, AETHER_DATA: join(work, "data") },
    input,
    maxBuffer: OUTPUT_MAX,
    stdio: ["pipe", "pipe", "inherit"],
  });
}
