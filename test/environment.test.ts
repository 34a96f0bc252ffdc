/** .env.example against all that reads the environment: the settings, code, scripts, tests, make and docker compose. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { SETTINGS } from "../packages/server/src/kernel/config/index.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FEWEST_FILES = 300;

/** Set by the system or by the tests' own set-up, never by a person for us. */
const NOBODY_SETS = new Set([
  "HOME",
  "PATH",
  "TERM",
  "AETHER_TEST_SERVERS",
  "NODE_COMPILE_CACHE",
  "GIT_SSL_NO_VERIFY", // hostile: a test sets it to see that it is not heard
]);
/** What make sets by itself. */
const OF_MAKE = new Set(["CURDIR", "MAKEFILE_LIST"]);

const example = readFileSync(join(ROOT, ".env.example"), "utf8");
const named = new Map([...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));

test(".env.example names every setting of the server with its default and what it is for", () => {
  for (const [name, { about, fallback = "" }] of Object.entries<{ about: string; fallback: string | undefined }>(
    SETTINGS,
  )) {
    expect([name, named.get(name)]).toEqual([name, fallback]);
    expect(example).toContain(`# ${about}\n#${name}=`);
  }
});

test(".env.example names every variable that anything reads, and nothing else", () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(FEWEST_FILES);
  const read = new Set<string>(Object.keys(SETTINGS));
  for (const file of files) {
    for (const name of variablesIn(file, readFileSync(join(ROOT, file), "utf8"))) read.add(name);
  }
  expect([...named.keys()].sort()).toEqual([...read].filter((name) => !NOBODY_SETS.has(name)).sort());
});

describe("a variable is found where", () => {
  const ENV = "env"; // apart from its name, so that these lines themselves read nothing
  test.each([
    ["code asks for it by a string", "a.ts", `const x = process.${ENV}["SOME_NAME"] ?? "";`],
    ["code asks for it by a property", "a.mjs", `if (${ENV}.SOME_NAME) go();`],
    ["code takes it out of the environment", "a.ts", `const { SOME_NAME = "", other } = process.${ENV};`],
    ["a shell script uses it", "a.sh", `MINE=1\necho "$MINE" "\${SOME_NAME:-}"`],
    ["make uses it", "Makefile", `MINE := 1\nSOME_NAME ?= 2\nall:\n\techo $(MINE) $(SOME_NAME)`],
    ["docker compose asks for it", "compose.yaml", "a: ${SOME_NAME:?set it}"],
  ])("%s", (_where, file, text) => {
    expect(variablesIn(file, text)).toEqual(["SOME_NAME"]);
  });
});

function sources(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.split("\n").filter((file) => /(\.(ts|tsx|mjs|sh)|^Makefile|^compose\.yaml|^\.ci\/run)$/.test(file));
}

function variablesIn(file: string, text: string): string[] {
  const all = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  if (file === "Makefile") {
    const own = new Set([...all(/^(?:export )?([A-Z_]+) :=/gm), ...OF_MAKE]);
    return distinct(all(/\$\(([A-Z_]+)\)/g)).filter((name) => !own.has(name));
  }
  if (file === "compose.yaml") return distinct(all(/\$\{([A-Z_]+)/g));
  if ([".sh", ""].includes(extname(file))) {
    const own = new Set(all(/(?:^|\bexport | )([A-Z_]+)=/gm));
    return distinct(all(/\$\{?([A-Z][A-Z_]+)/g)).filter((name) => !own.has(name) && name !== "BASH_SOURCE");
  }
  const taken = all(/\{([^{}]*)\} = (?:process\.)?env\b/g).flatMap((names) => names.match(/\b[A-Z][A-Z_]+\b/g) ?? []);
  return distinct([...all(/\b(?:env|environment)(?:\.|\["|\[')([A-Z][A-Z_]+)\b/g), ...taken]);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
