import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { cutBlocks, type Entry, FIELD_COUNT, impactOf, unpack } from "./posting.ts";

const entries = fc
  .array(
    fc.record({
      unit: fc.integer({ min: 0, max: 2_000_000 }),
      field: fc.integer({ min: 0, max: FIELD_COUNT - 1 }),
      impact: fc.integer({ min: 1, max: 1023 }),
    }),
    { minLength: 1, maxLength: 2000 },
  )
  .map((list) => {
    const unique = new Map(list.map((entry) => [`${entry.unit}.${entry.field}`, entry]));
    return [...unique.values()].sort((a, b) => a.unit - b.unit || a.field - b.field);
  });

describe("blocks", () => {
  test("give back every entry, in order, and never part a unit", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const blocks = [...cutBlocks("word", list)];
        const read = blocks.flatMap((block) =>
          block.entries.map((entry): Entry => ({
            unit: unpack.unit(entry, block.firstUnit),
            field: unpack.field(entry),
            impact: unpack.impact(entry),
          })),
        );
        expect(read).toEqual(list);
        for (const [at, block] of blocks.entries()) {
          expect(block.entries.length).toBeLessThanOrEqual(512);
          expect(block.number).toBe(at);
          expect(block.firstUnit).toBeGreaterThan(blocks[at - 1]?.lastUnit ?? -1);
        }
        const units = new Set(list.map(({ unit }) => unit)).size;
        expect(blocks.reduce((sum, block) => sum + block.units, 0)).toBe(units);
      }),
    );
  });

  test("entries are positive 32-bit numbers, which SQL unpacks by shifts", () => {
    fc.assert(
      fc.property(entries, (list) => {
        for (const block of cutBlocks("word", list)) {
          for (const entry of block.entries) expect(entry > 0 && entry < 2 ** 31).toBe(true);
        }
      }),
    );
  });
});

describe("impact", () => {
  test("grows with frequency and falls with length", () => {
    expect(impactOf(2, 10, 10)).toBeGreaterThan(impactOf(1, 10, 10));
    expect(impactOf(1, 100, 10)).toBeLessThan(impactOf(1, 10, 10));
  });

  test("fits its ten bits for any numbers", () => {
    const count = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(count, count, fc.double({ min: 0, max: 1e6, noNaN: true }), (frequency, length, average) => {
        const impact = impactOf(frequency, length, average);
        expect(Number.isInteger(impact) && impact >= 1 && impact <= 1023).toBe(true);
      }),
    );
  });
});
