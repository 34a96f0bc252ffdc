import { expect, test } from "vitest";
import { z } from "zod";

import { Fault } from "#kernel/errors";
import { createContext, type Permission } from "#kernel/tenancy";
import { manualClock } from "#kernel/time";

import { invoke, operation, type InvokeOptions } from "./index.ts";

const clock = manualClock();

const double = operation({
  name: "double_number",
  kind: "query",
  summary: "Twice a number.",
  permission: "code:read",
  input: z.strictObject({ n: z.int(), nested: z.strictObject({ word: z.string() }).optional() }),
  output: z.strictObject({ twice: z.int() }),
  errors: [],
  http: { method: "POST", path: "/double" },
  run: async (_context, { n }) => ({ twice: n * 2 }),
});

function caller(permissions: readonly Permission[] = ["code:read"], signal = new AbortController().signal) {
  return createContext({ tenantId: "t", actor: { kind: "owner" }, permissions, requestId: "r", signal });
}

function recordingLog() {
  const lines: { outcome?: unknown }[] = [];
  const info: InvokeOptions["log"]["info"] = (fields: unknown) => void lines.push({ ...Object(fields) });
  return { log: { info }, lines };
}

test("an answer comes back and one line records who asked what, and how it ended", async () => {
  const { log, lines } = recordingLog();
  expect(await invoke(double, { context: caller(), input: { n: 4 } }, { log, clock })).toEqual({ twice: 8 });
  expect(lines).toEqual([{ operation: "double_number", tenantId: "t", requestId: "r", outcome: "OK", durationMs: 0 }]);
});

test("every problem of the input is named with its path, and nothing runs", async () => {
  const { log, lines } = recordingLog();
  const bad = { n: "x", nested: { word: 1 }, extra: true };
  await expect(invoke(double, { context: caller(), input: bad }, { log, clock })).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    details: {
      problems: [
        { path: "n", message: expect.any(String) },
        { path: "nested.word", message: expect.any(String) },
        { path: "", message: expect.stringContaining("extra") },
      ],
    },
  });
  expect(lines[0]?.outcome).toBe("VALIDATION_ERROR");
});

test("a caller without the permission is refused before the input is read", async () => {
  const { log } = recordingLog();
  await expect(invoke(double, { context: caller([]), input: "not an object" }, { log, clock })).rejects.toMatchObject({
    code: "FORBIDDEN",
    details: { permission: "code:read" },
  });
});

test("an answer that breaks the contract is a bug, not something the caller can act on", async () => {
  const { log, lines } = recordingLog();
  const broken = operation({
    name: "broken",
    kind: "query",
    summary: "Answers wrongly.",
    permission: "code:read",
    input: z.strictObject({}),
    output: z.strictObject({ n: z.int().max(1) }),
    errors: [],
    http: { method: "GET", path: "/broken" },
    run: async () => ({ n: 2 }),
  });
  const error = await invoke(broken, { context: caller(), input: {} }, { log, clock }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).not.toBeInstanceOf(Fault);
  expect(lines[0]?.outcome).toBe("INTERNAL");
});

test("when the caller has gone the outcome is CANCELLED, whatever was thrown on the way", async () => {
  const { log, lines } = recordingLog();
  const gone = new AbortController();
  const slow = operation({
    name: "slow",
    kind: "query",
    summary: "Waits until it is stopped.",
    permission: "code:read",
    input: z.strictObject({}),
    output: z.strictObject({}),
    errors: [],
    http: { method: "GET", path: "/slow" },
    run: ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new TypeError("socket")))),
  });
  const call = invoke(slow, { context: caller(["code:read"], gone.signal), input: {} }, { log, clock });
  gone.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  expect(lines[0]?.outcome).toBe("CANCELLED");
});
