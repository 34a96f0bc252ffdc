import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { callHttp } from "../support/http-call.ts";
import { BIN, emptyFolder, type Run, runAether, type RunOptions, runOnTerminal } from "./aether-command.ts";

const MINUTE_MS = 60_000;
const DEFAULT_PORT = 8000;
const START = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));

/** Listens on a port until the test ends; where somebody else does already, it is as busy as it needs to be. */
async function holdPort(port: number): Promise<number> {
  const server = createServer();
  const isOurs = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (isOurs) onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** A repository of Python files, small enough to be read in a moment. */
async function repository(folder: string, files = 3): Promise<string> {
  const root = path.join(folder, "shop");
  await mkdir(root);
  await writeFile(
    path.join(root, "door.py"),
    "def open_door():\n    return 1\n\ndef enter_shop():\n    return open_door()\n",
  );
  for (let n = 1; n < files; n++) {
    await writeFile(
      path.join(root, `shelf_${n}.py`),
      `from door import open_door\n\ndef fill_${n}():\n    open_door()\n`.repeat(9),
    );
  }
  return root;
}

/** An empty database, made once: making one costs more than what most of these tests do with it. */
let template = "";

beforeAll(async () => {
  template = await mkdtemp(path.join(tmpdir(), "aether-template-"));
  await runAether(["repos"], { env: { AETHER_DATA: template } });
  await rm(path.join(template, "token"));
}, 4 * MINUTE_MS);

afterAll(() => rm(template, { recursive: true, force: true }));

async function freshData() {
  const folder = await emptyFolder();
  const data = path.join(folder, "data");
  await cp(template, data, { recursive: true });
  const aether = (args: readonly string[], options: RunOptions = {}): Promise<Run> =>
    runAether(args, { cwd: folder, ...options, env: { AETHER_DATA: data, ...options.env } });
  return { folder, data, aether };
}

/** Starts the server and waits for its address. */
async function startServer(data: string) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", AETHER_DATA: data };
  const child = spawn(process.execPath, [BIN, "serve", "--port", "0", "--json"], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const told = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8")));
    child.once("close", () => reject(new Error("the server ended before it listened")));
  });
  const { url, link }: { url: string; link: string } = JSON.parse(told);
  return { url, link, child, ended };
}

