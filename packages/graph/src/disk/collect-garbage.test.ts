import { getHeapSpaceStatistics } from "node:v8";

import { expect, test } from "vitest";

import { releaseMemory } from "./collect-garbage.ts";

const MB = 1024 * 1024;

function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0;
}

function growYoungGeneration(): void {
  let kept: object[] = [];
  for (let round = 0; round < 40; round++) kept = Array.from({ length: 200_000 }, (_, at) => ({ at, round }));
  kept.length = 0;
}

test("the young generation that long work has grown is given back", () => {
  growYoungGeneration();
  expect(youngBytes()).toBeGreaterThan(8 * MB);
  releaseMemory(Number.POSITIVE_INFINITY);
  expect(youngBytes()).toBeLessThan(4 * MB);
});

test("it is kept where so much is in use that giving it back would take long", () => {
  growYoungGeneration();
  releaseMemory(1);
  expect(youngBytes()).toBeGreaterThan(8 * MB);
});
