import * as fc from "fast-check";
import { expect, test } from "vitest";

import { candidatesAt, packParts, unpackParts } from "./parts.ts";
import { ShardBuilder } from "./shard.ts";

test("a window is whole lines of its file, from its first part to its last, and knows the lines before it", () => {
  const line = fc
    .tuple(
      fc.constantFrom("x", "é", "漢字", "\u{10400}"),
      fc.integer({ min: 0, max: 9000 }),
      fc.constantFrom("\n", "\r\n"),
    )
    .map(([letter, times, end]) => letter.repeat(times) + end);
  const texts = fc.array(
    fc.array(line, { maxLength: 20 }).map((lines) => lines.join("")),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(texts, fc.array(fc.nat(40), { maxLength: 8 }), (all, asked) => {
      const builder = new ShardBuilder();
      for (const [at, text] of all.entries()) builder.add(at * 2, text);
      const [shard] = builder.take();
      const parts = unpackParts(packParts(shard?.parts ?? [], 70));
      expect(parts.map(({ unitId }) => unitId)).toEqual(shard?.parts.map(({ file }) => 70 + file));
      const places = [...new Set(asked)].filter((place) => place < parts.length).sort((a, b) => a - b);
      const found = candidatesAt(parts, places);
      expect(found.map(({ unitId }) => unitId)).toEqual([...new Set(places.map((place) => parts[place]?.unitId))]);
      for (const { unitId, window } of found) {
        const bytes = Buffer.from(all[(unitId - 70) / 2] ?? "");
        const ofFile = parts.filter((part) => part.unitId === unitId);
        expect(window === undefined).toBe(ofFile.length === 1);
        if (window === undefined) continue;
        const before = bytes.subarray(0, window.from).toString();
        expect(before.split("\n").length - 1).toBe(window.lines);
        expect(before === "" || before.endsWith("\n")).toBe(true);
        const wanted = places.flatMap((place) => (parts[place]?.unitId === unitId ? [parts[place]?.bytes] : []));
        expect(window.from).toBe(wanted[0]);
        expect(window.to ?? Infinity).toBeGreaterThan(wanted.at(-1) ?? Infinity);
        expect(window.to === undefined || ofFile.some((part) => part.bytes === window.to)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});
