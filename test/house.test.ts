import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { pickQuery } from "../scripts/pick-query.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aether-house-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("make", () => {
  const PROMISED =
    "start test test-fast check bench bench-tiny eval migrate-up migrate-down migrate-create migrate-status db-reset dev-up dev-down " +
    "logs health-check build clean setup format help";

  test.each(PROMISED.split(" "))("help explains %s", (target) => {
    const help = execFileSync("make", ["--no-print-directory", "help"], { cwd: ROOT, encoding: "utf8" });
    expect(help).toMatch(new RegExp(`^  ${target} +\\S`, "m"));
  });

  test("every target that is explained is phony: no file of that name can hide it", () => {
    const makefile = readFileSync(join(ROOT, "Makefile"), "utf8");
    const phony = (/^\.PHONY:((?:.*\\\n)*.*)$/m.exec(makefile)?.[1] ?? "").split(/[\s\\]+/);
    const explained = [...makefile.matchAll(/^([a-z-]+):.*##/gm)].map((match) => match[1]);
    expect(explained.filter((target) => !phony.includes(target ?? ""))).toEqual([]);
  });

  test("the files people look for are there", () => {
    const files = ["README.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".env.example", ".ci/run"];
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

test("package-lock.json has an entry for every dependency of every platform: without one npm ci refuses", () => {
  type Entry = Partial<Record<"dependencies" | "optionalDependencies", Record<string, string>>>;
  const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter((name) => !isLocked(path, name)),
  );
  expect(Object.keys(lock.packages).length).toBeGreaterThan(300);
  expect(missing).toEqual([]);

  /** As Node looks for it: beside the package, then in each folder above. */
  function isLocked(path: string, name: string): boolean {
    if (`${path === "" ? "" : `${path}/`}node_modules/${name}` in lock.packages) return true;
    return path !== "" && isLocked(path.replace(/(^|\/)[^/]*$/, ""), name);
  }
});

describe("the preflight", () => {
  /** A PATH that holds Node and the named commands, each answering --version with the given text. */
  function pathWith(commands: Readonly<Record<string, string>>): string {
    symlinkSync(process.execPath, join(folder, "node"));
    for (const [name, version] of Object.entries(commands)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho '${version}'\n`);
      chmodSync(join(folder, name), 0o755);
    }
    return folder;
  }
  function preflight(check: string, { cwd = ROOT, path = process.env["PATH"] ?? "" } = {}) {
    const script = join(ROOT, "scripts/preflight.mjs");
    return spawnSync(process.execPath, [script, check], { cwd, encoding: "utf8", env: { PATH: path } });
  }
  function lock(path: string, packages: Readonly<Record<string, object>>): void {
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify({ packages }));
  }

  test("finds nothing wrong where git, npm and Node are there", () => {
    expect(preflight("tools", { path: pathWith({ git: "git version 2.39.5", npm: "10.8.2" }) })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  test("names git when it is missing, and how to get it", () => {
    const { status, stderr } = preflight("tools", { path: pathWith({ npm: "10.8.2" }) });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: git is missing: install it/);
  });

  test("names an npm that is too old, and how to get a newer one", () => {
    const { status, stderr } = preflight("tools", { path: pathWith({ git: "git version 2.39.5", npm: "6.14.18" }) });
    expect(status).toBe(1);
    expect(stderr).toContain("npm 6.14.18 is too old: run npm install --global npm@latest");
  });

  test("sees that an installation is what the lock names", () => {
    const packages = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
    const other = { "node_modules/only-on-macs": { version: "1.0.0", optional: true } };
    lock("package-lock.json", { "": {}, "packages/graph": {}, ...packages, ...other });
    lock("node_modules/.package-lock.json", packages);
    expect(preflight("installed", { cwd: folder }).status).toBe(0);
  });

  test.each([
    ["another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }],
    ["other bytes", { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }],
    ["a missing package", {}],
  ])("sees %s as a reason to install", (_what, present) => {
    lock("package-lock.json", { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } });
    lock("node_modules/.package-lock.json", present);
    expect(preflight("installed", { cwd: folder }).status).toBe(1);
  });

  test("sees a command of ours that is not linked yet as a reason to install", () => {
    lock("package-lock.json", { "packages/server": { bin: { aether: "bin/aether.mjs" } } });
    lock("node_modules/.package-lock.json", {});
    expect(preflight("installed", { cwd: folder }).status).toBe(1);
    mkdirSync(join(folder, "node_modules/.bin/aether"), { recursive: true });
    expect(preflight("installed", { cwd: folder }).status).toBe(0);
  });

  test("sees a fresh clone as a reason to install", () => {
    writeFileSync(join(folder, "package-lock.json"), `{"packages":{}}`);
    expect(preflight("installed", { cwd: folder }).status).toBe(1);
  });

  test("takes away a Node of npm's that does not run here, so that the system's is found", () => {
    mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
    const broken = join(folder, "node_modules/.bin/node");
    writeFileSync(broken, "not for this machine");
    chmodSync(broken, 0o755);
    expect(preflight("runtime", { cwd: folder }).status).toBe(0);
    expect(existsSync(broken)).toBe(false);
  });
});

describe("the query that make start asks", () => {
  const define = (id: string, name: string, more: object = {}): string =>
    JSON.stringify({ type: "node", id, kind: "Function", name, file: "src/a.ts", ...more });
  const call = (to: string): string => JSON.stringify({ type: "edge", kind: "CALLS", from: "x", to, line: 1 });
  const pick = (...lines: string[]): Promise<string | undefined> => pickQuery(Readable.from(lines));

  test("is the most called function, as words", async () => {
    expect(await pick(define("1", "openFile"), define("2", "parse_HTTPHeader2"), call("2"), call("2"), call("1"))).toBe(
      "parse http header 2",
    );
  });

  test("is rather one of several words outside of tests, however often others are called", async () => {
    const inTests = define("2", "makeTenant", { file: "test/tenants.ts" });
    expect(await pick(define("1", "run"), inTests, define("3", "readLock"), call("1"), call("2"), call("2"))).toBe(
      "read lock",
    );
  });

  test("is of the repository: what lies outside of it does not count", async () => {
    const outside = define("1", "readFile", { file: "", kind: "External" });
    expect(await pick(outside, define("2", "walkTree"), call("1"))).toBe("walk tree");
  });

  test("is left open where nothing can be called", async () => {
    expect(await pick(define("1", "Readme", { kind: "Section" }))).toBeUndefined();
  });
});

describe("make db-reset", () => {
  const reset = (env: Record<string, string>, ...args: string[]) =>
    spawnSync("bash", [join(ROOT, "scripts/db-reset.sh"), ...args], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...env },
    });

  test("deletes nothing in a folder that is not a data directory", () => {
    mkdirSync(join(folder, "pg18"));
    expect(reset({ AETHER_DATA: folder }, "1")).toMatchObject({ status: 2 });
    expect(existsSync(join(folder, "pg18"))).toBe(true);
  });

  test("deletes nothing unasked where nobody can answer", () => {
    writeFileSync(join(folder, "format.json"), "{}");
    expect(reset({ AETHER_DATA: folder }).stderr).toContain("make db-reset YES=1");
    expect(existsSync(join(folder, "format.json"))).toBe(true);
  });

  test("deletes nothing that a living process has open", () => {
    writeFileSync(join(folder, "format.json"), "{}");
    writeFileSync(join(folder, "owner.json"), JSON.stringify({ pid: process.pid }));
    expect(reset({ AETHER_DATA: folder }, "1").stderr).toContain(`process ${process.pid} has`);
    expect(existsSync(join(folder, "format.json"))).toBe(true);
  });

  test("deletes the database and nothing else that lies beside it", () => {
    for (const name of ["format.json", "owner.json", "mine.txt"]) writeFileSync(join(folder, name), "{}");
    mkdirSync(join(folder, "pg18"));
    expect(reset({ AETHER_DATA: folder }, "1").status).toBe(0);
    expect(readdirSync(folder)).toEqual(["mine.txt"]);
  });

  test("does not touch a server's database", () => {
    expect(reset({ DATABASE_URL: "postgres://127.0.0.1/x", AETHER_DATA: folder }, "1").status).toBe(2);
  });
});

describe("the last line of the CI run", () => {
  function summarize(
    report: object | undefined,
    exits: { test: number; check: number; eval?: number } = { test: 0, check: 0 },
  ) {
    const path = join(folder, "report.json");
    if (report !== undefined) writeFileSync(path, JSON.stringify(report));
    const script = join(ROOT, "scripts/ci-summary.mjs");
    const args = [script, path, String(exits.test), String(exits.check), String(exits.eval ?? 0)];
    const ran = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status: ran.status, lastLine: ran.stdout.trimEnd().split("\n").at(-1) };
  }
  const green = { numPassedTests: 12, numFailedTests: 0, success: true };

  test("counts what passed", () => {
    expect(summarize(green)).toEqual({ status: 0, lastLine: "12 passed, 0 failed" });
  });

  test("counts what failed, and fails", () => {
    const report = { numPassedTests: 11, numFailedTests: 2, success: false };
    expect(summarize(report, { test: 1, check: 0 })).toEqual({ status: 1, lastLine: "11 passed, 2 failed" });
  });

  test.each([
    {
      what: "a figure is below its threshold",
      report: green,
      exits: { test: 0, check: 0, eval: 1 },
      lastLine: "12 passed, 1 failed",
    },
    { what: "make check failed", report: green, exits: { test: 0, check: 2 }, lastLine: "12 passed, 1 failed" },
    {
      what: "the run broke outside of a test",
      report: green,
      exits: { test: 1, check: 0 },
      lastLine: "12 passed, 1 failed",
    },
    {
      what: "a failure comes with exit 0",
      report: { ...green, success: false },
      exits: { test: 0, check: 0 },
      lastLine: "12 passed, 1 failed",
    },
    {
      what: "no test ran",
      report: { ...green, numPassedTests: 0 },
      exits: { test: 0, check: 0 },
      lastLine: "0 passed, 1 failed",
    },
    { what: "there is no report", report: undefined, exits: { test: 1, check: 0 }, lastLine: "0 passed, 1 failed" },
  ])("fails when $what", ({ report, exits, lastLine }) => {
    expect(summarize(report, exits)).toEqual({ status: 1, lastLine });
  });
});
