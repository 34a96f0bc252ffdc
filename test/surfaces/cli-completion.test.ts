import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { COMMANDS } from "../../packages/server/src/surfaces/cli/command-table.ts";
import { BIN, demoServer, emptyFolder, runAether } from "./aether-command.ts";

/** The command as a shell finds it: the first word of a line. */
const AETHER = (folder: string) => path.join(folder, "aether");

/** What bash offers for a line, by the script that the command wrote. */
async function offered(line: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const folder = await emptyFolder();
  const script = path.join(folder, "aether.bash");
  await writeFile(script, (await runAether(["completion", "bash"])).stdout);
  await writeFile(AETHER(folder), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  const words = line.replace(/^aether/, AETHER(folder)).split(" ");
  const steps = [
    `source '${script}'`,
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length - 1}`,
    "_aether",
    String.raw`printf '%s\n' "\${COMPREPLY[@]}"`.replace("\\$", "$"),
  ];
  const { stdout: said } = await promisify(execFile)("bash", ["--norc", "-c", steps.join("\n")], {
    encoding: "utf8",
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, AETHER_DATA: folder, ...env },
  });
  return said.trim().split("\n");
}

test("bash offers the commands, and after one its flags and words", async () => {
  expect(await offered("aether ")).toEqual(COMMANDS.map(({ name }) => name));
  expect(await offered("aether se")).toEqual(["search", "sessions", "secrets", "serve"]);
  expect(await offered("aether search --no-v")).toEqual(["--no-vectors"]);
  expect(await offered("aether jobs wa")).toEqual(["watch"]);
  expect(await offered("aether jobs re")).toEqual(["retry"]);
  expect(await offered("aether completion ")).toEqual(expect.arrayContaining(["bash", "zsh", "fish", "--json"]));
});

test("bash offers the repositories of the server that runs, where the name of one may stand", async () => {
  const { directory } = await demoServer();
  const env = { AETHER_DATA: directory };
  expect(await offered("aether search --repo sh", env)).toEqual(["shop"]);
  expect(await offered("aether delete sh", env)).toEqual(["shop"]);
  expect(await offered("aether repos show ", env)).toContain("shop");
  expect(await offered("aether search sh", env)).toEqual([""]);
});

test("where no server runs, no repository is offered, nothing is said, and no database is made", async () => {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data"), HOME: folder };
  expect(await offered("aether delete sh", env)).toEqual([""]);
  expect(await runAether(["__complete", "repos"], { env })).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readdirSync(folder)).not.toContain("data");
});

test.each(["zsh", "fish"])("the script of %s names every command and flag", async (shell) => {
  const { code, stdout } = await runAether(["completion", shell]);
  expect(code).toBe(0);
  for (const { name, flags } of COMMANDS) {
    expect(stdout).toContain(name);
    for (const flag of flags) expect(stdout).toContain(flag.name);
  }
});
