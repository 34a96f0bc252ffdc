import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { temporaryFolder, type TemporaryFolder } from "./support/temporary-folder.ts";

/** The package as somebody else gets it: built, packed, installed without network beside nothing but its dependencies. */
const ROOT = join(import.meta.dirname, "..");
const PACKAGE = join(ROOT, "packages/graph");
const MODULES = join(ROOT, "node_modules");

let folder: TemporaryFolder;
let installed: string;

beforeAll(() => {
  folder = temporaryFolder();
  const [packed] = JSON.parse(npm(PACKAGE, "pack", "--json", "--pack-destination", folder.path));
  const { dependencies } = readJson(join(PACKAGE, "package.json"));
  const local = Object.keys(dependencies).map((name) => [name, `file:${join(MODULES, name)}`] as const);
  const own = ["@aether/graph", `file:${join(folder.path, packed.filename)}`] as const;
  folder.write(
    "package.json",
    JSON.stringify({ type: "module", private: true, dependencies: Object.fromEntries([own, ...local]) }),
  );
  npm(folder.path, "install", "--offline", "--ignore-scripts", "--install-links", "--no-audit", "--no-fund");
  installed = join(folder.path, "node_modules/@aether/graph");
  folder.write("shop/app/tax.py", "def vat(price):\n    return price * 0.2\n");
  folder.write("shop/app/__init__.py", "");
  folder.write("shop/main.py", "from app.tax import vat\n\ndef total(price):\n    return price + vat(price)\n");
  folder.write(
    "shop/web/index.ts",
    "import { name } from './name.ts';\nexport const shout = () => name().toUpperCase();\n",
  );
  folder.write("shop/web/name.ts", "export function name() {\n  return 'x';\n}\n");
  folder.write("shop/A.java", "package a;\n\nclass A {\n  void f() { g(); }\n  void g() { }\n}\n");
  folder.write("shop/go.mod", "module example.org/shop\n");
  folder.write("shop/main.go", "package main\n\nfunc main() { run() }\n\nfunc run() {}\n");
  folder.write("shop/README.md", "# Shop\n\n## Use\n");
  folder.write("shop/blob.py", Buffer.from([0, 1]));
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

function npm(cwd: string, ...args: string[]): string {
  // The lifecycle scripts must find the tools of this repository, and npm must not ask the network for news of itself.
  const env = {
    ...process.env,
    PATH: `${join(MODULES, ".bin")}:${process.env["PATH"]}`,
    npm_config_update_notifier: "false",
  };
  return execFileSync("npm", ["--loglevel=error", ...args], {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).replace(/^[^[]*(?=\[)/, "");
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The code blocks of the packed README, in order. */
function examples(): string[] {
  const text = readFileSync(join(installed, "README.md"), "utf8");
  return [...text.matchAll(/^```js\n([^]*?)^```$/gm)].map((match) => match[1] ?? "");
}

const run = (script: string) =>
  execFileSync(process.execPath, [script, "shop"], {
    cwd: folder.path,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

test("the README's lines index a folder of every language", () => {
  const [example = ""] = examples();
  expect(example.trim().split("\n").length).toBeLessThanOrEqual(10);
  const records = run(folder.write("example.mjs", example))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const names = new Map(
    records.filter((it) => it.type === "node").map((it) => [it.id, `${it.file}:${it.qualified_name}`]),
  );
  const calls = records
    .filter((it) => it.kind === "CALLS")
    .map((it) => `${names.get(it.from)} ${names.get(it.to)} ${it.tier}`);
  expect(calls.filter((call) => !call.includes(" :")).sort()).toEqual([
    "A.java:A.f A.java:A.g exact",
    "main.go:main main.go:run exact",
    "main.py:total app/tax.py:vat exact",
    "web/index.ts:shout web/name.ts:name exact",
  ]);
  expect([...names.values()]).toContain("README.md:Shop.Use");
});

test("the README's second example takes the steps one by one", () => {
  expect(run(folder.write("steps.mjs", examples()[1] ?? ""))).toBe("8 files\n");
});

test("the types of the package serve a program in TypeScript", () => {
  folder.write(
    "typed.ts",
    `${examples()[0]}
const kinds: readonly string[] = graph.files.flatMap((file) => file.nodes.map((node) => node.kind));
// @ts-expect-error a graph has no such thing
export const wrong = [kinds, graph.nothing];
`,
  );
  const compilerOptions = { module: "nodenext", target: "es2024", strict: true, noEmit: true, types: ["node"] };
  folder.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { ...compilerOptions, typeRoots: [join(MODULES, "@types")], skipLibCheck: true },
      files: ["typed.ts"],
    }),
  );
  const compiler = spawnSync(join(MODULES, ".bin/tsc"), ["-p", "."], { cwd: folder.path, encoding: "utf8" });
  expect({ said: compiler.stdout, status: compiler.status }).toEqual({ said: "", status: 0 });
});

test("it holds its build, its queries and nothing of the platform", () => {
  const files = globSync("**/*", { cwd: installed }).filter((path) => !path.includes("node_modules"));
  expect(files.filter((path) => path.endsWith(".scm")).length).toBe(
    globSync("src/parse/*.scm", { cwd: PACKAGE }).length,
  );
  expect(files.filter((path) => /\.(?:test|spec)\.|(?<!\.d)\.ts$|^src/.test(path))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "dist/index.js", "dist/disk.js", "dist/disk/parse-worker.js"]),
  );
  const imported = files
    .filter((path) => path.endsWith(".js"))
    .flatMap((path) => [
      ...readFileSync(join(installed, path), "utf8").matchAll(/^(?:import|export)\b(?:[^;"]*? from)? "([^"]+)";$/gm),
    ])
    .map((match) => match[1] ?? "")
    .filter((specifier) => !specifier.startsWith(".") && !specifier.startsWith("node:"));
  expect([...new Set(imported)].sort()).toEqual([
    "@bufbuild/protobuf/wire",
    "@noble/hashes/sha2.js",
    "web-tree-sitter",
  ]);
  const { dependencies } = readJson(join(installed, "package.json"));
  expect(Object.keys(dependencies).sort()).toEqual([
    "@bufbuild/protobuf",
    "@noble/hashes",
    "@tree-sitter-grammars/tree-sitter-kotlin",
    "@tree-sitter-grammars/tree-sitter-lua",
    "@vscode/tree-sitter-wasm",
    "tree-sitter-c",
    "tree-sitter-c-sharp",
    "tree-sitter-scala",
    "web-tree-sitter",
  ]);
  // The grammars' packages ask for what builds their native bindings, which nothing here loads.
  const forBindings = ["node-addon-api", "node-gyp-build", "npm-check-updates"];
  const beside = Object.keys(dependencies)
    .concat("@aether/graph", forBindings)
    .map((name) => dirname(join(name, "x")));
  const others = globSync("{*,@*/*}", { cwd: join(folder.path, "node_modules") }).filter(
    (name) => !name.startsWith(".") && existsSync(join(folder.path, "node_modules", name, "package.json")),
  );
  expect(others.sort()).toEqual(beside.sort());
});
