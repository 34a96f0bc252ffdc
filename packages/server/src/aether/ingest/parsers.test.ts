import type { ParserPool } from "@aether/graph/disk";
import { expect, test, vi } from "vitest";

import { createParsers } from "./parsers.ts";

/** Pools that parse nothing and know whether they are closed. */
function pools() {
  const open: string[] = [];
  let made = 0;
  return {
    open,
    make: (): ParserPool => {
      const name = `pool ${++made}`;
      open.push(name);
      return {
        async *parse() {
          yield* [];
        },
        threadsStarted: () => 0,
        close: () => {
          open.splice(open.indexOf(name), 1);
          return Promise.resolve();
        },
      };
    },
    made: () => made,
  };
}

const nothing = (): Promise<void> => Promise.resolve();

test("small runs one after the other share a pool, a large one and one that fails leave none", async () => {
  const { open, make, made } = pools();
  const parsers = createParsers({ open: make, isKept: true });
  await parsers.use(1, nothing);
  await parsers.use(200, nothing);
  expect([made(), open]).toEqual([1, ["pool 1"]]);
  await parsers.use(201, nothing);
  expect(open).toEqual([]);
  await expect(parsers.use(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect([made(), open]).toEqual([2, []]);
});

test("runs at the same time have a pool each, of which one stays", async () => {
  const { open, make } = pools();
  const parsers = createParsers({ open: make, isKept: true });
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const runs = [parsers.use(1, () => one.promise), parsers.use(1, () => other.promise)];
  expect(open).toEqual(["pool 1", "pool 2"]);
  one.resolve();
  other.resolve();
  await Promise.all(runs);
  expect(open).toHaveLength(1);
  await parsers.close();
  expect(open).toEqual([]);
});

test("a pool that nobody uses for long is closed, and none is kept after the end", async () => {
  vi.useFakeTimers();
  const { open, make } = pools();
  const parsers = createParsers({ open: make, isKept: true, idleMs: 1000 });
  await parsers.use(1, nothing);
  vi.advanceTimersByTime(999);
  await parsers.use(1, nothing);
  vi.advanceTimersByTime(999);
  expect(open).toEqual(["pool 1"]);
  vi.advanceTimersByTime(1);
  expect(open).toEqual([]);
  vi.useRealTimers();
  await parsers.close();
  await parsers.use(1, nothing);
  expect(open).toEqual([]);
});
