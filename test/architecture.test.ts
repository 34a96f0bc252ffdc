import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { checkArchitecture, type Rule } from "./architecture/check.ts";
import { HOUSES } from "./architecture/table.ts";
import { readTree, type Tree } from "./architecture/tree.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SERVER = "packages/server/src";
const GRAPH = "packages/graph/src";
/** Raised as the tree grows: a check that reads nothing must not be green. */
const FEWEST_FILES = 300;

const tree = readTree(ROOT);

test("every import keeps to the table", () => {
  const found = checkArchitecture(tree).map((it) => `${it.file}:${it.line} ${it.rule}: ${it.detail}`);
  expect(found).toEqual([]);
});

test("the whole tree is read", () => {
  expect(tree.files.size).toBeGreaterThanOrEqual(FEWEST_FILES);
});

/**
 * A small house of every kind without fault, so that each planted violation stands alone and none depends on what the
 * real tree holds today. Manifests are the real ones.
 */
const SOUND: Readonly<Record<string, string>> = {
  [`${GRAPH}/index.ts`]: `export { parse } from "./parse.ts";`,
  [`${GRAPH}/parse.ts`]: `import { Parser } from "web-tree-sitter";\nexport const parse = (): unknown => new Parser();`,
  [`${GRAPH}/disk.ts`]: `export { walk } from "./disk/walk.ts";`,
  [`${GRAPH}/disk/walk.ts`]: `import { readdir } from "node:fs/promises";\nimport type { parse } from "../index.ts";\nconst url = new URL("./worker.ts", import.meta.url);\nexport const walk = { readdir, url };\nexport type P = typeof parse;`,
  [`${GRAPH}/disk/worker.ts`]: `export const ready = true;`,
  [`${SERVER}/contract.ts`]: `export * as aether from "./aether/contract.ts";`,
  [`${SERVER}/aether/contract.ts`]: `import { z } from "zod";\nexport const input = z.string();`,
  [`${SERVER}/kernel/errors/index.ts`]: `export { Fault } from "./fault.ts";`,
  [`${SERVER}/kernel/errors/fault.ts`]: `export class Fault extends Error {}\nexport const hint = "Select a repository from the list, or update it with aether index";`,
  [`${SERVER}/kernel/db/index.ts`]: `export { connect } from "./connect.ts";`,
  [`${SERVER}/kernel/db/connect.ts`]: `import { Fault } from "#kernel/errors";\nimport pg from "pg";\nexport const connect = { pg, Fault, sql: "select 1 from x" };`,
  [`${SERVER}/aether/index.ts`]: `export { search } from "./search/search.ts";`,
  [`${SERVER}/aether/search/search.ts`]: `import { parse } from "@aether/graph";\nimport { input } from "../contract.ts";\nimport { readHits } from "./store.ts";\nexport const search = { parse, input, readHits };`,
  [`${SERVER}/aether/search/store.ts`]: `import { connect } from "#kernel/db";\nexport const readHits = [connect, \`select a from b\`];`,
  [`${SERVER}/aether/search/search.test.ts`]: `import { expect } from "vitest";\nimport { readFile } from "node:fs";\nimport { two } from "../../../../../test/support/tenants.ts";\nimport { search } from "./search.ts";\nexpect([search, readFile, two, process.env["HOME"], "delete from x"]);`,
  [`${SERVER}/surfaces/http/index.ts`]: `export { serve } from "./serve.ts";`,
  [`${SERVER}/surfaces/http/serve.ts`]: `import fastify from "fastify";\nimport { createServer } from "node:http";\nimport { aether } from "#contract";\nexport const serve = { fastify, createServer, aether };`,
  [`${SERVER}/surfaces/cli/index.ts`]: `export { run } from "./run.ts";`,
  [`${SERVER}/surfaces/cli/run.ts`]: `import { walk } from "@aether/graph/disk";\nexport const run = walk;`,
  [`${SERVER}/main/api.ts`]: `import { search } from "#aether";\nimport { run } from "#surfaces/cli";\nimport { serve } from "#surfaces/http";\nexport default [search, serve, run, process.env, process.argv];`,
  "packages/web/src/main.tsx": `import { createRoot } from "react-dom/client";\nimport "./style.css";\nimport { Page } from "./page.tsx";\ncreateRoot(<Page />);`,
  "packages/web/src/page.tsx": `import type { aether } from "@aether/server/contract";\nexport const Page = (p: typeof aether) => <p>{String(p)}</p>;`,
};

interface Plant {
  readonly rule: Rule;
  readonly what: string;
  readonly file: string;
  readonly code: string;
}

