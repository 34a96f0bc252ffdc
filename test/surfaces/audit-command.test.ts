/** `aether audit` and `aether secrets` as a person runs them. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { emptyFolder, runAether } from "./aether-command.ts";

test("a root key is put in front, everything is sealed under it, and the trail says who did it and is whole", async () => {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data") };
  const aether = (...args: string[]) => runAether(args, { cwd: folder, env });
  expect(await aether("secrets", "reencrypt")).toMatchObject({ code: 0 });
  const rotated = await aether("secrets", "rotate-key");
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining("k1: nothing needs it any more") });
  const keys = path.join(env.AETHER_DATA, "root-keys");
  const [newest = ""] = (await readFile(keys, "utf8")).split("\n");
  await writeFile(keys, `${newest}\n`);

  const listed = await aether("audit", "--action", "reencrypt_secrets");
  expect(listed.stdout.trim().split("\n")).toHaveLength(2);
  expect(listed.stdout).toContain("OK");
  const exported = await aether("audit", "export");
  const records = exported.stdout
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(records).toMatchObject([{ number: 1 }, { number: 2, actor: { kind: "owner" } }]);
  expect(await aether("audit", "verify")).toMatchObject({ code: 0, stdout: "2 records as they were written\n" });

  const checkpoint = (await readFile(path.join(env.AETHER_DATA, "audit-checkpoints"), "utf8")).trim();
  const forged = await aether("audit", "verify", "--checkpoint", checkpoint.replace(".2.", ".7."));
  expect(forged, "a checkpoint that nobody signed says nothing").toMatchObject({ code: 0 });
  expect(await aether("audit", "verfy")).toMatchObject({ code: 2, stderr: expect.stringContaining('"verify"') });
}, 120_000);

test("where root keys stand in the environment, rotate-key says what to do and changes nothing", async () => {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data"), DATABASE_URL: "postgres://db/x" };
  const told = await runAether(["secrets", "rotate-key"], { cwd: folder, env });
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("AETHER_SECRET_KEYS=NEW_ID:") });
});
