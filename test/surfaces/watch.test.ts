import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { gitRepository } from "../support/git-repository.ts";
import { emptyFolder, type Run, runAether, serve } from "./aether-command.ts";
import { startWatch } from "./watch-command.ts";

const MINUTE_MS = 60_000;

/** An empty database, made once. */
let template = "";

beforeAll(async () => {
  template = await mkdtemp(path.join(tmpdir(), "aether-template-"));
  await runAether(["repos"], { env: { AETHER_DATA: template } });
  await rm(path.join(template, "token"));
}, 4 * MINUTE_MS);

afterAll(() => rm(template, { recursive: true, force: true }));

const FILES = {
  "door.py": "def open_door():\n    return 1\n",
  "shop.py": "from door import open_door\n\ndef enter():\n    open_door()\n",
};

/** A repository `shop` with one commit, and data of its own. */
async function shop(files: Readonly<Record<string, string>> = FILES) {
  const folder = await emptyFolder();
  const env = { AETHER_DATA: path.join(folder, "data") };
  await cp(template, env.AETHER_DATA, { recursive: true });
  const root = path.join(folder, "shop");
  await mkdir(root);
  const repository = gitRepository(root);
  repository.write(files);
  repository.commit("one");
  const aether = (...args: readonly string[]): Promise<Run> => runAether(args, { env, cwd: folder });
  return { ...repository, env, aether };
}

/** What a fresh index of the folder says, and what the watched one does. */
async function graphs({ aether, root }: Awaited<ReturnType<typeof shop>>): Promise<[string, string]> {
  const [fresh, kept] = await Promise.all([aether("export", root), aether("export", "--repo", "shop")]);
  const shown = ({ code, stdout }: Run): string => `${code}\n${withoutIds(stdout)}`;
  return [shown(kept), shown(fresh)];
}

/** Ids hold the name of the repository, which a bare folder has not got. */
function withoutIds(lines: string): string {
  const names = new Map<string, string>();
  const rows = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const { type, id, kind, file, qualified_name, start_line } of rows) {
    if (type === "node") names.set(id, [kind, file, qualified_name, start_line].join(" "));
  }
  const named = rows.map((row) => JSON.stringify(row, (_field, value) => names.get(value) ?? value));
  return named.sort().join("\n");
}

test(
  "a save is answered from, by whoever asks, and Ctrl-C ends the watch in order",
  async () => {
    const at = await shop();
    const watching = startWatch([at.root], at.env);
    expect(await watching.until("indexed")).toMatchObject({ repo: "shop", files: 2, path: at.root });
    at.write({ "guest.py": "from door import open_door\n\ndef visit():\n    open_door()\n" });
    const told = await watching.until("refreshed");
    expect(told).toMatchObject({ repo: "shop", changed: 1, removed: 0, files: 3, snapshot: 2 });
    expect(told["paths"]).toEqual(["guest.py"]);
    expect(told["duration_ms"]).toBeTypeOf("number");
    expect((await at.aether("callers", "open_door")).stdout).toContain("guest.py:3-4  Function visit");
    await rm(path.join(at.root, "shop.py"));
    expect(await watching.until("refreshed")).toMatchObject({ changed: 0, removed: 1, files: 2, paths: ["shop.py"] });
    const head = at.commit("two");
    await watching.until("refreshed");
    const { repositories } = JSON.parse((await at.aether("repos", "--json")).stdout);
    expect(repositories).toMatchObject([{ commit: head, dirty: false }]);
    watching.interrupt();
    expect(await watching.ended).toEqual({ code: 130, stderr: "" });
    expect((await at.aether("callers", "open_door")).stdout).toContain("visit");
  },
  2 * MINUTE_MS,
);

test(
  "for people it says what it watches, a line for each refresh, and what is wrong with the folder",
  async () => {
    const at = await shop();
    const { code, stdout, stderr } = await runAether(["watch", at.root], {
      env: at.env,
      onTalk: {
        of: "Ctrl-C ends it",
        act: async (kill) => {
          at.write({ "door.py": "def open_door():\n    return 2\n\ndef close_door():\n    return 1\n" });
          while (!(await at.aether("show", "close_door")).stdout.includes("return 1"));
          kill("SIGINT");
        },
      },
    });
    expect(code).toBe(130);
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(/^shop: 2 files \(2 changed\), \d+ nodes, \d+ edges in [\d.]+ s$/);
    expect(second ?? "").toMatch(/^(?:1 changed \(door\.py\): 2 files, \d+ nodes, \d+ edges in \d+ ms)?$/);
    expect(stderr).toContain(`Watching ${at.root}. Ctrl-C ends it.\n`);
    expect((await at.aether("watch", "nowhere")).stderr).toMatch(/"[^"]*nowhere" does not exist/);
    expect((await at.aether("watch", path.join(at.root, "door.py"))).code).toBe(2);
  },
  2 * MINUTE_MS,
);

