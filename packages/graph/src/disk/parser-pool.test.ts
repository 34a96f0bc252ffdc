import { afterEach, describe, expect, test } from "vitest";

import { readFacts } from "../index.ts";
import { openParserPool, openPool, type ParseInput, type ParserPool, type PoolInternals } from "./parser-pool.ts";
import type { ParseOutput } from "./parser-thread.ts";

const open: ParserPool[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

function poolOf(workers: number, internals: PoolInternals = {}, deadlineMs = 10_000): ParserPool {
  const pool = openPool({ workers, deadlineMs }, internals);
  open.push(pool);
  return pool;
}

const BREAKING: PoolInternals = {
  entry: new URL("../../../../test/support/breaking-parse-worker.ts", import.meta.url),
};

const python = (path: string, text = `def ${path.replace(/\W/g, "_")}(): pass\n`): ParseInput => ({
  path,
  text,
  language: "python",
});
const numbered = (count: number) => Array.from({ length: count }, (_, at) => python(`f${at}.py`));

async function parseAll(
  pool: ParserPool,
  files: Iterable<ParseInput> | AsyncIterable<ParseInput>,
): Promise<ParseOutput[]> {
  const outputs: ParseOutput[] = [];
  for await (const output of pool.parse(files)) outputs.push(output);
  return outputs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const summary = (outputs: readonly ParseOutput[]) =>
  Object.fromEntries(
    outputs.map((it) => [
      it.path,
      it.kind === "facts" ? readFacts(it.json).definitions.map(({ name }) => name) : it.reason,
    ]),
  );

test.each([1, 2])(
  "with %i workers every file gives its facts, and threads start only when files come",
  async (workers) => {
    const pool = poolOf(workers);
    expect(pool.threadsStarted()).toBe(0);
    const outputs = await parseAll(pool, numbered(100));
    expect(summary(outputs)).toEqual(
      Object.fromEntries(numbered(100).map(({ path }) => [path, [path.replace(".", "_")]])),
    );
    expect(pool.threadsStarted()).toBe(workers);
  },
);

test("no files give no outputs and no threads", async () => {
  const pool = poolOf(1);
  expect(await parseAll(pool, [])).toEqual([]);
  expect(pool.threadsStarted()).toBe(0);
});

test("two calls at the same time share the threads and get their own files", async () => {
  const pool = poolOf(2);
  const [one, two] = await Promise.all([parseAll(pool, numbered(40)), parseAll(pool, [python("x.py")])]);
  expect(one).toHaveLength(40);
  expect(summary(two)).toEqual({ "x.py": ["x_py"] });
});

test("files are taken only as fast as outputs are read", async () => {
  const pool = poolOf(2);
  let taken = 0;
  function* endless() {
    for (;;) yield python(`f${taken++}.py`);
  }
  let read = 0;
  for await (const output of pool.parse(endless())) {
    expect(output.kind).toBe("facts");
    read += 1;
    // At most a batch of 16 a thread, one more that waits, and the one that is being read.
    expect(taken - read).toBeLessThanOrEqual(16 * 4);
    if (read === 500) break;
  }
});

test("an error of the source reaches the caller", async () => {
  async function* failing() {
    yield python("a.py");
    throw new Error("disk on fire");
  }
  await expect(parseAll(poolOf(1), failing())).rejects.toThrow("disk on fire");
});

test("a language without a parser is an error that names it", async () => {
  await expect(parseAll(poolOf(1), [{ path: "a.cob", text: "", language: "cobol" }])).rejects.toThrow("cobol");
});

describe.each([1, 2])("with %i workers", (workers) => {
  test.each(["exit", "memory"])(
    "a file on which the thread dies (%s) is reported, the others are parsed",
    async (how) => {
      const pool = poolOf(workers, { ...BREAKING, maxScriptHeapMb: 64 });
      const outputs = await parseAll(pool, [...numbered(20), python(`${how}.py`), ...numbered(50).slice(20)]);
      expect(outputs).toHaveLength(51);
      expect(outputs.filter((it) => it.kind === "skipped")).toEqual([
        {
          kind: "skipped",
          path: `${how}.py`,
          reason: "parser-crashed",
          detail: expect.stringMatching(/code 7|memory/),
        },
      ]);
      expect(pool.threadsStarted()).toBeLessThanOrEqual(workers + 2);
    },
  );

  test("a file on which the thread hangs is reported, the others are parsed", async () => {
    const pool = poolOf(workers, { ...BREAKING, hangMs: 1_500 });
    const outputs = await parseAll(pool, [python("a.py"), python("hang.py"), python("z.py"), python("hang-too.py")]);
    expect(summary(outputs)).toEqual({
      "a.py": ["a_py"],
      "hang.py": "deadline",
      "hang-too.py": "deadline",
      "z.py": ["z_py"],
    });
  });
});

test("a thread that dies between two batches is replaced without loss", async () => {
  const pool = poolOf(1, BREAKING);
  expect(summary(await parseAll(pool, [python("late.py")]))).toEqual({ "late.py": ["late_py"] });
  expect(summary(await parseAll(pool, [python("a.py")]))).toEqual({ "a.py": ["a_py"] });
});

test("a thread whose memory has grown beyond the limit is replaced", async () => {
  const pool = poolOf(1, { maxHeapBytes: 1 });
  expect(await parseAll(pool, numbered(48))).toHaveLength(48);
  expect(pool.threadsStarted()).toBe(3);
});

test("a file that takes longer than the deadline gives what was found by then", async () => {
  const slow = python("slow.py", "x = [[1, 2], f(3)]\n".repeat(60_000));
  const [output] = await parseAll(poolOf(1, {}, 20), [slow]);
  expect(output).toMatchObject({
    kind: "facts",
    incomplete: "deadline",
    json: expect.stringContaining('"incomplete":"deadline"'),
  });
});

test("50,000 brackets deep is no reason to die", async () => {
  const deep = python("deep.py", `x = ${"(".repeat(50_000)}${")".repeat(50_000)}\n`);
  const outputs = await parseAll(poolOf(1, {}, 500), [deep, python("a.py")]);
  expect(outputs.map(({ kind }) => kind)).toEqual(["facts", "facts"]);
});

test("a thread that cannot start is an error, not a skipped file", async () => {
  const pool = poolOf(1, { entry: new URL("file:///nonexistent/worker.ts") });
  await expect(parseAll(pool, [python("a.py")])).rejects.toThrow("did not start");
});

test("closing ends what is being parsed with an error, and what is asked afterwards", async () => {
  const pool = openParserPool({ workers: 1 });
  const running = parseAll(pool, numbered(500)).then(
    () => "parsed",
    (error: unknown) => String(error),
  );
  await pool.close();
  expect(await running).toMatch("closed");
  await expect(parseAll(pool, numbered(1))).rejects.toThrow("closed");
});
