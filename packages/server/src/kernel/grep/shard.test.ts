import * as fc from "fast-check";
import { expect, test } from "vitest";

import { placesIn } from "./gram-block.ts";
import { GramCollector, gramsOf, inAnyCase, isSuch } from "./gram.ts";
import { blockOf, firstOf, type GramShard, partsOf, ShardBuilder } from "./shard.ts";

const filesOf = (shard: GramShard | undefined): number[] | undefined => shard?.parts.map(({ file }) => file);

function read({ bits, blocks, parts }: GramShard, gram: number): readonly number[] {
  const block = blocks.find(({ number }) => number === blockOf(gram, bits));
  if (block === undefined) return [];
  return placesIn(block.entries, [gram], { from: firstOf(block.number, bits), parts: parts.length }).get(gram) ?? [];
}

test("what is written is read: for each gram the files that have it, however common it is", () => {
  const word = fc.constantFrom("alpha", "beta", "Gamma", "ALPHA", "a", "漢字仮名", "é", " ", "\n", "\r\n", "0x1F");
  const textOfWords = fc.array(word, { maxLength: 12 }).map((words) => words.join(""));
  const collector = new GramCollector();
  const builder = new ShardBuilder();
  fc.assert(
    fc.property(fc.array(textOfWords, { minLength: 1, maxLength: 80 }), (texts) => {
      for (const [at, text] of texts.entries()) builder.add(at * 3, text);
      const [shard, ...more] = builder.take();
      expect(more).toEqual([]);
      expect(filesOf(shard)).toEqual(texts.map((_, at) => at * 3));
      const having = new Map<number, number[]>();
      for (const [at, text] of texts.entries()) {
        for (const gram of collector.collect(text)) having.set(gram, [...(having.get(gram) ?? []), at]);
      }
      if (shard === undefined) return;
      for (const [gram, files] of having) expect(read(shard, gram)).toEqual(files);
      expect(read(shard, 0xabcdef)).toEqual(having.get(0xabcdef) ?? []);
      for (const asked of [...gramsOf("alp"), ...gramsOf("ALPHA").map(inAnyCase)]) {
        const such = [...having].filter(([gram]) => isSuch(gram, asked)).flatMap(([, files]) => files);
        expect(read(shard, asked)).toEqual([...new Set(such)].sort((a, b) => a - b));
      }
    }),
  );
});

test("files without a gram are in the shard, so that they are known to have been read", () => {
  const builder = new ShardBuilder();
  for (const [at, text] of ["", "ab", "\n\n\n\n", "     "].entries()) builder.add(at, text);
  const parts = [0, 1, 2, 3].map((file) => ({ file, bytes: 0, lines: 0 }));
  expect(builder.take()).toEqual([{ parts, chars: 11, bits: 0, blocks: [] }]);
  expect(builder.take()).toEqual([]);
});

test("a full shard is closed, and blocks of a large one stay within a page", () => {
  const builder = new ShardBuilder();
  const lines = (seed: number): string =>
    Array.from({ length: 300 }, (_, at) => `const v${(seed * 7919 + at * 104729) % 99991} = ${at ** 3 + seed};`).join(
      "\n",
    );
  for (let file = 0; file < 5000; file++) builder.add(file, file < 700 ? lines(file) : `x${file}`);
  const shards = builder.take();
  expect(shards.length).toBeGreaterThan(1);
  expect(shards.flatMap((shard) => filesOf(shard) ?? [])).toEqual(Array.from({ length: 5000 }, (_, at) => at));
  for (const { blocks } of shards) for (const { entries } of blocks) expect(entries.length).toBeLessThan(8000);
});

test("a long text is cut at lines' ends into parts of its file, a short one and a long line are not", () => {
  const line = fc
    .tuple(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom("\n", "\r\n", ""))
    .map(([length, end]) => "x".repeat(length) + end);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines.join("");
      const parts = [...partsOf(text)].map(([from, to]) => text.slice(from, to));
      expect(parts.join("")).toBe(text);
      for (const part of parts.slice(0, -1)) {
        expect(part.endsWith("\n")).toBe(true);
        expect(part.slice(0, 32_768).length).toBe(32_768);
      }
    }),
  );
  expect([...partsOf("x".repeat(1_000_000))]).toEqual([[0, 1_000_000]]);
  expect([...partsOf("x\n".repeat(20_000))]).toEqual([[0, 40_000]]);
  const builder = new ShardBuilder();
  builder.add(3, "a short one");
  builder.add(7, "many lines\n".repeat(10_000));
  const [shard] = builder.take();
  expect(filesOf(shard)).toEqual([3, 7, 7, 7]);
  expect(shard === undefined ? [] : gramsOf("many").map((gram) => read(shard, gram))).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});
