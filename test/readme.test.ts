import { execFileSync, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { firstMissing, readTour, runStep, stop, type Step } from "./support/tour.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STEP_TIMEOUT_MS = 10 * 60_000; // the first step sets up, builds the page and indexes this repository
const FEWEST_STEPS = 7;

const steps = readTour(readFileSync(join(ROOT, "README.md"), "utf8"), "A five-minute tour");

test("the tour is read", () => {
  expect(steps.length).toBeGreaterThanOrEqual(FEWEST_STEPS);
});

describe("the tour, as a new user would take it:", () => {
  let home = "";
  let port = 0;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "aether-tour-"));
    port = await findFreePort();
    cloneInto(join(home, "aelus-aether"));
  }, STEP_TIMEOUT_MS);

  afterAll(async () => {
    for (const shell of running) await stop(shell);
    rmSync(home, { recursive: true, force: true });
  }, STEP_TIMEOUT_MS);

  test.each(steps.map((step) => ({ title: step.code.trim().replaceAll("\n", " ; "), step })))(
    "$title",
    async ({ step }) => {
      const ran = await runStep(atPort(step, port), { cwd: join(home, "aelus-aether"), env: environment(home, port) });
      if (step.keepsRunning) running.push(ran.process);
      const missing = firstMissing(atPort(step, port).expected, ran.output);
      const problem = missing === undefined ? undefined : `"${missing}" is missing from:\n${ran.output}`;
      expect(problem).toBeUndefined();
      expect({ code: ran.code, output: ran.output }).toMatchObject({ code: step.keepsRunning ? null : 0 });
    },
    STEP_TIMEOUT_MS,
  );
});

describe("a tour that lies is found out:", () => {
  const page = (text: string): string => `# T\n\n## Tour\n\n${text}\n\n## Next\n\n\`\`\`sh\nexit 9\n\`\`\`\n`;
  const here = { cwd: ROOT, env: process.env };

  test("only the blocks under its heading are taken, each with the output that follows", () => {
    const tour = page(
      "```sh\necho a\n```\n\nprints\n\n```text\na …\n  b\n```\n\n<!-- keeps running -->\n\n```sh\nsleep 9\n```",
    );
    expect(readTour(tour, "Tour")).toEqual([
      { code: "echo a\n", expected: ["a …", "b"], keepsRunning: false },
      { code: "sleep 9\n", expected: [], keepsRunning: true },
    ]);
  });

  test("a command that fails in the middle of a block fails the block", async () => {
    const step = { code: "echo one\nfalse\necho two", expected: [], keepsRunning: false };
    expect(await runStep(step, here)).toMatchObject({ code: 1, output: "one\n" });
  });

  test("a line that is not printed is named", () => {
    expect(firstMissing(["one", "3 files"], "one\ntwo 4 files\n")).toBe("3 files");
  });

  test("lines count in their order, blanks and colours do not count", () => {
    expect(firstMissing(["b", "a"], "a\nb\n")).toBe("a");
    expect(firstMissing(["a b", "… c (1)"], "\u001b[32ma    b\u001b[0m\n  x c (1)")).toBeUndefined();
  });

  test("a command that should keep running and ends is found", async () => {
    const step = { code: "echo ready", expected: ["never said"], keepsRunning: true };
    expect(await runStep(step, here)).toMatchObject({ code: 0 });
  });

  test("a command that keeps running and never says what is expected is taken as it is, in time", async () => {
    const step = { code: "echo nearly\nexec sleep 600", expected: ["ready"], keepsRunning: true };
    const ran = await runStep(step, { ...here, readyWithinMs: 200 });
    expect({ missing: firstMissing(step.expected, ran.output), code: ran.code }).toEqual({
      missing: "ready",
      code: null,
    });
    await stop(ran.process);
  });

  test("a command that keeps running is ready when it has said so, and can be stopped", async () => {
    const step = { code: "echo ready at 1\nexec sleep 600", expected: ["ready at …"], keepsRunning: true };
    const ran = await runStep(step, here);
    expect(ran.code).toBeNull();
    await stop(ran.process);
    expect(ran.process.signalCode).toBe("SIGINT");
  });
});

/** What a clone would hold, changes that are not committed yet included, and the packages that are installed here. */
function cloneInto(folder: string): void {
  const git = (args: readonly string[], cwd: string): string => execFileSync("git", args, { cwd, encoding: "utf8" });
  const listed = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT).split("\0");
  for (const path of listed.filter((it) => it !== "" && existsSync(join(ROOT, it)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  const author = ["-c", "user.name=Tour", "-c", "user.email=tour@example.com"];
  git(["init", "--quiet"], folder);
  git(["add", "--all"], folder);
  git([...author, "commit", "--quiet", "--message", "Start the tour"], folder);
  // Hard links where the temporary directory is on the same disk, copies elsewhere.
  const copy = `cp -al "$0/node_modules" "$1/" 2>/dev/null || { rm -rf "$1/node_modules"; cp -a "$0/node_modules" "$1/"; }`;
  execFileSync("sh", ["-c", copy, ROOT, folder]);
}

/** The page says 8000; here a port is taken that is free. */
function atPort(step: Step, port: number): Step {
  const move = (text: string): string => text.replaceAll("127.0.0.1:8000", `127.0.0.1:${port}`);
  return { ...step, code: move(step.code), expected: step.expected.map(move) };
}

/** Nothing of the person who runs the tests: an empty home, their PATH without our Node, no data directory, a port of its own. */
function environment(home: string, port: number): NodeJS.ProcessEnv {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((it) => !it.includes("node_modules"));
  mkdirSync(join(home, "home"), { recursive: true });
  return {
    PATH: path.join(delimiter),
    HOME: join(home, "home"),

    AETHER_PORT: `${port}`,
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
