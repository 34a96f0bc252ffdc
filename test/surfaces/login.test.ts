import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { type ServedAccounts, serveAccounts } from "../accounts/served-accounts.ts";
import { ENGINES } from "../support/databases.ts";
import { emptyFolder, type Run, runAether, type RunOptions, runOnTerminal } from "./aether-command.ts";
import { demoOperations } from "./demo-operations.ts";
import { serveSmallOperations } from "./http-server.ts";

let served: ServedAccounts;
beforeAll(async () => {
  const [embedded] = ENGINES;
  if (embedded === undefined) throw new Error("no engine");
  served = await serveAccounts(embedded);
});
afterAll(() => served.close());

/** The command of somebody whose home is empty. */
async function newcomer() {
  const home = await emptyFolder();
  const own = { HOME: home, AETHER_DATA: path.join(home, "data") };
  const file = path.join(home, ".config/aether/config.json");
  return {
    file,
    env: own,
    stored: () => JSON.parse(readFileSync(file, "utf8")),
    aether: (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
      runAether(args, { ...options, env: { ...own, ...options.env } }),
  };
}

async function newKey(): Promise<string> {
  const { key } = await served.call(await served.person("owner"), "create_key", {
    name: "laptop",
    permissions: ["code:read"],
  });
  return key;
}

const saidNowhere = (secret: string, ...runs: readonly Run[]): void => {
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(secret);
};

describe("with a key", () => {
  test("WEB-10: it is read from stdin, tried, kept for its user alone, used, and shown nowhere", async () => {
    const { aether, file, stored } = await newcomer();
    const key = await newKey();
    const login = await aether(["login", served.url], { input: `${key}\n` });
    expect(login).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(stored()).toEqual({ current: "default", profiles: { default: { url: served.url, key } } });
    const whoami = await aether(["whoami"]);
    expect(whoami.stdout).toBe(`key ${key.split("_")[2]} at ${served.url}, profile default\n`);
    const shown = await Promise.all([["config"], ["config", "profiles", "--json"]].map((args) => aether(args)));
    expect(shown[0]?.stdout).toBe(`profile = default\nurl = ${served.url}\n`);
    saidNowhere(key.split("_")[3] ?? "", login, whoami, ...shown);
  });

  test("one that the server refuses ends with 4 and is not kept", async () => {
    const { aether, file } = await newcomer();
    const run = await aether(["login", served.url], { input: "aeth_live_wrong" });
    expect(run).toMatchObject({ code: 4, stdout: "" });
    expect(run.stderr).toContain(`aether login ${served.url}`);
    expect(existsSync(file)).toBe(false);
  });

  test("WEB-10: on a terminal it is asked for, and what is typed is not shown", async () => {
    const { env, stored } = await newcomer();
    const key = await newKey();
    const { code, screen } = await runOnTerminal(["login", served.url], env, {
      onScreen: { of: /API key of .*: /, act: (_, type) => type(`${key}\r`) },
    });
    expect(screen).not.toContain(key);
    expect({ code, key: stored().profiles.default.key }).toEqual({ code: 0, key });
  });

  test("a key that was revoked since ends with 4 and names the way back in", async () => {
    const { aether } = await newcomer();
    const owner = await served.person("owner");
    const made = await served.call(owner, "create_key", { name: "x", permissions: ["code:read"] });
    await aether(["login", served.url, "--profile", "work"], { input: made.key });
    await served.call(owner, "revoke_key", { id: made.key_id });
    const run = await aether(["whoami"]);
    expect(run.code).toBe(4);
    expect(run.stderr).toContain(`aether login ${served.url}/ --profile work`);
  });
});

describe("with a password", () => {
  test("a session is opened, renewed when its token has ended, and ended by logout", async () => {
    const { aether, stored } = await newcomer();
    const { email, password } = await served.member("admin");
    const login = await aether(["login", served.url, "--email", email], { input: `${password}\n` });
    expect(login).toMatchObject({ code: 0 });
    expect(login.stdout).toContain(`${email} (admin)`);
    const { refresh_token: first } = stored().profiles.default.session;

    served.clock.advance(3_600_000);
    const later = await aether(["whoami", "--json"]);
    expect(JSON.parse(later.stdout)).toMatchObject({ as: email, role: "admin", profile: "default" });
    const { refresh_token: second } = stored().profiles.default.session;
    expect(second).not.toBe(first);

    expect(await aether(["logout"])).toMatchObject({ code: 0 });
    expect(stored()).toEqual({ current: null, profiles: {} });
    const again = await served.post("/api/v1/auth/refresh", { refresh_token: second });
    expect(again.status).toBe(401);
    saidNowhere(password, login, later);
  });

  test("AUTH-14: a device that signed in before is let in while its address guesses", async () => {
    const { aether, stored } = await newcomer();
    const { email, password } = await served.member("viewer");
    const login = () => aether(["login", served.url, "--email", email], { input: `${password}\n` });
    const wrong = { email, password: "wrong wrong wrong" };
    const first = await login();
    expect(first).toMatchObject({ code: 0 });
    const { device } = stored().profiles.default;
    for (let at = 0; at < 11; at += 1) await served.post("/api/v1/auth/login", wrong);
    expect(await login()).toMatchObject({ code: 0 });
    expect(stored().profiles.default.device).toBe(device);
    served.clock.advance(3_600_000);
    expect(await aether(["whoami"])).toMatchObject({ code: 0 });
    expect(stored().profiles.default.device).toBe(device); // renewing the session keeps it
    saidNowhere(device, first);
  });

  test("a wrong one ends with 4", async () => {
    const { aether } = await newcomer();
    const { email } = await served.member("viewer");
    const run = await aether(["login", served.url, "--email", email], { input: "not it" });
    expect(run).toMatchObject({ code: 4, stdout: "" });
    saidNowhere("not it", run);
  });
});

describe("through a browser", () => {
  const approve = async (text: string): Promise<string> => {
    const { email, tenantId, personId } = await served.member("admin");
    const actor = { kind: "person", personId, sessionId: randomUUID(), role: "admin" } as const;
    const user_code = /code ([A-Z]{4}-[A-Z]{4})/.exec(text)?.[1];
    const input = { user_code, approve: true };
    await served.call({ tenantId, actor, permissions: permissionsOf("admin") }, "decide_device_login", input);
    return email;
  };

  test("a code is shown, and whoever approves it elsewhere is signed in", async () => {
    const { aether, stored } = await newcomer();
    let email = "";
    const onTalk = {
      of: "Waiting for 10 minutes",
      act: async (_: unknown, stderr: string) => void (email = await approve(stderr)),
    };
    const login = await aether(["login", served.url, "--device", "--json"], { onTalk });
    expect(login).toMatchObject({ code: 0 });
    expect(JSON.parse(login.stdout)).toMatchObject({ as: `${email} (admin)` });
    expect(login.stderr).toContain("Open https://aether.example/device and type the code ");
    const whoami = await aether(["whoami", "--json"]);
    expect(JSON.parse(whoami.stdout)).toMatchObject({ as: email });
    saidNowhere(stored().profiles.default.session.refresh_token, login);
  });

  test("on a terminal it is what whoever types no key gets", async () => {
    const { env, stored } = await newcomer();
    const waiting = () =>
      served.db
        .forAuth()
        .query<{ user_code: string }>("select user_code from device_login where state = 'waiting' limit 1");
    const { code } = await runOnTerminal(["login", served.url], env, {
      onScreen: {
        of: /API key of .*: /,
        async act(_, type) {
          type("\r");
          await expect.poll(waiting, { timeout: 60_000 }).toHaveLength(1);
          await approve(`code ${(await waiting())[0]?.user_code}`);
        },
      },
    });
    expect([code, stored().profiles.default.session]).toMatchObject([0, {}]);
  }, 120_000);

  test("with an e-mail address it is refused", async () => {
    const { aether } = await newcomer();
    expect(await aether(["login", served.url, "--device", "--email", "a@x.example"])).toMatchObject({ code: 2 });
  });
});

describe("profiles", () => {
  test("flag comes before environment, environment before the profile in use, that before this machine's data", async () => {
    const { aether } = await newcomer();
    const [one, two] = [await newKey(), await newKey()];
    await aether(["login", served.url, "--profile", "one"], { input: one });
    await aether(["login", served.url, "--profile", "two"], { input: two });
    const profile = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> =>
      JSON.parse((await aether(["whoami", "--json", ...args], { env })).stdout).profile;
    expect(await profile([])).toBe("two");
    expect(await profile([], { AETHER_PROFILE: "one" })).toBe("one");
    expect(await profile(["--profile", "two"], { AETHER_PROFILE: "one" })).toBe("two");
    expect(await profile(["--profile", "local"])).toBe(null);
    expect(await aether(["config", "set", "profile", "local"])).toMatchObject({ code: 0 });
    expect(await profile([])).toBe(null);
  });

  test("WEB-10: a profile's key goes to its own server alone", async () => {
    const { aether } = await newcomer();
    const other = await serveSmallOperations({ operations: demoOperations().operations });
    await aether(["login", served.url], { input: await newKey() });
    expect(await aether(["repos", "--api-url", other.url])).toMatchObject({ code: 4 });
    await aether(["config", "set", "url", other.url]);
    expect(await aether(["repos"])).toMatchObject({ code: 4 });
  });

  test("WEB-10: a file that others could read is closed, with a warning", async () => {
    const { aether, file } = await newcomer();
    await aether(["login", served.url], { input: await newKey() });
    chmodSync(file, 0o644);
    const run = await aether(["whoami"]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("could be read by others");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("a broken file is named with what to do", async () => {
    const { aether, file } = await newcomer();
    await aether(["login", served.url], { input: await newKey() });
    writeFileSync(file, "{");
    const run = await aether(["repos"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(file);
    expect(run.stderr).toContain("aether login URL");
  });
});

test.each([
  [["login"], "needs the URL"],
  [["login", "http://aether.example.com"], "not encrypted"],
  [["login", "https://u:p@host"], "password"],
  [["login", "https://host", "--profile", "local"], "cannot be called"],
  [["login", "https://host", "--key", "k"], "has no flag --key"],
  [["login", "http://127.0.0.1:9"], "no key or password"],
  [["logout"], "nobody is signed in"],
  [["repos", "--profile", "constructor"], "there is no profile"],
  [["config", "set", "profile", "nowhere"], "there is no profile"],
  [["config", "get", "urll"], 'Did you mean "url"?'],
  [["config", "set"], "aether config set needs a KEY and a VALUE"],
  [["config", "lst"], 'Did you mean "list"?'],
])("%j is a mistake that says so (%s)", async (args, said) => {
  const { aether } = await newcomer();
  const { code, stdout, stderr } = await aether(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(said);
});

test("a URL where no Aether server answers is refused, and nothing is kept", async () => {
  const { aether, file } = await newcomer();
  const run = await aether(["login", "http://127.0.0.1:9"], { input: "aeth_live_x" });
  expect(run).toMatchObject({ code: 75 });
  expect(run.stderr).toContain("http://127.0.0.1:9 cannot be reached");
  expect(existsSync(file)).toBe(false);
});
