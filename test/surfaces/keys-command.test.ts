/** `aether keys` as a person runs it. */
import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, test } from "vitest";

import { emptyFolder, runAether, runOnTerminal, serve } from "./aether-command.ts";

const LONG_MS = 180_000;
const DAY_MS = 24 * 60 * 60_000;

interface ShownKey {
  readonly key_id: string;
  readonly key: string;
  readonly name: string;
  readonly state: string;
  readonly expires_at: string | null;
}

/** As the command's own --json has it. */
function keyOf(stdout: string): ShownKey {
  const shown: ShownKey = JSON.parse(stdout);
  return shown;
}

/** A server of its own, and the command that finds it. */
async function house() {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data"), HOME: folder };
  await serve(env);
  const aether = (...args: string[]) => runAether(["keys", ...args], { cwd: folder, env });
  return { env, aether };
}

test(
  "a key is made and shown once, listed without its secret, rotated and revoked",
  async () => {
    const { env, aether } = await house();
    expect(await aether()).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("keys create") });
    const made = await aether("create", "laptop", "--permissions", "code:read,jobs:read", "--expires", "30d");
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining("this once") });
    const [, key = "", id = ""] = /^key +(aeth_live_\w+)\nid +(\w+)$/m.exec(made.stdout) ?? [];
    const listed = await aether("list", "--json");
    expect(listed.stdout).not.toContain(key);
    const { expires_at: until } = keyOf(listed.stdout);
    expect(Date.parse(until ?? "") - Date.now()).toBeGreaterThan(29 * DAY_MS);
    expect(await aether()).toMatchObject({
      stdout: expect.stringMatching(/ active .* laptop .*code:read,jobs:read\n/),
    });
    const { url }: { url: string } = JSON.parse(readFileSync(path.join(env.AETHER_DATA, "owner.json"), "utf8"));
    const elsewhere = await emptyFolder();
    const asKey = () =>
      runAether(["repos"], {
        env: { AETHER_DATA: elsewhere, HOME: elsewhere, AETHER_TOKEN: key, AETHER_API_URL: url },
      });
    expect(key).not.toBe("");
    expect(await aether("change", id)).toMatchObject({ code: 2, stderr: expect.stringContaining("--expires 90d") });
    const changed = keyOf((await aether("change", id, "--name", "desk", "--expires", "never", "--json")).stdout);
    expect([changed.name, changed.expires_at]).toEqual(["desk", null]);
    expect((await aether("change", id, "--name", "laptop", "--expires", "7d")).stdout).toMatch(/ to \S+ +laptop /);
    const rotated = await aether("rotate", id, "--overlap", "2h", "--json");
    expect(rotated.stderr).toContain("2 hours more");
    const next = keyOf(rotated.stdout);
    expect(next).toMatchObject({ name: "laptop", state: "active", key: expect.stringMatching(/^aeth_live_/) });
    expect(await asKey()).toMatchObject({ code: 0 });
    expect(await aether("rotate", id)).toMatchObject({ code: 5, stderr: expect.stringContaining("rotated already") });
    expect(await aether("revoke", id, "--yes")).toMatchObject({ code: 0, stdout: "laptop: revoked\n" });
    expect(await asKey()).toMatchObject({ code: 4 });
    const once = await aether("rotate", next.key_id, "--overlap", "0h");
    expect(once).toMatchObject({ code: 0, stderr: expect.stringContaining("worthless") });
  },
  LONG_MS,
);

test(
  "a key is revoked by a yes, or with --yes where nobody can be asked",
  async () => {
    const { env, aether } = await house();
    const { key_id: id } = keyOf((await aether("create", "ci", "--permissions", "code:read", "--json")).stdout);
    expect(await aether("revoke", id)).toMatchObject({ code: 2, stderr: expect.stringContaining(`${id} --yes`) });
    const typing = (word: string) => ({
      onScreen: {
        of: /Revoke it\? \[y\/N\]/,
        act: (_found: RegExpExecArray, type: (keys: string) => void) => type(`${word}\r`),
      },
    });
    expect((await runOnTerminal(["keys", "revoke", id], env, typing("n"))).screen).toContain("nothing was revoked");
    expect((await aether()).stdout).toContain("active");
    expect((await runOnTerminal(["keys", "revoke", id], env, typing("y"))).screen).toContain("ci: revoked");
  },
  LONG_MS,
);

test(
  "what is not understood says what to do",
  async () => {
    const { aether } = await house();
    const refused = async (said: string, ...args: string[]) =>
      expect(await aether(...args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(said) });
    await refused('"create"', "creat", "x");
    await refused("needs a NAME", "create");
    await refused("--permissions code:read,code:write,jobs:read", "create", "x");
    await refused("the ID of a key", "revoke", "--yes");
    await refused('cannot use "x"', "list", "x");
    await refused("2w", "create", "x", "--permissions", "code:read", "--expires", "soon");
    await refused("whole days", "create", "x", "--permissions", "code:read", "--expires", "36h");
    await refused("--expires TIME", "create", "x", "--permissions", "code:read", "--expires", "4000d");
    await refused(
      'no key can bear "keys:write"; there are: code:read, code:write',
      "create",
      "x",
      "--permissions",
      "keys:write",
    );
    expect((await aether()).stdout).toBe("");
  },
  LONG_MS,
);
