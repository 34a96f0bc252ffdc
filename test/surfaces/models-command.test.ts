/** `aether models`, against a service of models that speaks as OpenAI's and Voyage's do. */
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type ModelServer, modelServer } from "../support/model-server.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { type Run, runAether } from "./aether-command.ts";

const LONG_MS = 180_000;
const DIMENSIONS = 384;

let service: ModelServer;
let folder: TemporaryFolder;
let aether: (args: readonly string[], input?: string) => Promise<Run>;
beforeAll(async () => {
  service = await modelServer(DIMENSIONS);
  folder = temporaryFolder();
  const home = folder.path;
  const env = {
    HOME: home,
    AETHER_DATA: path.join(home, "data"),
    AETHER_MODEL_ALLOWED_HOSTS: service.host,
  };
  aether = (args, input = "") => runAether(args, { env, input });
});
afterAll(async () => {
  await service.close();
  folder[Symbol.dispose]();
});

test(
  "a tenant's models are chosen, shown and given a budget; what cannot be used changes nothing",
  async () => {
    expect((await aether(["models"])).stdout).toMatch(
      /^embedder {2}builtin .*\nreranker {2}none\nspent {5}today 0, this month 0\n$/,
    );
    const refused = await aether(["models", "embedder", "openai", "--url", `${service.origin}/v1`, "--model", "m"]);
    expect(refused.code).not.toBe(0);
    expect((await aether(["models"])).stdout).toMatch(/^embedder {2}builtin /);
    // The command repeats a call that may pass, under the same name: it hears the failure, not that it was done.
    service.misbehave(...Array.from({ length: 30 }, () => ({ kind: "status", status: 500 }) as const));
    const failed = await aether(
      `models embedder openai --url ${service.origin}/v1 --model m --dimensions ${DIMENSIONS}`.split(" "),
    );
    service.behave();
    expect(failed.stderr).toContain(`${service.host} failed (500)`);
    expect(failed.stderr).not.toContain("carried out");
    const chosen = await aether(
      `models embedder openai --url ${service.origin}/v1 --model m --dimensions ${DIMENSIONS} --price 0.5`.split(" "),
    );
    expect(chosen).toMatchObject({ code: 0, stdout: expect.stringContaining("openai m") });
    expect(chosen.stdout).toContain(`${DIMENSIONS} dimensions`);
    expect((await aether("models budget --daily 2.5 --monthly none".split(" "))).stdout).toMatch(
      /today \S+ of 2\.5, this month \S+$/m,
    );
    expect(JSON.parse((await aether(["models", "--json"])).stdout)).toMatchObject({
      budget: { daily: 2.5, monthly: null },
    });
  },
  LONG_MS,
);

test(
  "indexing says what of a text the model gave no vector for, and usage what it has cost",
  async () => {
    const shop = temporaryFolder({ "a.py": "def open_door():\n    return 1\n" });
    service.misbehave(...Array.from({ length: 30 }, () => ({ kind: "status", status: 401 }) as const));
    const indexed = await aether(["index", shop.path]);
    service.behave();
    shop[Symbol.dispose]();
    expect(indexed.code).toBe(0);
    expect(indexed.stderr).toMatch(/^\d+ texts? without a vector: /m);
    expect((await aether(["tenant", "usage"])).stdout).toMatch(
      /^\d{4}-\d\d-\d\d {2}\S*m\S* {2}\d+ requests, \d+ tokens, \S+ spent$/m,
    );
  },
  LONG_MS,
);

test.each([
  ["models embedder", 2, "needs a PROVIDER"],
  ["models embedder bedrock", 2, "There are: builtin, voyage, openai"],
  ["models budget", 2, "needs --daily or --monthly"],
  ["models budget --daily much", 2, "takes an amount such as"],
  ["models frob", 2, "show, embedder, reranker, budget"],
])("%s ends with %i and says what to do", async (line, code, told) => {
  const run = await aether(line.split(" "));
  expect(run).toMatchObject({ code, stdout: "" });
  expect(run.stderr).toContain(told);
});
