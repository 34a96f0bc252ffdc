import { execFile, execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { serve } from "../surfaces/aether-command.ts";

/** The package as somebody else gets it: built, packed, and installed without network into an empty folder. */
const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "node_modules/.bin");

let folder: TemporaryFolder;
let installed: string;

beforeAll(() => {
  folder = temporaryFolder();
  const packed = npm(join(ROOT, "packages/client"), "pack", "--json", "--pack-destination", folder.path);
  const [{ filename }] = JSON.parse(packed.replace(/^[^[]*(?=\[)/, ""));
  const dependencies = { "@aether/client": `file:${join(folder.path, filename)}` };
  folder.write("package.json", JSON.stringify({ type: "module", private: true, dependencies }));
  npm(folder.path, "install", "--offline", "--no-audit", "--no-fund");
  installed = join(folder.path, "node_modules/@aether/client");
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

function npm(cwd: string, ...args: string[]): string {
  const env = { ...process.env, PATH: `${BIN}:${process.env["PATH"]}`, npm_config_update_notifier: "false" };
  return execFileSync("npm", ["--loglevel=error", ...args], { cwd, env, encoding: "utf8" });
}

function example(): string {
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  return /^```js\n([^]*?)^```$/m.exec(readme)?.[1] ?? "";
}

test("the README's example runs against a server, from the installed package", async () => {
  folder.write("shop/tax.py", "def vat(price):\n    return price * 0.2\n");
  const data = join(folder.path, "data");
  await serve({ AETHER_DATA: data, HOME: folder.path });
  const { url, token } = JSON.parse(readFileSync(join(data, "owner.json"), "utf8"));
  const script = folder.write("example.mjs", example());
  const env = { ...process.env, AETHER_API_URL: url, AETHER_TOKEN: token };
  const { stdout } = await promisify(execFile)(process.execPath, [script, join(folder.path, "shop")], { env });
  expect(stdout.trim().split("\n")).toEqual(["succeeded", "shop", "tax.py 1", "NOT_FOUND not_found false"]);
}, 120_000);

test("its types serve a program in TypeScript, in a browser's and in Node's environment", () => {
  folder.write(
    "typed.ts",
    `import { type AetherError, createClient, type Job } from "@aether/client";
const aether = createClient({ baseUrl: "https://a.example", fetch, token: { get: () => "t" } });
export const states: Job["state"][] = [];
for await (const job of aether.listJobs.items({ limit: 2 })) states.push(job.state);
export const code = (error: AetherError): boolean => error.code === "NOT_FOUND";
// @ts-expect-error the id is missing
export const wrong = aether.getJob({});
// @ts-expect-error an answer has no such field
export const alsoWrong = (await aether.getJob({ id: "x" })).nothing;
`,
  );
  const options = {
    module: "nodenext",
    target: "es2022",
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
  };
  const environments = {
    browser: { lib: ["es2022", "dom"], types: [] },
    node: { lib: ["es2022"], types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")], skipLibCheck: true },
  };
  for (const [name, own] of Object.entries(environments)) {
    folder.write(
      `tsconfig.${name}.json`,
      JSON.stringify({ compilerOptions: { ...options, ...own }, files: ["typed.ts"] }),
    );
    const { stdout, status } = spawnSync(join(BIN, "tsc"), ["-p", `tsconfig.${name}.json`], {
      cwd: folder.path,
      encoding: "utf8",
    });
    expect({ name, stdout, status }).toEqual({ name, stdout: "", status: 0 });
  }
}, 120_000);

test("it holds its build and nothing else, and imports nothing but itself", () => {
  const files = globSync("**/*.*", { cwd: installed });
  expect(files).toEqual(expect.arrayContaining(["README.md", "package.json", "dist/index.js", "dist/index.d.ts"]));
  expect(files.filter((path) => /\.test\.|(?<!\.d)\.ts$|^src|zod/.test(path))).toEqual([]);
  const imported = files
    .filter((path) => /\.(?:js|d\.ts)$/.test(path))
    .flatMap((path) => [...readFileSync(join(installed, path), "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)])
    .map((match) => match[1] ?? "");
  expect(imported.filter((name) => !name.startsWith("."))).toEqual([]);
  expect(JSON.parse(readFileSync(join(installed, "package.json"), "utf8"))).not.toHaveProperty("dependencies");
});
