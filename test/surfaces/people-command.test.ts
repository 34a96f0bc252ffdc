/** The commands about people, as people run them: one joins, is made more, and goes. */
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type ServedAccounts, serveAccounts } from "../accounts/served-accounts.ts";
import { ENGINES } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";
import { emptyFolder, type Run, runAether } from "./aether-command.ts";

const LONG_MS = 180_000;
const PASSWORD = "a password of one's own";

let served: ServedAccounts;
beforeAll(async () => {
  const [embedded] = ENGINES;
  if (embedded === undefined) throw new Error("no engine");
  served = await serveAccounts(embedded);
});
afterAll(() => served.close());

/** The command of somebody whose home is empty; `input` is what the prompts ask for. */
async function newcomer() {
  const home = await emptyFolder();
  const env = { HOME: home, AETHER_DATA: path.join(home, "data") };
  return (args: readonly string[], input = ""): Promise<Run> => runAether(args, { env, input });
}

/** Somebody who was asked in and has joined. */
async function joined(tenantId: string, { email, role }: { readonly email: string; readonly role: string }) {
  const owner = await served.person("owner", tenantId);
  const { token } = await served.call(owner, "invite_member", { email, role });
  const aether = await newcomer();
  const run = await aether(["join", served.url], `${token}\n${PASSWORD}\n`);
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining(`as ${email} (${role})`) });
  expect(run.stdout + run.stderr).not.toContain(token);
  return aether;
}

test(
  "whoever joins with a code is signed in, asks others in, changes what they are, and removes them",
  async () => {
    const { tenantId } = await newTenant(served.db);
    const boss = await joined(tenantId, { email: "boss@x.example", role: "owner" });
    const invited = await boss(["members", "invite", "ann@x.example", "--role", "viewer", "--expires", "2d"]);
    const [, code = ""] = /^code +(aeth_inv_\S+)$/m.exec(invited.stdout) ?? [];
    expect(invited.stdout).toMatch(/^invited +ann@x\.example as viewer/);
    const [open = ""] = (await boss(["invitations"])).stdout.split("\n");
    expect(open).toMatch(/ open {6}viewer .* ann@x\.example$/);
    const ann = await newcomer();
    expect(await ann(["join", served.url, "--name", "Ann"], `${code}\n${PASSWORD}\n`)).toMatchObject({ code: 0 });
    expect(await ann(["join", served.url], `${code}\n${PASSWORD}\n`)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`then again: aether join ${served.url}`),
    });
    expect((await boss(["members", "role", "Ann@x.example", "admin"])).stdout).toBe("ann@x.example: admin\n");
    expect((await boss(["members"])).stdout).toMatch(/ admin .* ann@x\.example {2}Ann\n/);
    expect(await boss(["members", "role", "ann@x.example", "boss"])).toMatchObject({ code: 2 });
    expect(await boss(["members", "remove", "nobody@x.example"])).toMatchObject({ code: 3 });
    expect(await boss(["members", "invite", "late@x.example", "--expires", "30d"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--expires: at most 7 days"),
    });
    expect(await boss(["members", "remove", "ann@x.example"])).toMatchObject({ code: 2 });
    const removed = await boss(["members", "remove", "ann@x.example", "--yes"]);
    expect(removed.stdout).toBe("ann@x.example: removed\n");
    const left = (await boss(["members", "list", "--json"])).stdout.trim().split("\n");
    expect(left.map((line) => JSON.parse(line).email)).toEqual(["boss@x.example"]);
  },
  LONG_MS,
);

test(
  "an invitation that is taken back opens nothing",
  async () => {
    const { tenantId } = await newTenant(served.db);
    const boss = await joined(tenantId, { email: "head@x.example", role: "owner" });
    const made = JSON.parse((await boss(["members", "invite", "eve@x.example", "--json"])).stdout);
    expect(await boss(["invitations", "revoke", "eve@x.example"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("must be an id, as `aether invitations list` shows it"),
    });
    expect((await boss(["invitations", "revoke", made.invitation_id])).stdout).toBe("eve@x.example: revoked\n");
    const eve = await newcomer();
    expect(await eve(["join", served.url], `${made.token}\n${PASSWORD}\n`)).toMatchObject({ code: 4, stdout: "" });
    expect(await eve(["join", served.url], `${made.token}\n`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("both the code of the invitation and a password"),
    });
  },
  LONG_MS,
);

test(
  "a credential's secret comes from stdin and is shown nowhere, in no list and no answer",
  async () => {
    const { tenantId } = await newTenant(served.db);
    const boss = await joined(tenantId, { email: "chief@x.example", role: "owner" });
    const secret = "ghp_0123456789abcdefghij";
    const add = ["credentials", "add", "github", "--host", "github.com"];
    const runs = [await boss(add, `${secret}\n`), await boss(["credentials"]), await boss(["credentials", "--json"])];
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(secret);
    expect(runs[1]?.stdout).toMatch(/^github +git_token +\S+ +x-access-token@github\.com {2}…ghij\n$/);
    expect(await boss(add)).toMatchObject({ code: 2, stderr: expect.stringContaining("no secret was given") });
    expect(await boss([...add, "--secret", secret])).toMatchObject({ code: 2 });
    expect((await boss(["credentials", "delete", "github", "--yes"])).stdout).toBe("github: deleted\n");
    expect(await boss(["credentials", "delete", "github", "--yes"])).toMatchObject({ code: 3 });
  },
  LONG_MS,
);

test(
  "of oneself: what one is, where one is signed in, another password, and the end of the account",
  async () => {
    const { tenantId } = await newTenant(served.db);
    await joined(tenantId, { email: "stays@x.example", role: "owner" });
    const me = await joined(tenantId, { email: "me@x.example", role: "member" });
    expect((await me(["account"])).stdout).toMatch(/^person {3}me@x\.example \(.*\)\ntenants {2}\S+ \(member\) \*\n$/);
    const elsewhere = await newcomer();
    await elsewhere(["login", served.url, "--email", "me@x.example"], `${PASSWORD}\n`);
    const open = (await me(["sessions"])).stdout.trim().split("\n");
    expect(open.map((line) => line.slice(38, 42))).toEqual(["open", "here"]);
    const [, other = ""] = /^(\S{36}) /.exec(open[0] ?? "") ?? [];
    expect(await me(["sessions", "end", other])).toMatchObject({ code: 0 });
    expect((await me(["sessions"])).stdout.trim().split("\n")).toHaveLength(1);
    const next = "another password of mine";
    expect(await me(["account", "password"], `${PASSWORD}\n${next}\n`)).toMatchObject({ code: 0 });
    const login = (password: string) => elsewhere(["login", served.url, "--email", "me@x.example"], `${password}\n`);
    expect([(await login(PASSWORD)).code, (await login(next)).code]).toEqual([4, 0]);
    expect(await me(["account", "delete", "--yes"], "a wrong password\n")).toMatchObject({ code: 2 });
    expect((await me(["account", "delete", "--yes"], `${next}\n`)).stdout).toBe("me@x.example: deleted\n");
    expect((await login(next)).code).toBe(4);
  },
  LONG_MS,
);
