import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { CliError } from "../../packages/server/src/surfaces/cli/failure.ts";
import { demoServer, emptyFolder, runAether } from "./aether-command.ts";

/** What somebody types by mistake, the exit code, and the words that tell how to put it right. */
const MISTAKES: readonly (readonly [line: string, code: number, fix: string | RegExp])[] = [
  ["serch session", 2, 'Did you mean "search"?'],
  ["repo", 2, 'Did you mean "repos"?'],
  ["job", 2, 'Did you mean "jobs"?'],
  ["frobnicate", 2, "`aether help` lists them all"],
  ["--frob", 2, "`aether --help` lists its flags"],
  ["help serch", 2, 'Did you mean "search"?'],
  ["search", 2, "For example: aether search"],
  ["search --limt 3 x", 2, 'Did you mean "--limit"?'],
  ["search -z x", 2, "`aether search --help`"],
  ["search x --limit many", 2, "For example --limit 10"],
  ["search x --limit -3", 2, "For example --limit 10"],
  ["search x --limit", 2, "Write --limit N."],
  ["search x --limit 5000", 2, /^error: --limit: at most 100\n {2}--limit N {2}how many results, 1 to 100/],
  [
    "search --limit 9999 x --lang a-language-whose-name-is-longer-than-any-that-there-is",
    2,
    /^error: --lang: .*\n {2}--limit: [^]*--lang LANGUAGE [^]*--limit N /,
  ],
  ["index . --name a:b", 2, /^error: --name: letters, digits and [^]*--name NAME {2}call the repository so/],
  ["search x --expand=yes", 2, 'Leave "=yes" out'],
  ["search x --repo shp", 3, 'Did you mean "shop"?'],
  ["search x --repo entirely-different", 3, "`aether repos` lists what is indexed"],
  ["search --batch queries.jsonl and words", 2, 'Leave "and words" out'],
  ["search --batch missing.jsonl", 3, "Give the path of a file"],
  ["search --batch broken.jsonl", 2, 'line 2 of broken.jsonl is not JSON\n  Each line looks like {"id"'],
  ["search --batch no-id.jsonl", 2, 'line 1 of no-id.jsonl has no "id"'],
  ["show", 2, "For example: aether show openSession"],
  ["show one two", 2, "Its form is: aether show NAME|ID|PATH:LINE"],
  ["show opnSession", 3, 'Did you mean "openSession"?'],
  ["show close", 5, /Say which by its id:\n {4}00000000000000a2 {2}src\/session\.ts:9/],
  ["show 00000000000000ff", 3, "Check the id or the name"],
  ["callers openSession --depth 9", 2, /^error: --depth: at most 5\n {2}--depth N {2}how many calls away, 1 to 5/],
  ["callers openSession --repo shp", 3, 'Did you mean "shop"?'],
  ["index nowhere", 3, "Check the spelling"],
  ["index queries.jsonl", 2, /Index the folder it lies in: aether index \//],
  ["index broken", 2, "nothing to index was found"],
  ["export --format xml", 2, "Choose one of: jsonl"],
  ["export . --repo shop", 2, "For the folder: aether export ."],
  ["export --repo shp", 3, 'Did you mean "shop"?'],
  ["export nowhere", 3, "Check the spelling"],
  ["export broken", 2, ".aetherignore"],
  ["jobs wach", 2, 'Did you mean "watch"?'],
  ["jobs watch", 2, "`aether jobs` lists them"],
  ["jobs watch 12", 2, "Take it from `aether jobs`"],
  ["jobs watch 00000000-0000-4000-8000-00000000ffff", 3, "Check the id"],
  ["jobs list 12", 2, "aether jobs watch 12"],
  ["completion tcsh", 2, "bash, zsh and fish"],
  ["repos --api-url ftp://x", 2, "http://127.0.0.1:8000"],
  ["repos --api-url http://user:secret@localhost:1", 2, "AETHER_TOKEN"],
  ["repos --api-url http://127.0.0.1:1", 75, "aether serve"],
  ["search slow --timeout 1", 75, "--timeout SECONDS"],
];

test.each(MISTAKES)("aether %s ends with %i and names the fix", async (line, code, fix) => {
  const { aether } = await demoServer();
  const cwd = await emptyFolder();
  await writeFile(path.join(cwd, "queries.jsonl"), '{"id":1,"query":"x"}\n');
  await writeFile(path.join(cwd, "broken.jsonl"), '{"id":1,"query":"x"}\n{"id"\n');
  await writeFile(path.join(cwd, "no-id.jsonl"), '{"query":"x"}\n');
  await mkdir(path.join(cwd, "broken"));
  const run = await aether(line.split(" "), { cwd });
  expect([run.code, run.stdout]).toEqual([code, ""]);
  expect(run.stderr).toMatch(/^error: /m);
  expect(run.stderr).toMatch(fix);
  expect(run.stderr).not.toContain("details.problems");
  expect(run.stderr).not.toMatch(/\bat .*\.(ts|mjs):\d|node:internal/);
});

test("an operand that is refused is called as in the command's form", async () => {
  const { aether } = await demoServer();
  const { code, stderr } = await aether(["search", "q".repeat(100_001)]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: QUERY: too big[^]*`aether search --help`/)]);
});

