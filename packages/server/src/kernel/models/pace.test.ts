import { expect, test } from "vitest";

import { manualClock } from "#kernel/time";

import { createPace } from "./pace.ts";

const signal = new AbortController().signal;
const GAP_MS = 1000;

test("works of one key come one after another with a pause behind each, also behind one that failed; those of another key do not wait", async () => {
  const clock = manualClock();
  const pace = createPace(clock, async (milliseconds) => clock.advance(milliseconds));
  const begun: string[] = [];
  const work = (name: string, end: () => void = () => undefined) =>
    pace({ key: name.slice(0, 1), gapMs: GAP_MS, signal }, async () => {
      begun.push(`${name} at ${clock.elapsed()}`);
      clock.advance(300);
      end();
    });
  const fail = (): never => {
    throw new Error("it failed");
  };
  const [first, failed, third] = await Promise.allSettled([work("a1"), work("a2", fail), work("a3")]);
  expect([first.status, failed.status, third.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  await work("b1");
  expect(begun).toEqual(["a1 at 0", "a2 at 1300", "a3 at 2600", "b1 at 2900"]);
});

test("who gives up is told so at once, does not begin, and takes nobody's turn", async () => {
  const pace = createPace(manualClock(), async () => undefined);
  const held = Promise.withResolvers<string>();
  const leaving = new AbortController();
  const begun: string[] = [];
  const turn = { key: "a", gapMs: GAP_MS, signal };
  const first = pace(turn, () => held.promise);
  const second = pace({ ...turn, signal: leaving.signal }, async () => begun.push("second"));
  const third = pace(turn, async () => begun.push("third"));
  leaving.abort();
  await expect(second).rejects.toThrow("abort");
  held.resolve("first");
  expect(await first).toBe("first");
  await third;
  expect(begun).toEqual(["third"]);
});
