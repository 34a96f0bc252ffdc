/** Repositories from the network by the command, on this machine's data and on a server's; and how one is deleted. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { gitServer, type GitServer } from "../support/git-server.ts";
import { emptyFolder, type Run, runAether, type RunOptions, runOnTerminal, serve } from "./aether-command.ts";

const CART = "def checkout(items):\n    return sum(items)\n";

let git: GitServer;
beforeAll(async () => {
  git = await gitServer();
  const repository = git.repository("shop");
  repository.write({ "cart.py": CART });
  repository.commit("sell things");
  repository.git("branch", "old");
  repository.write({ "price.py": "def price():\n    return 1\n" });
  repository.commit("name a price");
});
afterAll(() => git.close());

/** A data directory that may ask the git server, and the command on it. */
async function machine() {
  const folder = await emptyFolder();
  const env = {
    AETHER_DATA: path.join(folder, "data"),
    AETHER_GIT_ALLOWED_HOSTS: git.host,
    AETHER_GIT_CA_FILE: git.caFile,
    HOME: folder,
  };
  const aether = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
    runAether(args, { cwd: folder, ...options, env: { ...env, ...options.env } });
  return { folder, env, aether };
}

/** A server, and the command of somebody else who knows its URL and a token. */
async function server() {
  const host = await machine();
  await serve(host.env);
  const owner = JSON.parse(readFileSync(path.join(host.env.AETHER_DATA, "owner.json"), "utf8"));
  const folder = await emptyFolder();
  const env = {
    AETHER_DATA: path.join(folder, "data"),
    HOME: folder,
    AETHER_API_URL: owner.url,
    AETHER_TOKEN: owner.token,
  };
  const aether = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
    runAether(args, { cwd: folder, ...options, env: { ...env, ...options.env } });
  return { folder, env, aether };
}

const PLACES = [
  { where: "on this machine's data", place: machine },
  { where: "on a server", place: server },
];

describe.each(PLACES)("aether index URL $where", ({ place }) => {
  test("clones, reads and answers; a ref of it can be read, too", async () => {
    const { aether } = await place();
    const url = `${git.origin}/shop.git`;
    const indexed = await aether(["index", url]);
    expect(indexed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^shop: 2 files \(2 changed\), /) });
    expect(indexed.stderr).toContain('Ask it something: aether search --repo shop "…"\n');
    expect((await aether(["search", "checkout"])).stdout).toContain("cart.py:1");
    const again = await aether(["index", url]);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^shop: 2 files \(unchanged since they were read\), /),
    });
    const old = await aether(["index", url, "--ref", "old", "--name", "market"]);
    expect(old.stderr).toContain('Renamed "shop" to "market".\n');
    expect(old.stderr).toContain('aether search --repo market --ref old "…"\n');
    expect((await aether(["repos"])).stdout).toContain(`${url}\n  ref old: snapshot 1`);
  }, 240_000);
});

test("what is wrong with a URL is told by message and exit code", async () => {
  const { aether } = await server();
  const url = `${git.origin}/shop.git`;
  const wrong = [
    [["index", `${git.origin}/absent.git`], 4, "does not show /absent.git"],
    [["index", url, "--ref", "gone"], 3, 'no branch, tag or commit "gone"'],
    [["index", "http://localhost/shop.git"], 2, "only https:// is spoken here"],
    [["index", "git@localhost:shop.git"], 2, "only https:// is spoken here"],
    [["index", "https://127.0.0.1/shop.git"], 2, "not public"],
    [["index", url, "--scip", "index.scip"], 2, "an index file is of a folder"],
    [["index", ".", "--credential", "deploy"], 2, "a credential opens a URL"],
    [["index", url, "--credential", "deploy"], 3, "deploy"],
  ] as const;
  for (const [args, code, why] of wrong) {
    expect([args, await aether(args)]).toEqual([
      args,
      expect.objectContaining({ code, stderr: expect.stringContaining(why) }),
    ]);
  }
}, 240_000);

