import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { COMMANDS } from "../../packages/server/src/surfaces/cli/command-table.ts";
import { emptyFolder, runAether } from "./aether-command.ts";

/** What bash offers for a line, by the script that the command wrote. */
async function offered(line: string): Promise<string[]> {
  const folder = await emptyFolder();
  const script = path.join(folder, "aether.bash");
  await writeFile(script, (await runAether(["completion", "bash"])).stdout);
  const words = line.split(" ");
  const steps = [
    `source '${script}'`,
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length - 1}`,
    "_aether",
    String.raw`printf '%s\n' "\${COMPREPLY[@]}"`.replace("\\$", "$"),
  ];
  const said = execFileSync("bash", ["--norc", "-c", steps.join("\n")], { encoding: "utf8", cwd: folder });
  return said.trim().split("\n");
}

test("bash offers the commands, and after one its flags and words", async () => {
  expect(await offered("aether ")).toEqual(COMMANDS.map(({ name }) => name));
  expect(await offered("aether se")).toEqual(["search", "secrets", "serve"]);
  expect(await offered("aether search --no-v")).toEqual(["--no-vectors"]);
  expect(await offered("aether jobs wa")).toEqual(["watch"]);
  expect(await offered("aether jobs re")).toEqual(["retry"]);
  expect(await offered("aether completion ")).toEqual(expect.arrayContaining(["bash", "zsh", "fish", "--json"]));
});

test.each(["zsh", "fish"])("the script of %s names every command and flag", async (shell) => {
  const { code, stdout } = await runAether(["completion", shell]);
  expect(code).toBe(0);
  for (const { name, flags } of COMMANDS) {
    expect(stdout).toContain(name);
    for (const flag of flags) expect(stdout).toContain(flag.name);
  }
});
