import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { packEntries, unpackEntries } from "./packed-entries.ts";

const entry = fc.record({
  offset: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 17 - 1 })),
  place: fc.integer({ min: 1, max: 2 ** 14 - 1 }),
});

describe("packed entries", () => {
  test("are the same when they are unpacked", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 512 }), (list) => {
        const entries = [...new Set(list.map(({ offset, place }) => (offset << 14) | place))].sort((a, b) => a - b);
        expect([...unpackEntries(packEntries(entries))]).toEqual(entries);
      }),
    );
  });

  test("take two bytes for another field of a unit, three for a neighbour", () => {
    const [name, body] = [1 << 10, 3 << 10];
    expect(packEntries([name | 7])).toHaveLength(2);
    expect(packEntries([name | 7, body | 9])).toHaveLength(4);
    expect(packEntries([name | 7, body | 9, (200 << 14) | body | 9])).toHaveLength(7);
    expect(packEntries([name | 7, (((1 << 17) - 1) << 14) | name | 1023])).toHaveLength(7);
  });
});