/** Each is appended to a sound file, or is a file of its own, and must be found by name and by place. */
const PLANTS: readonly Plant[] = [
  { rule: "no-house", what: "a folder nobody owns", file: `${SERVER}/misc/thing.ts`, code: `export const a = 1;` },
  { rule: "does-not-parse", what: "half a file", file: `${SERVER}/aether/search/search.ts`, code: `export const = ;` },
  { rule: "unresolved", what: "a file that is not there", file: `${GRAPH}/parse.ts`, code: `import "./gone.ts";` },
  {
    rule: "unresolved",
    what: "a path behind an alias",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { c } from "#kernel/db/connect";`,
  },
  {
    rule: "unresolved",
    what: "the inside of the graph package",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { p } from "@aether/graph/src/parse.ts";`,
  },
  {
    rule: "computed-import",
    what: "an import that cannot be read",
    file: `${SERVER}/aether/search/search.ts`,
    code: `export const load = (x: string) => import(x);`,
  },
  {
    rule: "house-not-allowed",
    what: "the kernel using a capability",
    file: `${SERVER}/kernel/db/connect.ts`,
    code: `import { search } from "#aether";`,
  },
  {
    rule: "house-not-allowed",
    what: "a capability using a surface",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { serve } from "#surfaces/http";`,
  },
  {
    rule: "house-not-allowed",
    what: "a surface using a capability, as a type",
    file: `${SERVER}/surfaces/http/serve.ts`,
    code: `import type { search } from "#aether";`,
  },
  {
    rule: "house-not-allowed",
    what: "a surface using another surface",
    file: `${SERVER}/surfaces/http/serve.ts`,
    code: `export { run } from "#surfaces/cli";`,
  },
  {
    rule: "house-not-allowed",
    what: "the kernel using the graph by a dynamic import",
    file: `${SERVER}/kernel/errors/fault.ts`,
    code: `export const g = () => import("@aether/graph");`,
  },
  {
    rule: "house-not-allowed",
    what: "somebody using main",
    file: `${SERVER}/surfaces/cli/run.ts`,
    code: `import api from "../../main/api.ts";`,
  },
  {
    rule: "house-not-allowed",
    what: "the graph using its own door to the disk",
    file: `${GRAPH}/parse.ts`,
    code: `export const w = () => import("./disk.ts");`,
  },
  {
    rule: "past-the-face",
    what: "a kernel house entered by a window",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { Fault } from "../../kernel/errors/fault.ts";`,
  },
  {
    rule: "past-the-face",
    what: "an inner file in an import type",
    file: `${SERVER}/aether/search/search.ts`,
    code: `export type F = import("../../kernel/errors/fault.ts").Fault;`,
  },
  {
    rule: "leaves-the-workspace",
    what: "a path from the server into the graph",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { parse as p } from "../../../../graph/src/index.ts";`,
  },
  {
    rule: "leaves-the-workspace",
    what: "a path from the page into the server",
    file: "packages/web/src/page.tsx",
    code: `import { Fault } from "../../server/src/kernel/errors/index.ts";`,
  },
  {
    rule: "package-not-allowed",
    what: "the database driver outside of db",
    file: `${SERVER}/aether/search/store.ts`,
    code: `import pg from "pg";`,
  },
  {
    rule: "package-not-allowed",
    what: "more than zod in a contract",
    file: `${SERVER}/aether/contract.ts`,
    code: `import pino from "pino";`,
  },
  {
    rule: "package-not-declared",
    what: "a package that only hoisting provides",
    file: `${GRAPH}/ids.ts`,
    code: `import { sha256 } from "@noble/hashes/sha2.js";`,
  },
  {
    rule: "node-not-allowed",
    what: "the disk in the graph",
    file: `${GRAPH}/parse.ts`,
    code: `import { readFileSync } from "node:fs";`,
  },
  {
    rule: "node-not-allowed",
    what: "Node in a contract, by require",
    file: `${SERVER}/aether/contract.ts`,
    code: `const fs = require("node:fs");`,
  },
  {
    rule: "node-not-allowed",
    what: "Node in the page",
    file: "packages/web/src/page.tsx",
    code: `import { join } from "node:path";`,
  },
  {
    rule: "node-without-prefix",
    what: "a module of Node that looks like a package",
    file: `${SERVER}/surfaces/http/serve.ts`,
    code: `import fs from "fs";`,
  },
  {
    rule: "test-in-product",
    what: "a test helper in the product",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import { two } from "../../../../../test/support/tenants.ts";`,
  },
  {
    rule: "test-in-product",
    what: "a test in the product",
    file: `${SERVER}/aether/search/search.ts`,
    code: `import "./search.test.ts";`,
  },
  {
    rule: "file-cycle",
    what: "two files that need each other's types",
    file: `${SERVER}/aether/search/store.ts`,
    code: `import type { search } from "./search.ts";`,
  },
  {
    rule: "file-cycle",
    what: "a file that enters its own house by the face",
    file: `${SERVER}/kernel/errors/fault.ts`,
    code: `export type { Fault as F } from "./index.ts";`,
  },
  {
    rule: "house-cycle",
    what: "two kernel houses that need each other",
    file: `${SERVER}/kernel/errors/fault.ts`,
    code: `import type { connect } from "#kernel/db";`,
  },
  {
    rule: "unreached",
    what: "a file that nothing leads to",
    file: `${SERVER}/aether/search/old.ts`,
    code: `export const a = 1;`,
  },
  {
    rule: "unreached",
    what: "a file that only a test leads to",
    file: `${SERVER}/aether/search/only.ts`,
    code: `export const a = 1;`,
  },
  {
    rule: "reads-process",
    what: "the environment in the kernel",
    file: `${SERVER}/kernel/db/connect.ts`,
    code: `export const url = process.env["DATABASE_URL"];`,
  },
  {
    rule: "reads-process",
    what: "the arguments by destructuring",
    file: `${SERVER}/surfaces/cli/run.ts`,
    code: `const { argv } = process;`,
  },
  {
    rule: "reads-process",
    what: "the environment by import",
    file: `${SERVER}/surfaces/cli/run.ts`,
    code: `import { env } from "node:process";`,
  },
  {
    rule: "sql-outside-store",
    what: "a query in a template",
    file: `${SERVER}/aether/search/search.ts`,
    code: "export const q = (t: string) => `\n  select a, b\n    from ${t}\n   limit 1`;",
  },
  {
    rule: "sql-outside-store",
    what: "a write in a string",
    file: `${SERVER}/surfaces/http/serve.ts`,
    code: `export const q = "update repo set name = $1";`,
  },
  {
    rule: "face-with-logic",
    what: "a face that passes everything on",
    file: `${SERVER}/kernel/errors/index.ts`,
    code: `export * from "./fault.ts";`,
  },
  {
    rule: "face-with-logic",
    what: "a face that does something",
    file: `${SERVER}/kernel/errors/index.ts`,
    code: `export const made = Date.now();`,
  },
  {
    rule: "long-main",
    what: "a composition root that has begun to know something",
    file: `${SERVER}/main/api.ts`,
    code: "// more\n".repeat(80),
  },
];

