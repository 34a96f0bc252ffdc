import { expect, test } from "vitest";

import { momentOf } from "./moment.ts";

test.each([
  ["2026", "2026-01-01T00:00:00.000Z"],
  ["2026-03", "2026-03-01T00:00:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2026-03-14T15:00", "2026-03-14T15:00:00.000Z"],
  ["2026-03-14t15:00:30+02:00", "2026-03-14T13:00:30.000Z"],
])("%s begins at %s", (written, moment) => {
  expect(momentOf(written)).toBe(moment);
});

test.each([
  "",
  "save",
  "2026-13",
  "2026-02-30",
  "2023-02-29",
  "0000",
  "20260314",
  "2026-03-14T25:00",
  "2026-03-14 15:00",
  "1".repeat(60),
])("%s is no time", (written) => {
  expect(momentOf(written)).toBeUndefined();
});
