import { expect, test } from "vitest";

import { manualClock, systemClock } from "./index.ts";

test("a manual clock stands still until it is advanced, and both of its readings move together", () => {
  const clock = manualClock(1_000);
  expect([clock.now(), clock.elapsed(), clock.now()]).toEqual([1_000, 0, 1_000]);
  clock.advance(250);
  expect([clock.now(), clock.elapsed()]).toEqual([1_250, 250]);
});

test("the system's clock is the machine's, and its count does not go back", () => {
  const before = Date.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  const first = systemClock.elapsed();
  expect(systemClock.elapsed()).toBeGreaterThanOrEqual(first);
});
