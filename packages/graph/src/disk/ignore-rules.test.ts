import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { array, assert, constantFrom, property, string, uniqueArray } from "fast-check";
import { expect, test } from "vitest";

import { ignoreRules } from "./ignore-rules.ts";

/** What git leaves out of these files, of those that there are. */
function ignoredByGit(root: string, files: readonly string[]): string[] {
  const args = ["-C", root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard"];
  const told = execFileSync("git", args, { encoding: "utf8" }).split("\0");
  return files.filter((file) => told.includes(file));
}

function ignoredByUs(texts: Readonly<Record<string, string>>, files: readonly string[]): string[] {
  const rules = ignoreRules(".gitignore", (path) => texts[path]);
  return files.filter((file) => rules.isIgnored(file, false));
}

/** Names that patterns of few letters hit often. */
const name = string({ unit: constantFrom("a", "b", "-", "]", "!", " "), minLength: 1, maxLength: 3 });
const files = uniqueArray(
  array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/")),
  { minLength: 4, maxLength: 12 },
);
const WILDCARDS = [
  "*",
  "?",
  "**",
  "***",
  "/**/",
  "**/",
  "/**",
  "[a-b]",
  "[!a]",
  "[]a]",
  "[^b-]",
  "[[:alpha:]]",
  "[a",
  "\\*",
];
const piece = constantFrom("a", "b", "-", "!", " ", "/", "\\", ...WILDCARDS);
const line = array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(""))
  // Git compares what stands before the first wildcard by itself, and then takes `a**` for `**`; its own manual says it is `a*`.
  .filter((pattern) => !/[^/]\*\*|\*\*[^/]/.test(pattern.replace(/^!/, "")));
const text = array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));

test(
  "whatever the lines say, in the root and in a folder, the same files are ignored as by git",
  { timeout: 120_000 },
  () => {
    const base = mkdtempSync(join(tmpdir(), "aether-ignore-"));
    let made = 0;
    try {
      assert(
        property(files, text, text, (paths, atRoot, inside) => {
          const root = join(base, String((made += 1)));
          const texts = { ".gitignore": atRoot, "a/.gitignore": inside };
          mkdirSync(join(root, "a"), { recursive: true });
          // A file cannot be where a folder has to be.
          const possible = paths.filter(
            (path) =>
              path !== "a" &&
              !paths.some((other) => other !== path && (other.startsWith(`${path}/`) || path.startsWith(`${other}/`))),
          );
          for (const path of possible) {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            writeFileSync(join(root, path), "");
          }
          for (const [path, lines] of Object.entries(texts)) writeFileSync(join(root, path), lines);
          execFileSync("git", ["init", "-q", root]);
          expect(ignoredByUs(texts, possible)).toEqual(ignoredByGit(root, possible));
        }),
        { numRuns: 40 },
      );
    } finally {
      rmSync(base, { recursive: true });
    }
  },
);

test("PARSE-04: lines that other matchers need years for are compared within a bound", () => {
  const deep = "a/".repeat(100);
  const long = "a".repeat(250);
  const hostile = [
    `a/${"**/".repeat(30)}b`,
    `${"**/a/".repeat(30)}b`,
    `${"*a".repeat(100)}*b`,
    `${"[a-z]*".repeat(60)}b`,
    `${"**/".repeat(30)}${"?*".repeat(50)}b`,
  ];
  const texts = { ".gitignore": `${hostile.join("\n")}\n`.repeat(500) };
  const rules = ignoreRules(".gitignore", (path) => Object.entries(texts).find(([known]) => known === path)?.[1]);
  const before = process.cpuUsage();
  for (let n = 0; n < 10; n += 1) expect(rules.isIgnored(`${deep}${long}${n}`, false)).toBe(false);
  // A hundred folders and ten files, each with as many comparisons as there may be.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(20);
});