describe("aether delete REPO", () => {
  async function shop() {
    const at = await machine();
    const root = path.join(at.folder, "shop");
    await mkdir(root);
    await writeFile(path.join(root, "cart.py"), CART);
    return { ...at, root };
  }

  test("nobody is asked without a terminal: it needs --yes, unless there is nothing to delete", async () => {
    const { aether, root } = await shop();
    const missing = await aether(["delete", "nosuch"]);
    expect(missing).toMatchObject({ code: 3, stdout: "" });
    expect(missing.stderr).toContain('"nosuch"');
    expect(missing.stderr).not.toContain("--yes");
    expect(await aether(["index", root])).toMatchObject({ code: 0 });
    const refused = await aether(["delete", "shop"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("there is no terminal, and nobody who could be asked");
    expect(refused.stderr).toContain("aether delete shop --yes");
    expect(await aether(["delete"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("aether delete needs REPO"),
    });
  });

  test("with --yes it says what is lost and what stays, and deletes; without a server, too", async () => {
    const { aether, root } = await shop();
    await aether(["index", root]);
    const deleted = await aether(["delete", "Shop", "--yes"]);
    expect(deleted).toMatchObject({ code: 0, stdout: "shop: deleted\n" });
    expect(deleted.stderr).toContain(`shop  ${root}\n  1 file, 3 nodes, 2 edges; about `);
    expect(deleted.stderr).toContain("on disk\n  The folder itself stays as it is.\n");
    expect(existsSync(path.join(root, "cart.py"))).toBe(true);
    expect(await aether(["repos"])).toMatchObject({
      stdout: "",
      stderr: expect.stringContaining("Nothing is indexed yet"),
    });
    const again = await aether(["delete", "shop", "--yes", "--json"]);
    expect(again).toMatchObject({ code: 3, stdout: "" });
    expect(JSON.parse(again.stderr).error).toMatchObject({
      code: "NOT_FOUND",
      message: 'no repository "shop" is indexed',
    });
  }, 120_000);

  test("a terminal is asked: no and Ctrl-C change nothing, yes deletes; --json --yes answers with the job alone", async () => {
    const { aether, env, root } = await shop();
    await serve(env);
    await aether(["index", root]);
    const answer = (keys: string) =>
      runOnTerminal(["delete", "shop"], env, {
        onScreen: { of: /Delete shop\? \[y\/N\] /, act: (_found, type) => type(keys) },
      });
    for (const keys of ["n\r", "\r", "\u0003", "\u0004", "yesno\r"]) {
      const { code, screen } = await answer(keys);
      expect([keys, code, screen]).toEqual([keys, 130, expect.stringContaining("nothing was deleted")]);
      expect((await aether(["repos"])).stdout).toContain("shop");
    }
    const { code, screen } = await answer("y\r");
    expect([code, screen]).toEqual([0, expect.stringContaining("shop: deleted")]);
    expect((await aether(["repos"])).stdout).toBe("");
    await aether(["index", root]);
    const near = await aether(["delete", "shp", "--yes"]);
    expect(near).toMatchObject({ code: 3, stderr: expect.stringContaining('Did you mean "shop"?') });
    const json = await aether(["delete", "shop", "--yes", "--json"]);
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toMatchObject({ repo: "shop", state: "succeeded", result: { tracks: 1 } });
  }, 240_000);
});

describe.each(PLACES)("aether index ARCHIVE $where", ({ place }) => {
  test("sends its bytes; the same name again is the same repository with another tree; what is wrong is told", async () => {
    const { aether, folder } = await place();
    const pack = async (name: string, text: string): Promise<string> => {
      await mkdir(path.join(folder, "tree"), { recursive: true });
      await writeFile(path.join(folder, "tree", "cart.py"), text);
      const kind = name.endsWith(".zip") ? "--format=zip" : "--format=tar.gz";
      execFileSync("git", ["init", "--quiet"], { cwd: path.join(folder, "tree") });
      execFileSync("git", ["add", "--all"], { cwd: path.join(folder, "tree") });
      const tree = execFileSync("git", ["write-tree"], { cwd: path.join(folder, "tree"), encoding: "utf8" }).trim();
      execFileSync("git", ["archive", kind, `--output=${path.join(folder, name)}`, tree], {
        cwd: path.join(folder, "tree"),
      });
      return name;
    };
    const first = await aether(["index", await pack("big shop.tar.gz", CART)]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^big-shop: 1 file \(1 changed\), /) });
    expect((await aether(["search", "checkout"])).stdout).toContain("cart.py:1");
    const second = await aether(["index", await pack("new.zip", "def price():\n    return 1\n"), "--name", "big-shop"]);
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("It takes the place of what big-shop held."),
    });
    expect((await aether(["search", "checkout"])).stdout).not.toContain("cart.py:1");
    await writeFile(path.join(folder, "text.zip"), "no archive");
    const wrong = [
      [["index", "text.zip"], 2, "it is no zip, tar or tar.gz"],
      [["index", "new.zip", "--ref", "main"], 2, "an archive is one tree of files"],
      [["index", "absent.zip"], 3, "does not exist"],
    ] as const;
    for (const [args, code, why] of wrong) {
      expect([args, await aether(args)]).toEqual([
        args,
        expect.objectContaining({ code, stderr: expect.stringContaining(why) }),
      ]);
    }
    const deleted = await aether(["delete", "big-shop", "--yes"]);
    expect(deleted).toMatchObject({ code: 0, stderr: expect.stringContaining("The uploaded files are deleted, too") });
  }, 240_000);
});
