/** Who goes first where the machine has fewer processors than threads that want one. */
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";

import { expect, test } from "vitest";

import { openParserPool, openResolver, type ResolverThread } from "../../packages/graph/src/disk.ts";
import { createMatchers } from "../../packages/server/src/kernel/grep/index.ts";

const THREADS = "/proc/self/task";

/** The threads of this process that run a program of ours, by how far each stands back behind this one; none but on Linux. */
function workers(): ReadonlyMap<number, number> {
  if (process.platform !== "linux") return new Map();
  const all = readdirSync(THREADS).filter((id) => readFileSync(`${THREADS}/${id}/comm`, "utf8").startsWith("Worker"));
  return new Map(all.map((id) => [Number(id), getPriority(Number(id)) - getPriority(process.pid)]));
}

/** Of the thread that the work starts and leaves running; other threads of the test's own stand back by nothing. */
async function standsBackBy(work: () => Promise<unknown>): Promise<number> {
  const before = workers();
  await work();
  return Math.max(0, ...[...workers()].filter(([id]) => !before.has(id)).map(([, by]) => by));
}

test("PARSE-07: threads that parse, resolve and match come after the one that answers calls", async () => {
  const [parsers, matchers] = [openParserPool({ workers: 1 }), createMatchers()];
  let resolver: ResolverThread | undefined;
  const file = { path: "a.py", text: "def a(): pass\n", language: "python" };
  const pattern = { pattern: "a+", isLiteral: false, ignoreCase: false, word: false, multiline: false };
  const options = { afterLine: 0, limit: 1, before: 0, after: 0, budgetMs: 60_000 };
  const { signal } = new AbortController();
  try {
    const stoodBack = [
      await standsBackBy(() => parsers.parse([file]).next()),
      await standsBackBy(() => (resolver = openResolver()).hold([])), // it starts its thread at once
      await standsBackBy(() => matchers.find({ pattern, text: file.text, options, signal })),
    ];
    // Where this process stands back already, there may be less left.
    const most = Math.min(10, 19 - getPriority(process.pid));
    expect(stoodBack).toEqual(process.platform === "linux" ? [most, most, most] : [0, 0, 0]);
  } finally {
    await Promise.all([parsers.close(), resolver?.close(), matchers.close()]);
  }
});
