import * as fc from "fast-check";
import { expect, test } from "vitest";

import { inBatches } from "./batches.ts";

test("batches keep every item in order and respect both bounds", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 7 }), (items, count) => {
      const batches = [...inBatches(items, { count, weight: 60, weigh: (item) => item })];
      expect(batches.flat()).toEqual(items);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(count);
        expect(batch.length === 1 || batch.reduce((sum, item) => sum + item, 0) <= 60).toBe(true);
      }
    }),
  );
});
