import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { readConfig } from "../../packages/server/src/kernel/config/index.ts";
import { COMMANDS } from "../../packages/server/src/surfaces/cli/command-table.ts";
import { dataDirectory } from "../../packages/server/src/surfaces/cli/index.ts";
import { callHttp } from "../support/http-call.ts";
import { BIN, demoServer, emptyFolder, runAether } from "./aether-command.ts";

const ID = "00000000000000a1";
const HIT = { file: "src/session.ts", start_line: 3, end_line: 5, score: 0.9 };

describe("what commands print", () => {
  test("search: place, kind and name, repository, score with its parts, numbered snippet", async () => {
    const { aether } = await demoServer();
    const { code, stdout, stderr } = await aether(["search", "open", "session", "--limit", "1"]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "src/session.ts:3-5  Function openSession  [shop] 0.90 = words 0.60 + vectors 0.30 …",
        "  3  export function openSession() {",
        '  4    return "\ufffd[31m";',
        "  5  }",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("Files that were not read, or in part only: 1 in shop (aether repos says why).\n");
  });

  test("search: names close to what found nothing go to stderr, where they command no terminal", async () => {
    const { aether } = await demoServer();
    const { code, stdout, stderr } = await aether(["search", "nothing"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^Nothing was found for "nothing"\..*\nDid you mean "openSession" or "close\ufffd\[2J"\?\n/);
  });

  test("search: a filter that is misspelt is told, other words with colons are not", async () => {
    const { aether } = await demoServer();
    const { code, stderr } = await aether(["search", "open knd:function std::sort note:this"]);
    expect(code).toBe(0);
    expect(stderr).toContain('"knd:" is no filter, and was searched for as words. Did you mean "kind"?\n');
    expect(stderr.match(/is no filter/g)).toHaveLength(1);
  });

  test("search: of a query that is a whole page only the beginning is repeated", async () => {
    const { aether } = await demoServer();
    const { stderr } = await aether(["search", "nothing", "a".repeat(500)]);
    expect(stderr).not.toContain("a".repeat(100));
  });

  test("search: what is to be left out may come first, in quotes too", async () => {
    const { aether } = await demoServer();
    for (const left of ['-"closed by"', "-path:test", '-path:"a b"']) {
      const { code, stderr } = await aether(["search", left, "nothing"]);
      expect([code, stderr]).toEqual([0, expect.stringContaining(`Nothing was found for "${left} nothing"`)]);
    }
    expect((await aether(["search", "-x", "open"])).stderr).toMatch(/has no flag -x/);
  });

  test("search: a filter needs no words beside it", async () => {
    const { aether } = await demoServer();
    const { code, stdout } = await aether(["search", "--symbol", "openSession", "--limit", "1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^src\/session\.ts:3-5 {2}Function openSession/);
  });

  test("grep: place and line, lines around once, gaps between them", async () => {
    const { aether } = await demoServer();
    const { code, stdout, stderr } = await aether(["grep", "open", "-C", "1"]);
    expect([code, stderr]).toEqual([
      0,
      "Files that were not read, or in part only: 1 in shop (aether repos says why).\n",
    ]);
    expect(stdout).toBe(
      [
        "src/session.ts-2-// \ufffd[31mred",
        "src/session.ts:3:export function openSession() {",
        'src/session.ts:4:  return "open";',
        "src/session.ts-5-}",
        "--",
        "src/session.ts-8-{",
        "src/session.ts:9:…open\ufffd[2J(",
        "src/session.ts:10:)",
        "docs/\ufffd[2Jopen.md:1:# open",
        "",
      ].join("\n"),
    );
  });

  test("grep: names of files alone, a limit that says so, and 1 where nothing was found", async () => {
    const { aether } = await demoServer();
    expect((await aether(["grep", "open", "-l"])).stdout).toBe("src/session.ts\ndocs/\ufffd[2Jopen.md\n");
    const { stdout, stderr } = await aether(["grep", "open", "--limit", "1"]);
    expect([stdout.split("\n").length, stderr]).toEqual([4, expect.stringMatching(/^There are more than 1 line: /)]);
    const first = await aether(["grep", "open", "-l", "--limit", "1"]);
    expect([first.stdout, first.stderr]).toEqual([
      "src/session.ts\n",
      expect.stringMatching(/^There are more than 1 file: /),
    ]);
    expect((await aether(["grep", "open", "-l", "--limit", "2"])).stdout.split("\n")).toHaveLength(3);
    const told = (await aether(["grep", "open", "-l", "--limit", "2", "--json"])).stdout.trim().split("\n");
    expect(told.map((line) => JSON.parse(line).line ?? JSON.parse(line).matches)).toEqual([3, 1, 2]);
    const nothing = await aether(["grep", "nothing"]);
    expect([nothing.code, nothing.stdout, nothing.stderr]).toEqual([
      1,
      "",
      expect.stringMatching(/^Nothing matches "nothing"\.\n/),
    ]);
    expect((await aether(["grep", "nothing", "nosuch", "src"])).stderr).toMatch(
      /^No indexed file is at "nosuch": .*\nNothing matches "nothing"\.\n/,
    );
    const json = (await aether(["grep", "open", "--json"])).stdout.trim().split("\n");
    expect(json.map((line) => JSON.parse(line).type)).toEqual(["match", "match", "match", "match", "summary"]);
    expect((await aether(["grep", "nothing", "--json"])).code).toBe(1);
  });

  test("show: place, documentation, counts, numbered source", async () => {
    const { aether } = await demoServer();
    expect((await aether(["show", "openSession"])).stdout).toBe(
      [
        `src/session.ts:3-5  Function openSession  [shop] ${ID}`,
        "  Opens it.",
        "  callers 1, callees 0",
        '  3  open("\ufffd[31mred\ufffd]0;title\ufffd");',
        '  4  \tclose("\ufffdgnp.exe");',
        "",
      ].join("\n"),
    );
  });

  test("callers: one a line with the tier of its evidence; what may be missing goes to stderr", async () => {
    const { aether } = await demoServer();
    const { stdout, stderr } = await aether(["callers", ID]);
    expect(stdout).toBe("src/session.ts:9  Function close  exact, line 7\n");
    expect(stderr).toBe(
      [
        "1 caller of Function openSession (src/session.ts:3-5); 1 call of that name could not be bound and may be missing",
        "1 definition names it without calling it: what it is handed to may call it (aether references).",
        "  src/x.ts:3  openSession: dynamic",
        "Rests on snapshot 1; the folder has changed since (aether index reads it again); 1 file not read, or in part only (src/big.ts: too-large).",
        "",
      ].join("\n"),
    );
  });

  test("callers of a class: who makes one, and what inherits from it", async () => {
    const { aether } = await demoServer();
    const { stdout, stderr } = await aether(["callers", "Session"]);
    expect(stdout).toBe("src/session.ts:9  Function close  exact, line 7\n");
    expect(stderr).toMatch(/^1 caller of Class Session and its constructor \(src\/session\.ts:20-30\);/);
    expect(stderr).toContain(
      "\nBesides, 1 type inherits from it or implements it:\n  src/session.ts:9  Function close\n",
    );
    expect((await aether(["callers", "openSession"])).stderr).not.toMatch(/constructor|Besides/);
  });

  test("index: a line a stage where nobody looks, then the sum and what was left out", async () => {
    const { aether, directory } = await demoServer();
    const { code, stdout, stderr } = await aether(["index", directory]);
    expect([code, stdout]).toEqual([0, "shop: 2 files (2 changed), 1,234 nodes, 99 edges in 2.5 s\n"]);
    expect(stderr).toBe(
      [
        "parse",
        "store",
        "Not read, or in part only: 1 file (1 too large). aether repos lists them.",
        'Ask it something: aether search --repo shop "…"',
        "",
      ].join("\n"),
    );
  });

  test("repos: state, commit, counts, languages, what was left out and why", async () => {
    const { aether } = await demoServer();
    expect((await aether(["repos"])).stdout).toBe(
      [
        "shop  ready at 0123456789 with changes, 2026-01-02T00:00:00Z  /code/shop",
        "  2 files, 1,234 nodes, 1 edge",
        "  typescript 2",
        "  not read, or in part only: 7 files",
        ...["big", "b", "c", "d", "e"].map((file) => `    ${file}.min.js: too large`),
        "    and 2 more (aether repos show shop)",
        "",
      ].join("\n"),
    );
  });

  test("repos show: all that was left out", async () => {
    const { aether } = await demoServer();
    const { stdout } = await aether(["repos", "show", "shop"]);
    expect(stdout.match(/\.min\.js: too large/g)).toHaveLength(7);
    expect(stdout).not.toContain("more (");
  });

  test("export of a repository: every row of every page, a line each", async () => {
    const { aether } = await demoServer();
    const { stdout } = await aether(["export", "--format", "jsonl", "--repo", "shop"]);
    expect(stdout).toBe(`{"type":"node","id":"${ID}"}\n{"type":"edge","kind":"CALLS"}\n`);
  });

  test("serve, where a server runs already: its address and a fresh link that works once", async () => {
    const { aether, url } = await demoServer();
    const { code, stdout } = await aether(["serve", "--json"]);
    const told = JSON.parse(stdout);
    expect([code, told.url, told.docs]).toEqual([0, url, `${url}/api/v1/docs`]);
    const body = JSON.stringify({ code: /#code=([\w-]+)$/.exec(told.link)?.[1] });
    const open = () =>
      callHttp(`${url}/api/v1/session`, { method: "POST", body, headers: { "content-type": "application/json" } });
    expect([(await open()).status, (await open()).status]).toEqual([201, 401]);
  });

  test("--quiet leaves the data and nothing else", async () => {
    const { aether, directory } = await demoServer();
    for (const args of [
      ["search", "x"],
      ["callers", ID],
      ["index", directory],
    ]) {
      const { stdout, stderr } = await aether([...args, "--quiet"]);
      expect([args[0], stdout === "", stderr]).toEqual([args[0], false, ""]);
    }
  });

  test("help says how every command is used, and every example in it is understood", async () => {
    const { stdout } = await runAether(["help"]);
    for (const { name, summary, flags, examples } of COMMANDS) {
      expect(stdout).toContain(summary);
      const [help, flag] = await Promise.all([runAether(["help", name]), runAether([name, "--help"])]);
      expect([name, help.code, help.stdout]).toEqual([name, 0, flag.stdout]);
      for (const each of flags) expect(help.stdout).toContain(`--${each.name}`);
      for (const example of examples) expect(help.stdout).toContain(example);
    }
  }, 240_000);
});

describe("--json", () => {
  const DOCUMENTS: readonly (readonly string[])[] = [
    ["search", "x"],
    ["show", "openSession"],
    ["callers", ID],
    ["callees", "openSession"],
    ["references", "openSession"],
    ["implementations", "Session"],
    ["overrides", "openSession"],
    ["subclasses", "Session"],
    ["imports", ID],
    ["importers", ID],
    ["path", ID, ID],
    ["why", ID, ID],
    ["definition", "shop", "src/session.ts:3:1"],
    ["cycles", "shop"],
    ["unreachable", "shop"],
    ["index", "."],
    ["diff", "old..", "--repo", "shop"],
    ["repos"],
    ["forget", "--repo", "shop", "--ref", "old"],
    ["delete", "shop", "--yes"],
    ["jobs"],
    ["jobs", "list"],
    ["doctor"],
    ["serve"],
    ["help"],
    ["help", "search"],
    ["completion", "bash"],
    ["whoami"],
    ["config"],
    ["config", "profiles"],
  ];
  test.each(DOCUMENTS.map((args) => [args.join(" "), args] as const))(
    "%s gives one JSON document on one line",
    async (_line, args) => {
      const { aether } = await demoServer();
      const { stdout } = await aether([...args, "--json"]);
      expect(stdout.split("\n")).toHaveLength(2);
      expect(JSON.parse(stdout)).toBeTypeOf("object");
    },
  );

  /** They need people, keys or a trail: test/accounts and login.test.ts. */
  const ELSEWHERE =
    "account audit credentials init invitations join keys login logout members models operator-keys people secrets sessions tenant".split(
      " ",
    );

  test("is tried with every command; export, grep and watch write JSON lines", () => {
    const tried = new Set([...DOCUMENTS.map(([name]) => name), "export", "grep", "watch", ...ELSEWHERE]);
    expect(COMMANDS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test("jobs watch gives a document for each change", async () => {
    const { aether, post } = await demoServer();
    const { job_id } = (await post("/api/v1/ingest/repository", { path: "/x" })).json()["data"];
    const { code, stdout } = await aether(["jobs", "watch", job_id, "--json"]);
    const states = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).state);
    expect([code, states]).toEqual([0, ["running", "running", "succeeded"]]);
  });

  test("jobs cancel and jobs retry answer with the job as it is then", async () => {
    const { aether, post } = await demoServer();
    const { job_id } = (await post("/api/v1/ingest/repository", { path: "/x" })).json()["data"];
    for (const [action, state] of [
      ["cancel", "cancelled"],
      ["retry", "queued"],
    ] as const) {
      const { code, stdout } = await aether(["jobs", action, job_id, "--json"]);
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { job_id, state }]);
    }
  });

  test("an error is one document on stderr, and stdout stays empty", async () => {
    const { aether } = await demoServer();
    const { code, stdout, stderr } = await aether(["show", "opnSession", "--json"]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "NOT_FOUND", next: expect.stringContaining("openSession") });
  });

  test("an error of the server names the page there that explains it; `aether help CODE` explains any", async () => {
    const { aether, url } = await demoServer();
    const missing = ["show", "00000000000000ff"];
    const page = `${url}/api/v1/errors/not_found`;
    expect(JSON.parse((await aether([...missing, "--json"])).stderr).error).toMatchObject({ doc_url: page });
    expect((await aether(missing)).stderr).toContain(page);
    expect((await aether(["show", "opnSession"])).stderr).toContain("aether help NOT_FOUND");
    const { stdout } = await aether(["help", "not_found"]);
    expect(stdout).toMatch(/^NOT_FOUND: There is no such thing.*\nCheck the id or the name .*\.\n/);
  });
});

describe("search --batch", () => {
  test("answers line by line in the order of the questions, without snippets", async () => {
    const { aether } = await demoServer();
    const input = '{"id":"a","query":"one"}\n\n{"id":2,"query":"nothing"}\n{"id":"c","query":"three"}';
    const { code, stdout } = await aether(["search", "--batch", "-", "--limit", "1"], { input });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: "a", results: [HIT] },
      { id: 2, results: [] },
      { id: "c", results: [HIT] },
    ]);
  });

  test("a query that cannot be asked is told in its line and does not end the others", async () => {
    const { aether, directory } = await demoServer();
    const file = path.join(directory, "queries.jsonl");
    await writeFile(file, '{"id":"a","query":" "}\n{"id":"b","query":"x"}\n');
    const { code, stdout } = await aether(["search", "--batch", file, "--limit", "1"]);
    const [first, second] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([code, first.error.code, second.results]).toEqual([1, "VALIDATION_ERROR", [HIT]]);
  });

  test("a thousand questions come back as a thousand lines", async () => {
    const { aether } = await demoServer();
    const input = Array.from({ length: 1000 }, (_, at) => JSON.stringify({ id: at, query: `q ${at}` })).join("\n");
    const { stdout } = await aether(["search", "--batch", "-"], { input });
    const ids = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(Array.from({ length: 1000 }, (_, at) => at));
  }, 30_000);
});

test("no command writes an escape sequence to a pipe, neither of its own nor from the text of a repository", async () => {
  const { aether, directory } = await demoServer();
  const lines = [
    ["search", "x"],
    ["grep", "open", "-C", "1"],
    ["show", "openSession"],
    ["show", "close"],
    ["callers", ID],
    ["diff", "old..new", "--repo", "shop"],
    ["repos"],
    ["forget", "--repo", "shop", "--ref", "old\u001b[2J"],
    ["delete", "shop", "--yes"],
    ["callees", "openSession"],
    ["callers", "Session"],
    ["references", "openSession"],
    ["implementations", "Session"],
    ["overrides", "openSession", "--up"],
    ["subclasses", "Session"],
    ["imports", ID],
    ["importers", ID],
    ["path", ID, ID],
    ["why", ID, ID],
    ["definition", "shop", "src/session.ts:3:1"],
    ["cycles", "shop"],
    ["unreachable", "shop"],
    ["export", "--repo", "shop"],
    ["jobs"],
    ["serve"],
    ["init"],
    ["audit"],
    ["secrets"],
    ["tenant", "list"],
    ["keys"],
    ["operator-keys"],
    ["models"],
    ["members"],
    ["invitations"],
    ["credentials"],
    ["sessions"],
    ["account"],
    ["people"],
    ["join", "http://127.0.0.1:1"],
    ["login", "http://127.0.0.1:1"],
    ["logout"],
    ["whoami"],
    ["config"],
    ["completion", "bash"],
    ["help"],
    ["frob"],
  ];
  const all = [...lines, ["index", directory], ["watch", directory], ["search", "x", "--json"], ["doctor"]];
  expect(COMMANDS.filter(({ name }) => !all.some(([first]) => first === name))).toEqual([]);
  for (const args of all) {
    const { stdout, stderr } = await aether(args, {
      env: { TERM: "xterm-256color", FORCE_COLOR: "1" },
      onTalk: { of: "Watching", act: (kill) => kill("SIGINT") },
    });
    const commands = ["\u001b", "\u009b", "\u0007", "\u202e"].filter((each) => (stdout + stderr).includes(each));
    expect([args.join(" "), commands]).toEqual([args.join(" "), []]);
  }
}, 120_000);

test("the version is the package's, at once and with the other flags", async () => {
  const file = new URL("../../packages/server/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  for (const args of [["--version"], ["-V"], ["search", "--version"]]) {
    expect(await runAether(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  }
});

test("the owner's token goes to the owner alone", async () => {
  const { aether, url, directory } = await demoServer();
  const other = await demoServer();
  expect((await aether(["repos", "--api-url", url])).code).toBe(0);
  expect((await aether(["repos", "--api-url", other.url])).code).toBe(4);
  const env = { AETHER_TOKEN: "owner-token-of-the-test", AETHER_DATA: path.join(directory, "none") };
  expect((await aether(["repos", "--api-url", other.url], { env })).code).toBe(0);
});

test("the command and the server agree on where data lies", async () => {
  for (const env of [
    { HOME: "/h" },
    { HOME: "/h", XDG_DATA_HOME: "/x" },
    { HOME: "/h", AETHER_DATA: "rel" },
    { HOME: "/h", AETHER_DATA: " " },
    { HOME: "/h", AETHER_DATA: "/a", XDG_DATA_HOME: "" },
  ]) {
    expect(dataDirectory(env)).toBe(readConfig(env).config.dataDirectory);
  }
});

test("a reader that has seen enough ends the command without an error", async () => {
  const { directory } = await demoServer();
  const line = `set -o pipefail; "$0" "$1" search x --json --limit 100 | head -c 1 >/dev/null`;
  const env = { PATH: process.env["PATH"] ?? "", AETHER_DATA: directory };
  const child = spawn("bash", ["--norc", "-c", line, process.execPath, BIN], { env });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, stderr]).toEqual([0, ""]);
});

describe("export of a folder", () => {
  test("writes nodes and edges without any database, and the same again", async () => {
    const folder = await emptyFolder();
    await mkdir(path.join(folder, "code"));
    await writeFile(
      path.join(folder, "code", "a.py"),
      "def open_session():\n    pass\n\ndef main():\n    open_session()\n",
    );
    const env = { AETHER_DATA: path.join(folder, "data") };
    const run = () => runAether(["export", "--format", "jsonl", "code"], { cwd: folder, env });
    const { code, stdout } = await run();
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    const named = rows.find((row) => row.name === "open_session");
    expect(named).toMatchObject({ type: "node", kind: "Function", file: "a.py", start_line: 1, end_line: 2 });
    expect(rows).toContainEqual(expect.objectContaining({ type: "edge", kind: "CALLS", to: named.id, tier: "exact" }));
    expect((await run()).stdout).toBe(stdout);
    expect(readdirSync(folder)).toEqual(["code"]);
  });

  test("refuses more files than AETHER_MAX_FILES by that name", async () => {
    const folder = await emptyFolder();
    for (const name of ["a.py", "b.py", "c.py"]) await writeFile(path.join(folder, name), "x = 1\n");
    const run = (limit: string) => runAether(["export", folder], { env: { AETHER_MAX_FILES: limit } });
    expect(await run("3")).toMatchObject({ code: 0 });
    expect(await run("2")).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/more than 2 files \(the limit AETHER_MAX_FILES\)[^]*raise AETHER_MAX_FILES/),
    });
  });
});