test(
  "a repository is indexed and asked about by commands that each open the data themselves",
  async () => {
    const { folder, data, aether } = await freshData();
    await repository(folder);
    const indexed = await aether(["index", "shop"]);
    expect([indexed.code, indexed.stdout]).toEqual([
      0,
      expect.stringMatching(/^shop: 3 files \(3 changed\), \d+ nodes/),
    ]);
    const repos = JSON.parse((await aether(["repos", "--json"])).stdout).repositories;
    expect(repos).toMatchObject([{ name: "shop", path: path.join(folder, "shop"), state: "ready", skipped: [] }]);
    const found = JSON.parse((await aether(["search", "open the door", "--json"])).stdout);
    expect(found.hits[0]).toMatchObject({ name: "open_door", file: "door.py", start_line: 1, repo: "shop" });
    expect((await aether(["show", "open_door"])).stdout).toContain("1  def open_door():");
    expect((await aether(["callers", "open_door"])).stdout).toContain("door.py:4-5  Function enter_shop");
    const exported = (await aether(["export", "--repo", "shop"])).stdout.trim().split("\n");
    const kinds = exported.map((line) => JSON.parse(line).type);
    expect([kinds.includes("node"), kinds.includes("edge")]).toEqual([true, true]);
    expect((await aether(["doctor"])).code).toBe(0);
    expect((await aether(["index", "shop", "--json"])).stdout).toContain('"changed":0');
    expect(existsSync(path.join(data, "owner.json"))).toBe(false);
    expect(statSync(path.join(data, "token")).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  },
  2 * MINUTE_MS,
);

test(
  "a server on a terminal speaks to people: no JSON, and of what it does only what LOG_LEVEL asks for",
  async () => {
    const serveAndAsk = async (env: Record<string, string>) => {
      const { data } = await freshData();
      const ask = async ([, url = ""]: RegExpExecArray, type: (keys: string) => void): Promise<void> => {
        const authorization = `Bearer ${readFileSync(path.join(data, "token"), "utf8").trim()}`;
        await callHttp(`${url}/api/v1/repositories`, { headers: { authorization } });
        type("\u0003");
      };
      const onScreen = { of: /listens at (http\S+)[^]*Ctrl-C stops it/, act: ask };
      return runOnTerminal(["serve", "--port", "0"], { AETHER_DATA: data, ...env }, { onScreen });
    };
    const quiet = await serveAndAsk({});
    expect([quiet.code, quiet.screen]).toEqual([0, expect.stringContaining("Stopping.")]);
    expect(quiet.screen).not.toMatch(/operation\.done|server\.listening|\{"/);
    const talkative = await serveAndAsk({ LOG_LEVEL: "info" });
    expect(talkative.screen).toMatch(/\d\d:\d\d:\d\d info {2}operation\.done operation=list_repositories /);
    expect(talkative.screen).not.toContain('{"');
  },
  2 * MINUTE_MS,
);

test(
  "where nobody asked for a port, a busy one is no obstacle: the server says that it took another",
  async () => {
    await holdPort(DEFAULT_PORT);
    const { data, aether } = await freshData();
    const stop = { of: "Ctrl-C stops it", act: (kill: (signal: NodeJS.Signals) => void) => kill("SIGTERM") };
    const { code, stdout, stderr } = await aether(["serve"], { onTalk: stop, env: { AETHER_DATA: data } });
    expect([code, stderr]).toEqual([0, expect.stringContaining(`Port ${DEFAULT_PORT} is in use`)]);
    expect(stdout).toMatch(/^Aether listens at http:\/\/127\.0\.0\.1:(?!8000\b)\d+\n/);
  },
  MINUTE_MS,
);

test("make start tells of a port that was asked for and is busy before it has read anything", async () => {
  const folder = await emptyFolder();
  const data = path.join(folder, "data");
  const port = await holdPort(0);
  const args = ["--conditions=@aether/source", START, folder];
  const env = { PATH: process.env["PATH"], AETHER_DATA: data, AETHER_PORT: `${port}` };
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  expect([status, stderr]).toEqual([5, expect.stringContaining(`error: port ${port}, which AETHER_PORT names`)]);
  expect(existsSync(data)).toBe(false);
});

test(
  "a server announces itself to commands, answers with the token alone, and leaves nothing behind",
  async () => {
    const { folder, data, aether } = await freshData();
    await repository(folder);
    const { url, link, child, ended } = await startServer(data);
    const owner = JSON.parse(readFileSync(path.join(data, "owner.json"), "utf8"));
    expect([owner.url, owner.pid, statSync(path.join(data, "owner.json")).mode & 0o777]).toEqual([
      url,
      child.pid,
      0o600,
    ]);
    expect(owner.token).toBe(readFileSync(path.join(data, "token"), "utf8").trim());
    expect((await aether(["index", "shop"])).code).toBe(0);
    expect((await aether(["doctor"])).stdout).toContain(`ok    server: ${url}`);

    const get = (route: string, headers: Record<string, string> = {}) => callHttp(url + route, { headers });
    const authorization = `Bearer ${owner.token}`;
    expect((await get("/readyz")).status).toBe(200);
    expect((await get("/api/v1/repositories")).status).toBe(401);
    expect((await get("/api/v1/repositories", { authorization })).json().data.repositories).toHaveLength(1);
    expect((await get("/api/v1/repositories", { authorization, host: "rebound.example" })).status).toBe(403);
    const started = await callHttp(`${url}/api/v1/ingest/repository`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ path: path.join(folder, "shop") }),
    });
    expect([started.status, started.headers.location]).toEqual([
      202,
      expect.stringMatching(/^\/api\/v1\/ingest\/job\//),
    ]);
    expect((await get(started.headers.location ?? "", { authorization })).status).toBe(200);

    const second = await aether(["serve", "--json"]);
    expect([second.code, JSON.parse(second.stdout).url]).toEqual([0, url]);
    expect(JSON.parse(second.stdout).link).not.toBe(link);

    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(existsSync(path.join(data, "owner.json"))).toBe(false);
    expect((await aether(["repos"])).stdout).toContain("shop  ready");
    expect(readFileSync(path.join(data, "token"), "utf8").trim()).toBe(owner.token);
  },
  2 * MINUTE_MS,
);

test(
  "the API describes every route that the platform's first description names",
  async () => {
    const { data } = await freshData();
    const { url } = await startServer(data);
    const document = (await callHttp(`${url}/api/v1/openapi.json`)).json();
    const routes = Object.entries<object>(document.paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${route.replace("/api/v1", "")}`),
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        "POST /ingest/repository",
        "GET /ingest/job/{id}",
        "GET /jobs",
        "POST /jobs/{id}/cancel",
        "POST /jobs/{id}/retry",
        "GET /repositories",
        "GET /repositories/{id}",
        "GET /repositories/{repo}/file",
        "GET /graph/nodes",
        "GET /graph/nodes/{id}",
        "GET /graph/nodes/{id}/neighbours",
        "POST /retrieve/search",
        "GET /doctor",
        "GET /health",
        "GET /healthz",
        "GET /readyz",
      ]),
    );
  },
  MINUTE_MS,
);

test(
  "while one command indexes, another is answered by it; Ctrl-C cancels and keeps what was searchable",
  async () => {
    const { folder, aether } = await freshData();
    const root = await repository(folder, 2);
    expect((await aether(["index", "shop"])).code).toBe(0);
    for (let n = 0; n < 400; n++)
      await writeFile(path.join(root, `more_${n}.py`), `def more_${n}():\n    pass\n`.repeat(50));
    const asked = Promise.withResolvers<Run>();
    const interrupted = await aether(["index", "shop"], {
      onTalk: {
        of: "discover",
        act: async (kill) => {
          asked.resolve(await aether(["jobs", "--json"]));
          kill("SIGINT");
        },
      },
    });
    const jobs = JSON.parse((await asked.promise).stdout).jobs;
    expect(jobs.map(({ state }: { state: string }) => state)).toEqual(["running", "succeeded"]);
    expect([interrupted.code, interrupted.stdout]).toEqual([130, ""]);
    expect(interrupted.stderr).toContain(`To go on where it stopped: aether index ${root}`);
    const { stdout } = await aether(["repos", "--json"]);
    expect(JSON.parse(stdout).repositories).toMatchObject([{ state: "ready", snapshot: 1, counts: { files: 2 } }]);
    expect((await aether(["index", "shop"])).stdout).toContain("shop: 402 files (400 changed)");
  },
  3 * MINUTE_MS,
);

test(
  "an index that was killed is taken up by the next command that may run it",
  async () => {
    const { folder, aether } = await freshData();
    await repository(folder, 300);
    const killed = await aether(["index", "shop"], { onTalk: { of: "discover", act: (kill) => kill("SIGKILL") } });
    expect(killed.code).toBe(-1);
    expect((await aether(["repos"])).code).toBe(0);
    expect(await aether(["index", "shop"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("shop: 300 files"),
    });
  },
  3 * MINUTE_MS,
);

test(
  "a data directory of another version is refused, with what to do",
  async () => {
    const { data, aether } = await freshData();
    await writeFile(path.join(data, "format.json"), '{"format":999,"version":"9.9.9"}');
    const { code, stdout, stderr } = await aether(["repos"]);
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toContain("9.9.9");
    expect(stderr).toContain("AETHER_DATA");
  },
  MINUTE_MS,
);

test(
  "a folder without anything to index is refused by name, and the failed job stays to be looked at",
  async () => {
    const { folder, aether } = await freshData();
    await mkdir(path.join(folder, "empty"));
    const refused = await aether(["index", "empty", "--json"]);
    expect(refused.code).not.toBe(0);
    expect(JSON.parse(refused.stderr || refused.stdout)).toMatchObject({ error: { code: "NO_SOURCE" } });
    const { jobs } = JSON.parse((await aether(["jobs", "--json"])).stdout);
    expect(jobs).toMatchObject([{ state: "failed", error: { code: "NO_SOURCE" } }]);
  },
  MINUTE_MS,
);

test("settings that cannot be used are told by name before anything is opened", async () => {
  const data = path.join(await emptyFolder(), "data");
  const env = { AETHER_DATA: data, AETHER_PORT: "eighty", LOG_LEVEL: "loud" };
  const { code, stderr } = await runAether(["repos"], { env });
  expect([code, existsSync(data)]).toEqual([2, false]);
  expect(stderr).toMatch(/AETHER_PORT .*LOG_LEVEL /);
});

test(
  "an owner that is gone is not believed, also when its process id lives on",
  async () => {
    const { data, aether } = await freshData();
    const owner = { url: "http://127.0.0.1:1", token: "t", pid: process.pid, version: "0.1.0" };
    await writeFile(path.join(data, "owner.json"), JSON.stringify(owner));
    expect(await aether(["repos"])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("Nothing is indexed yet"),
    });
  },
  MINUTE_MS,
);

test("a data directory that cannot be made is told at once, also where making it would be tried for ever", async () => {
  const { code, stderr } = await runAether(["repos"], { env: { AETHER_DATA: "/proc/nope/data" } });
  expect([code, stderr]).toEqual([75, expect.stringContaining("the data directory /proc/nope/data cannot be made")]);
});