test(
  "a change of branch that touches very many files is one run, and the graph is that of a fresh index",
  async () => {
    const many = (text: string) =>
      Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`d${n % 9}/f${n}.py`, `def f${n}():\n    ${text}\n`]));
    const at = await shop({ ...FILES, ...many("pass") });
    at.git("checkout", "--quiet", "-b", "other");
    at.write({ ...many("return f1()"), "d0/f0.py": "import d1.f1\n\nd1.f1.f1()\n" });
    at.commit("two");
    const watching = startWatch([at.root], at.env);
    await watching.until("indexed");
    at.git("checkout", "--quiet", "main");
    expect(await watching.until("refreshed")).toMatchObject({ changed: 700, snapshot: 2 });
    const [kept, fresh] = await graphs(at);
    expect(kept).toBe(fresh);
  },
  3 * MINUTE_MS,
);

test(
  "a folder that goes and comes back, and one with nothing left in it, do not end the watch",
  async () => {
    const at = await shop();
    const watching = startWatch([at.root], at.env);
    await watching.until("indexed");
    await rename(at.root, `${at.root}-aside`);
    await watching.until("gone");
    expect((await at.aether("callers", "open_door")).stdout).toContain("enter");
    await rename(`${at.root}-aside`, at.root);
    await watching.until("back");
    at.git("rm", "--quiet", "-r", ".");
    expect(await watching.until("failed")).toMatchObject({ error: { code: "NO_SOURCE" } });
    at.write({ "again.py": "def again():\n    pass\n" });
    expect(await watching.until("refreshed")).toMatchObject({ files: 1 });
    watching.interrupt();
    expect((await watching.ended).code).toBe(130);
  },
  2 * MINUTE_MS,
);

test(
  "two watches, an index by hand and changes in the midst of runs lose nothing and end with the graph of a fresh index",
  async () => {
    const at = await shop();
    const server = await serve(at.env);
    const [one, other] = [startWatch([at.root], at.env), startWatch([at.root], at.env)];
    await Promise.all([one.until("indexed"), other.until("indexed")]);
    const indexes: Promise<Run>[] = [];
    for (let n = 0; n < 8; n++) {
      at.write({ [`late/l${n}.py`]: `from door import open_door\n\ndef late${n}():\n    open_door()\n` });
      // Many a save comes while the run for the one before is under way, or about to be; whose run has it nobody knows.
      if (n % 3 === 0) indexes.push(at.aether("index", at.root));
      else await untilKnown(at, `late${n}`);
    }
    for (const { code } of await Promise.all(indexes)) expect(code).toBe(0);
    await untilKnown(at, "late7");
    const [kept, fresh] = await graphs(at);
    expect(kept).toBe(fresh);
    for (const each of [one, other]) each.interrupt();
    expect([(await one.ended).code, (await other.ended).code]).toEqual([130, 130]);
    server.kill("SIGTERM");
  },
  3 * MINUTE_MS,
);

test(
  "what is saved is told by each of two watches, whoever's run has read it",
  async () => {
    const at = await shop();
    const server = await serve(at.env);
    const watches = [startWatch([at.root], at.env), startWatch([at.root], at.env)];
    await Promise.all(watches.map((each) => each.until("indexed")));
    for (let n = 0; n < 4; n++) {
      at.write({ [`new${n}.py`]: `def new${n}():\n    pass\n` });
      const told = await Promise.all(watches.map((each) => each.until("refreshed")));
      expect(told.map(({ changed, files }) => [changed, files])).toEqual([
        [1, 3 + n],
        [1, 3 + n],
      ]);
    }
    server.kill("SIGTERM");
  },
  3 * MINUTE_MS,
);

test(
  "a watch goes on in its own process when the server that ran its jobs is gone",
  async () => {
    const at = await shop();
    const server = await serve(at.env);
    const watching = startWatch([at.root], at.env);
    await watching.until("indexed");
    const ended = new Promise((resolve) => server.once("close", resolve));
    server.kill("SIGTERM");
    await ended;
    at.write({ "new.py": "def fresh():\n    pass\n" });
    expect(await watching.until("refreshed")).toMatchObject({ files: 3 });
    expect((await at.aether("show", "fresh")).code).toBe(0);
  },
  2 * MINUTE_MS,
);

/** Asks for a definition until it can be shown. */
async function untilKnown(at: Awaited<ReturnType<typeof shop>>, name: string): Promise<void> {
  for (;;) if ((await at.aether("show", name, "--repo", "shop")).code === 0) return;
}