test("where the advice speaks of details, they are told as well", async () => {
  const { http } = await fixedAnswers();
  const run = await http("FORBIDDEN", 403, { permission: "code:write", hostile: "\u001b[2J" });
  expect(run.stderr).toContain("named in details.\n    permission: code:write\n    hostile: \ufffd[2J\n");
  expect(run.stderr).toContain("--profile");
  const operators = await http("FORBIDDEN", 403, { permission: "platform:read" });
  expect(operators.stderr).toContain("Only an operator may");
  expect((await http("NOT_FOUND", 404, { id: "x" })).stderr).not.toContain("id: x");
});

test("a server that tells its state to its operator alone is not broken for anybody else", async () => {
  const { raw } = await fixedAnswers();
  const error = { code: "FORBIDDEN", message: "no", details: { permission: "system:read" } };
  const run = await raw(JSON.stringify({ success: false, error }), 403, "doctor");
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^ok {4}server: http:\/\/127\.0\.0\.1:\d+\/? answers; .* operator alone$/m);
});

test("what the server refused is told with the request's id", async () => {
  const { aether } = await demoServer();
  const { stderr } = await aether(["show", "00000000000000ff"]);
  expect(stderr).toMatch(/\n {2}request [0-9a-f-]{36} \(NOT_FOUND\) {2}http:\/\/\S+\/api\/v1\/errors\/not_found\n$/);
});

describe("exit codes", () => {
  test.each([
    [1, ["INTERNAL", "A_CODE_OF_A_NEWER_SERVER"]],
    [2, ["USAGE", "VALIDATION_ERROR", "CONFIG_INVALID", "NO_SOURCE", "PAYLOAD_TOO_LARGE", "METHOD_NOT_ALLOWED"]],
    [3, ["NOT_FOUND", "PATH_NOT_FOUND"]],
    [4, ["UNAUTHENTICATED", "FORBIDDEN", "PATH_NOT_ALLOWED", "PATH_NOT_READABLE"]],
    [5, ["CONFLICT", "DATA_DIR_LOCKED", "DATA_DIR_VERSION", "SCHEMA_OUTDATED"]],
    [7, ["QUEUE_FULL", "RATE_LIMITED", "TOO_MANY_FILES"]],
    [75, ["STORAGE_UNAVAILABLE", "UPSTREAM_FAILED", "DISK_FULL", "TIMEOUT"]],
    [130, ["CANCELLED"]],
  ])("%i stands for %j", (exitCode, codes) => {
    expect(codes.map((code) => new CliError({ code, message: "" }).exitCode)).toEqual(codes.map(() => exitCode));
  });

  test("4 without the right token", async () => {
    const { directory, aether, url } = await demoServer();
    const owner = { url, token: "wrong", pid: process.pid, version: "0.1.0" };
    await writeFile(path.join(directory, "owner.json"), JSON.stringify(owner));
    const { code, stderr } = await aether(["repos"]);
    expect([code, stderr]).toEqual([4, expect.stringContaining("UNAUTHENTICATED")]);
  });

  test("7 when there is too much work, 75 when the database is away, 1 for a fault of ours", async () => {
    const { http } = await fixedAnswers();
    expect((await http("QUEUE_FULL", 429)).code).toBe(7);
    expect((await http("STORAGE_UNAVAILABLE", 503)).code).toBe(75);
    expect((await http("INTERNAL", 500)).code).toBe(1);
    expect((await http("SOMETHING_NEW", 418)).code).toBe(1);
  });

  test("a server that is no Aether is told as such", async () => {
    const { raw } = await fixedAnswers();
    const { code, stderr } = await raw("<html>hello</html>", 200);
    expect([code, stderr]).toEqual([75, expect.stringContaining("Check that the URL is that of an Aether server")]);
  });

  test("130 after Ctrl-C, without a word of blame", async () => {
    const { aether } = await demoServer();
    const { code, stderr } = await aether(["index", "endless"], {
      cwd: await folderWith("endless"),
      onTalk: { of: "parse", act: (kill) => kill("SIGINT") },
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/The server goes on with it\. To watch again: aether jobs watch [0-9a-f-]{36}\n$/);
  });
});

async function folderWith(name: string): Promise<string> {
  const folder = await emptyFolder();
  await mkdir(path.join(folder, name));
  return folder;
}

/** A server that answers one thing to everything. */
async function fixedAnswers() {
  let [status, body] = [200, ""];
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const env = { AETHER_DATA: await emptyFolder() };
  const raw = (text: string, code: number, command = "repos") => {
    [status, body] = [code, text];
    return runAether([command, "--api-url", `http://127.0.0.1:${port}`], { env });
  };
  const http = (code: string, answered: number, details: object = {}) =>
    raw(JSON.stringify({ success: false, error: { code, message: "no", details } }), answered);
  return { raw, http };
}
