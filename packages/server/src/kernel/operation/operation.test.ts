import { expect, test } from "vitest";
import { z } from "zod";

import { Fault } from "#kernel/errors";
import { createContext, type Permission } from "#kernel/tenancy";
import { manualClock } from "#kernel/time";

import { createCursors, invoke, operation, type InvokeOptions } from "./index.ts";

const clock = manualClock();
const cursors = createCursors({ key: Buffer.alloc(32), clock });

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
  expect(await invoke(double, { context: caller(), input: { n: 4 } }, { log, clock, cursors })).toEqual({ twice: 8 });
  expect(lines).toEqual([{ operation: "double_number", tenantId: "t", requestId: "r", outcome: "OK", durationMs: 0 }]);
});

test("every problem of the input is named with its path, and nothing runs", async () => {
  const { log, lines } = recordingLog();
  const bad = { n: "x", nested: { word: 1 }, extra: true };
  await expect(invoke(double, { context: caller(), input: bad }, { log, clock, cursors })).rejects.toMatchObject({
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
  await expect(
    invoke(double, { context: caller([]), input: "not an object" }, { log, clock, cursors }),
  ).rejects.toMatchObject({
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
  const error = await invoke(broken, { context: caller(), input: {} }, { log, clock, cursors }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).not.toBeInstanceOf(Fault);
  expect(lines[0]?.outcome).toBe("INTERNAL");
});

test("the hundredth answer is checked as the first one is: what is missing is filled in, what is wrong is a bug", async () => {
  const { log } = recordingLog();
  const echo = operation({
    name: "echo",
    kind: "query",
    summary: "Answers with what it was given.",
    permission: "code:read",
    input: z.strictObject({ answer: z.any() }),
    output: z.strictObject({
      rows: z.array(z.strictObject({ id: z.uuid(), n: z.int().optional(), more: z.unknown() })).max(2),
      kind: z.enum(["a", "b"]),
      next: z.string().nullable().default(null),
    }),
    errors: [],
    http: { method: "POST", path: "/echo" },
    run: async (_context, { answer }) => answer,
  });
  const ask = (answer: unknown) => invoke(echo, { context: caller(), input: { answer } }, { log, clock, cursors });
  const row = { id: "a37e0000-0000-4000-8000-000000000001", more: { deep: [1] } };
  for (let n = 0; n < 100; n += 1) {
    const answer = await ask({ kind: "a", rows: [row, { ...row, n }] });
    expect(JSON.stringify(answer)).toBe(
      `{"rows":[{"id":"${row.id}","more":{"deep":[1]}},{"id":"${row.id}","n":${n},"more":{"deep":[1]}}],"kind":"a","next":null}`,
    );
    await expect(ask({ kind: "c", rows: [] })).rejects.toThrow(z.ZodError);
    await expect(ask({ kind: "a", rows: [{ ...row, extra: n }] })).rejects.toThrow(z.ZodError);
    await expect(ask({ kind: "a", rows: [{ ...row, id: "1" }] })).rejects.toThrow(z.ZodError);
    await expect(ask({ kind: "a", rows: [row, row, row] })).rejects.toThrow(z.ZodError);
  }
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
  const call = invoke(slow, { context: caller(["code:read"], gone.signal), input: {} }, { log, clock, cursors });
  gone.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  expect(lines[0]?.outcome).toBe("CANCELLED");
});

test("a page's cursor is sealed on its way out and opened on its way in; the operation sees its own positions", async () => {
  const { log } = recordingLog();
  const count = operation({
    name: "count_up",
    kind: "query",
    summary: "The next number.",
    permission: "code:read",
    input: z.strictObject({ cursor: z.string().max(1).optional() }),
    output: z.strictObject({ n: z.int(), next_cursor: z.string().nullable() }),
    errors: [],
    http: { method: "GET", path: "/numbers" },
    run: async (_context, { cursor = "0" }) => ({
      n: Number(cursor),
      next_cursor: cursor === "2" ? null : String(Number(cursor) + 1),
    }),
  });
  const page = async (input: object) =>
    z
      .object({ n: z.int(), next_cursor: z.string().nullable() })
      .parse(await invoke(count, { context: caller(), input }, { log, clock, cursors }));
  const seen: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { n, next_cursor } = await page(cursor === undefined ? {} : { cursor });
    seen.push(n);
    cursor = next_cursor;
  }
  expect(seen).toEqual([0, 1, 2]);
  await expect(page({ cursor: "1" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  await expect(page({ cursor: 1 })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
});
