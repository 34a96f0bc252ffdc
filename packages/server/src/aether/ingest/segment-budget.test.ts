import { expect, test } from "vitest";

import { SEGMENT_UNITS, wantsNewSegments } from "./segment-budget.ts";

/** As `runs` runs leave it that each write `units` units anew, upon a first run of `alive`. */
function after(runs: number, { units, alive }: { readonly units: number; readonly alive: number }) {
  const segmentsOf = (count: number) => Math.ceil(count / SEGMENT_UNITS);
  return {
    segments: segmentsOf(alive) + runs * segmentsOf(units),
    unitsInSegments: alive + runs * units,
    unitsAlive: alive,
  };
}

test.each([0, 1_000, 44_000, 440_000, 5_000_000])(
  "a first run of %i units leaves no more than a second one can add to",
  (alive) => {
    expect(wantsNewSegments(after(1, { units: 3, alive }))).toBe(false);
  },
);

test("runs of one file are collected after some, and after more where there is more to write anew", () => {
  const collectedAfter = (alive: number) => {
    let runs = 0;
    while (!wantsNewSegments(after(runs, { units: 3, alive }))) runs += 1;
    return runs;
  };
  expect(collectedAfter(1_000)).toBe(15);
  expect(collectedAfter(440_000)).toBe(60);
});

test("dead units never outnumber half of the living ones by more than one run's", () => {
  const load = { units: 100_000, alive: 440_000 };
  expect(wantsNewSegments(after(2, load))).toBe(false);
  expect(wantsNewSegments(after(3, load))).toBe(true);
});
