import { expect, test } from "vitest";

import { createTimeText, manualClock, systemClock } from "./index.ts";

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

test("times are written as a Date writes them, whichever came before", () => {
  const timeText = createTimeText();
  const day = Date.UTC(2026, 10, 22, 9, 59, 59);
  const times = [0, 7, 42, 999, 1000, 1001, 999.9, -1, -1000, -1001, day, day + 1, day + 60_000.5, 0, 253402300800000];
  expect(times.map(timeText)).toEqual(times.map((ms) => new Date(Math.floor(ms)).toISOString()));
});
