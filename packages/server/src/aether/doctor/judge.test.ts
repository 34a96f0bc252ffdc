import { expect, test } from "vitest";

import { judgeDatabase, judgeQueue, judgeRuns } from "./judge.ts";

const SOUND = {
  server: "17.11",
  vector: "0.8.0",
  role: { name: "aether_app", bound: true },
  schema: { applied: "0006-b", expected: "0006-b" },
  leaks: [],
};

const statesOf = (checks: readonly { name: string; state: string }[]): Record<string, string> =>
  Object.fromEntries(checks.map(({ name, state }) => [name, state]));

test("a sound database has nothing to mend", () => {
  const checks = judgeDatabase(SOUND);
  expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(["ok"]));
  expect(checks.every(({ fix }) => fix === null)).toBe(true);
});

test.each([
  ["schema", { schema: { applied: "0005-a", expected: "0006-b" } }],
  ["schema", { schema: { applied: "", expected: "0006-b" } }],
  ["schema", { schema: { applied: "0007-c", expected: "0006-b" } }],
  ["pgvector", { vector: undefined }],
  ["pgvector", { vector: "0.7.4" }],
  ["role", { role: { name: "postgres", bound: false } }],
  ["row security", { leaks: [{ object: "node", problem: "is open" }] }],
])("%s fails, with what to do, for %j", (name, wrong) => {
  const checks = judgeDatabase({ ...SOUND, ...wrong });
  expect(checks.filter(({ state }) => state === "fail")).toEqual([
    expect.objectContaining({ name, fix: expect.stringMatching(/\w/) }),
  ]);
});

test("newer versions of the extension are enough, by number and not by letter", () => {
  for (const vector of ["0.8.2", "0.10.0", "1.0.0"])
    expect(statesOf(judgeDatabase({ ...SOUND, vector }))).toMatchObject({ pgvector: "ok" });
});

test("a queue is worth a warning when nobody works on it, and dead jobs always are", () => {
  const idle = { waiting: 0, oldest_seconds: null, running: 0, dead: 0 };
  expect(statesOf(judgeQueue(idle))).toEqual({ queue: "ok" });
  expect(statesOf(judgeQueue({ ...idle, waiting: 1, oldest_seconds: 30 }))).toEqual({ queue: "ok" });
  expect(statesOf(judgeQueue({ ...idle, waiting: 1, oldest_seconds: 3600, running: 1 }))).toEqual({ queue: "ok" });
  expect(statesOf(judgeQueue({ ...idle, waiting: 1, oldest_seconds: 3600 }))).toEqual({ queue: "warn" });
  expect(statesOf(judgeQueue({ ...idle, dead: 2 }))).toEqual({ queue: "ok", "dead jobs": "warn" });
});

test("a repository is worth a warning while it has no snapshot and after a run that failed", () => {
  const run = { repo: "shop", current: 3, indexed_at: "2026-01-02T00:00:00Z", failed: null };
  expect(statesOf(judgeRuns([]))).toEqual({ snapshots: "warn" });
  expect(judgeRuns([run])).toMatchObject([{ state: "ok", detail: "3, of 2026-01-02T00:00:00Z" }]);
  expect(judgeRuns([{ ...run, failed: 4 }])).toMatchObject([{ state: "warn" }]);
  expect(judgeRuns([{ ...run, current: null, indexed_at: null }])).toMatchObject([{ state: "warn" }]);
});
