/** The README's way from a clone to a second tenant's first search, taken literally, on both databases. */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type PostgresServer, startPostgres } from "./support/postgres-server.ts";
import { atAddresses, cloneInto, findFreePort, strangersEnvironment } from "./support/tour-clone.ts";
import { filledIn, firstMissing, readTour, runStep, type Step, stop, variablesOf } from "./support/tour.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STEP_TIMEOUT_MS = 5 * 60_000;
const FEWEST_STEPS = 7;

const steps = readTour(readFileSync(join(ROOT, "README.md"), "utf8"), "Many tenants");

test("the way of many tenants is read, with a step for PostgreSQL alone", () => {
  expect(steps.length).toBeGreaterThanOrEqual(FEWEST_STEPS);
  expect(steps.filter(({ only }) => only !== undefined).map(({ only }) => only)).toEqual(["PostgreSQL"]);
});

describe.each(["the embedded database", "PostgreSQL"])("from a clone to a second tenant's search, on %s:", (engine) => {
  let home = "";
  let postgres: PostgresServer | undefined;
  let addresses: Readonly<Record<string, string>> = {};
  let env: NodeJS.ProcessEnv = {};
  let remembered = "";
  const outputs: string[] = [];
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "aether-tenants-"));
    const port = await findFreePort();
    addresses = { "127.0.0.1:8000": `127.0.0.1:${port}` };
    env = strangersEnvironment(home, port);
    cloneInto(ROOT, join(home, "aelus-aether"));
    if (engine !== "PostgreSQL") return;
    postgres = await startPostgres({ password: "secret" });
    addresses = { ...addresses, "127.0.0.1:5432": new URL(postgres.url).host };
    const admin = new Client(postgres.url);
    await admin.connect();
    await admin.query("create database aether");
    await admin.end();
  }, STEP_TIMEOUT_MS);

  afterAll(async () => {
    for (const shell of running) await stop(shell);
    await postgres?.stop();
    rmSync(home, { recursive: true, force: true });
  }, STEP_TIMEOUT_MS);

  /** Both terminals know what was set; the page says which lines go into both. */
  async function take(step: Step): Promise<string | undefined> {
    const here = filledIn(atAddresses(step, addresses), outputs);
    const ran = await runStep({ ...here, code: remembered + here.code }, { cwd: join(home, "aelus-aether"), env });
    remembered += variablesOf(here);
    outputs.push(ran.output);
    if (step.keepsRunning) running.push(ran.process);
    const missing = firstMissing(here.expected, ran.output);
    if (missing !== undefined) return `"${missing}" is missing from:\n${ran.output}`;
    return ran.code === (step.keepsRunning ? null : 0) ? undefined : `ended with ${ran.code}:\n${ran.output}`;
  }

  const own = steps.filter(({ only }) => only === undefined || only === engine);
  test.each(own.map((step) => ({ title: step.code.trim().replaceAll("\n", " ; "), step })))(
    "$title",
    async ({ step }) => {
      expect(await take(step)).toBeUndefined();
    },
    STEP_TIMEOUT_MS,
  );
});
