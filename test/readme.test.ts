import { type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { atAddresses, cloneInto, findFreePort, strangersEnvironment } from "./support/tour-clone.ts";
import { filledIn, firstMissing, readTour, runStep, stop, variablesOf } from "./support/tour.ts";

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
    cloneInto(ROOT, join(home, "aelus-aether"));
  }, STEP_TIMEOUT_MS);

  afterAll(async () => {
    for (const shell of running) await stop(shell);
    rmSync(home, { recursive: true, force: true });
  }, STEP_TIMEOUT_MS);

  test.each(steps.map((step) => ({ title: step.code.trim().replaceAll("\n", " ; "), step })))(
    "$title",
    async ({ step }) => {
      const here = atAddresses(step, { "127.0.0.1:8000": `127.0.0.1:${port}` });
      const ran = await runStep(here, { cwd: join(home, "aelus-aether"), env: strangersEnvironment(home, port) });
      if (step.keepsRunning) running.push(ran.process);
      const missing = firstMissing(here.expected, ran.output);
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

  test("a block can be for some only, and what a terminal remembers of a block are its variables", () => {
    const [step] = readTour(
      page("<!-- PostgreSQL only -->\n\n```sh\na=1 B='x y'\nexport C=2\nD=3 make it\n```"),
      "Tour",
    );
    expect(step).toMatchObject({ only: "PostgreSQL", keepsRunning: false });
    expect(step && variablesOf(step)).toBe("a=1 B='x y'\nexport C=2\n");
  });

  test("a secret that the page only begins is taken from what was printed last, whole", () => {
    const step = { code: 'key=aeth_op_… t="eyJ…" other=aeth_rt_…', expected: [], keepsRunning: false };
    const printed = ["aeth_op_old", '"aeth_op_ab…yz","aeth_op_abcd_efgh","eyJa.b-c"', "nothing"];
    expect(filledIn(step, printed).code).toBe('key=aeth_op_abcd_efgh t="eyJa.b-c" other=aeth_rt_…');
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