describe("a planted violation is found by name:", () => {
  test("the sound tree it is planted into has none", () => {
    expect(checkArchitecture(planted())).toEqual([]);
  });

  test.each(PLANTS)("$rule: $what", ({ rule, file, code }) => {
    const manifests = rule === "package-not-declared" ? without("packages/graph", "@noble/hashes") : tree.manifests;
    const found = checkArchitecture({ ...planted(file, code), manifests });
    expect(found.map((it) => `${it.rule} ${it.file}`)).toContain(`${rule} ${file}`);
  });

  test("and every rule has at least one", () => {
    expect(PLANTS.length).toBeGreaterThanOrEqual(22);
    const rules: Record<Rule, number> = countRules();
    expect(Object.entries(rules).filter(([, plants]) => plants === 0)).toEqual([]);
  });
});

test("docs/architecture.md shows the table as it is", () => {
  const page = readFileSync(`${ROOT}/docs/architecture.md`, "utf8");
  for (const row of tableRows()) expect(page).toContain(row);
  const shown = page.match(/^\| `[^|]+` \| [^|]* \| [^|]* \| [^|]* \|$/gm) ?? [];
  expect(shown).toEqual(tableRows());
});

function planted(file?: string, code = ""): Tree {
  const files = new Map(Object.entries(SOUND));
  if (file !== undefined) files.set(file, `${files.get(file) ?? ""}\n${code}`);
  if (file?.endsWith("only.ts") === true) {
    files.set(file.replace(".ts", ".test.ts"), `import { a } from "./only.ts";\na;`);
  }
  return { ...tree, files };
}

function without(workspace: string, name: string): Tree["manifests"] {
  return new Map(
    [...tree.manifests].map(([folder, manifest]) => {
      const packages = new Set([...manifest.packages].filter((it) => folder !== workspace || it !== name));
      return [folder, { ...manifest, packages }];
    }),
  );
}

function countRules(): Record<Rule, number> {
  const counts: Record<Rule, number> = {
    "no-house": 0,
    "does-not-parse": 0,
    unresolved: 0,
    "computed-import": 0,
    "house-not-allowed": 0,
    "past-the-face": 0,
    "leaves-the-workspace": 0,
    "package-not-allowed": 0,
    "package-not-declared": 0,
    "node-not-allowed": 0,
    "node-without-prefix": 0,
    "test-in-product": 0,
    "file-cycle": 0,
    "house-cycle": 0,
    unreached: 0,
    "reads-process": 0,
    "sql-outside-store": 0,
    "face-with-logic": 0,
    "long-main": 0,
  };
  for (const { rule } of PLANTS) counts[rule] += 1;
  return counts;
}

function tableRows(): string[] {
  const list = (names: readonly string[]): string => (names.length === 0 ? "–" : names.join(", "));
  return HOUSES.map((house) => {
    const node = house.node === "any" ? "any" : list(house.node);
    return `| \`${house.name}\` | ${list(house.ours)} | ${list(house.packages)} | ${node} |`;
  });
}
