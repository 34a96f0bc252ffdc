/** `aether tenant` as a person runs it. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { emptyFolder, runAether, runOnTerminal, serve } from "./aether-command.ts";

const LONG_MS = 180_000;

/** A server of its own, and the command that finds it. */
async function house() {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data"), HOME: folder };
  await serve(env);
  const aether = (...args: string[]) => runAether(["tenant", ...args], { cwd: folder, env });
  return { folder, env, aether };
}

test(
  "tenants are made, listed, shown, renamed, limited, suspended and let work again",
  async () => {
    const { aether } = await house();
    const made = await aether("create", "acme", "--name", "Acme", "--repos", "3");
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining("repos 3") });
    expect(await aether("create", "acme")).toMatchObject({ code: 5, stderr: expect.stringContaining("already") });
    const listed = await aether("list");
    expect(
      listed.stdout
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(["acme", "local"]);
    const rows = (await aether("list", "--json")).stdout.trim().split("\n");
    expect(rows.map((line): unknown => JSON.parse(line))).toMatchObject([{ slug: "acme" }, { slug: "local" }]);
    expect(await aether("rename", "acme", "Acme Ltd")).toMatchObject({ stdout: expect.stringContaining("Acme Ltd") });
    expect(await aether("rename", "Mine")).toMatchObject({ stdout: expect.stringMatching(/local.*Mine/s) });
    const limited = await aether("quota", "acme", "--storage-gb", "5", "--unlimited", "qps", "--json");
    expect(JSON.parse(limited.stdout)).toMatchObject({
      name: "Acme Ltd",
      quotas: { repos: 3, storage_gb: 5, qps: null },
    });
    expect(await aether("suspend", "acme")).toMatchObject({ stdout: expect.stringContaining("suspended") });
    expect(await aether("resume", "acme")).toMatchObject({ stdout: expect.stringContaining("active") });
    expect(await aether("show", "acme")).toMatchObject({ stdout: expect.stringContaining("qps unlimited") });
    expect(await aether("usage", "acme")).toMatchObject({ stdout: expect.stringContaining("repos 0 of 3 (0 %)") });
    expect(await aether("usage", "--all")).toMatchObject({ stdout: expect.stringMatching(/^acme .*\nlocal /) });
  },
  LONG_MS,
);

test(
  "what is not understood says what to do",
  async () => {
    const { aether } = await house();
    expect(await aether("creat", "x")).toMatchObject({ code: 2, stderr: expect.stringContaining('"create"') });
    expect(await aether("suspend")).toMatchObject({ code: 2, stderr: expect.stringContaining("needs a TENANT") });
    expect(await aether("show", "nobody")).toMatchObject({ code: 3 });
    expect(await aether("show", "a", "b")).toMatchObject({ code: 2, stderr: expect.stringContaining('"b"') });
    const quota = await aether("quota", "local", "--unlimited", "cats");
    expect(quota).toMatchObject({ code: 2, stderr: expect.stringContaining("vectors, qps, storage-gb, repos") });
  },
  LONG_MS,
);

test(
  "an export is written, fetched and compared, and no file is replaced unasked",
  async () => {
    const { folder, env, aether } = await house();
    writeFileSync(path.join(folder, "a.py"), "def f():\n    return 1\n");
    expect(await runAether(["index", folder, "--name", "shop"], { cwd: folder, env })).toMatchObject({ code: 0 });
    const out = path.join(folder, "out.tar");
    const run = await aether("export", "--output", out);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("rows") });
    const names = execFileSync("tar", ["-tf", out], { encoding: "utf8" });
    expect(names).toMatch(/-texts\.jsonl\.gz\n[^]*manifest\.json\n$/);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await aether("export", "--output", out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("already"),
    });
    const again = await aether("export", "local", "--last", "--yes", "--output", out, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ file: out, bytes: statSync(out).size });
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    const none = await aether("create", "empty");
    expect(none.code).toBe(0);
    expect(await aether("export", "empty", "--last")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("--last"),
    });
    const other = await aether("export", "empty");
    expect(other).toMatchObject({ code: 0, stdout: expect.stringMatching(/empty-\d{4}-\d\d-\d\d\.tar: /) });
    expect(readdirSync(folder).some((name) => name.startsWith("empty-"))).toBe(true);
  },
  LONG_MS,
);

test(
  "a tenant is deleted by typing its name, or with --yes where nobody can be asked",
  async () => {
    const { env, aether } = await house();
    for (const slug of ["first", "second"]) expect(await aether("create", slug)).toMatchObject({ code: 0 });
    expect(await aether("delete", "first")).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    const typing = (word: string) => ({
      onScreen: {
        of: /Type first to delete it/,
        act: (_found: RegExpExecArray, type: (keys: string) => void) => type(`${word}\r`),
      },
    });
    const wrong = await runOnTerminal(["tenant", "delete", "first"], env, typing("secnd"));
    expect(wrong.screen).toContain("nothing was deleted");
    const shown = await aether("show", "first");
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("active") });
    const right = await runOnTerminal(["tenant", "delete", "first"], env, typing("first"));
    expect(right.screen).toContain("being removed");
    const yes = await aether("delete", "second", "--yes", "--json");
    expect(JSON.parse(yes.stdout)).toMatchObject({ slug: "second", state: "deleting" });
    const own = await aether("delete", "local", "--yes");
    expect(own).toMatchObject({ code: 5, stderr: expect.stringContaining("goes with the directory") });
    expect(existsSync(env.AETHER_DATA)).toBe(true);
  },
  LONG_MS,
);
