import * as fc from "fast-check";
import { expect, test } from "vitest";

import { GramCollector } from "./gram.ts";
import { blockOf, filesWith, type GramShard, ShardBuilder } from "./shard.ts";

function read({ bits, blocks, files }: GramShard, gram: number): number[] {
  const block = blocks.find(({ number }) => number === blockOf(gram, bits));
  return block === undefined ? [] : filesWith(block.entries, gram, files.length);
}

test("what is written is read: for each gram the files that have it, however common it is", () => {
  const word = fc.constantFrom("alpha", "beta", "gamma", "a", "漢字仮名", "é", " ", "\n", "\r\n", "0x1F");
  const textOfWords = fc.array(word, { maxLength: 12 }).map((words) => words.join(""));
  const collector = new GramCollector();
  const builder = new ShardBuilder();
  fc.assert(
    fc.property(fc.array(textOfWords, { minLength: 1, maxLength: 80 }), (texts) => {
      for (const [at, text] of texts.entries()) builder.add(at * 3, text);
      const [shard, ...more] = builder.take();
      expect(more).toEqual([]);
      expect(shard?.files).toEqual(texts.map((_, at) => at * 3));
      const having = new Map<number, number[]>();
      for (const [at, text] of texts.entries()) {
        for (const gram of collector.collect(text)) having.set(gram, [...(having.get(gram) ?? []), at]);
      }
      if (shard === undefined) return;
      for (const [gram, files] of having) expect(read(shard, gram)).toEqual(files);
      expect(read(shard, 0xabcdef)).toEqual(having.get(0xabcdef) ?? []);
    }),
  );
});

test("files without a gram are in the shard, so that they are known to have been read", () => {
  const builder = new ShardBuilder();
  for (const [at, text] of ["", "ab", "\n\n\n\n", "     "].entries()) builder.add(at, text);
  expect(builder.take()).toEqual([{ files: [0, 1, 2, 3], chars: 11, bits: 0, blocks: [] }]);
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
  expect(shards.flatMap(({ files }) => files)).toEqual(Array.from({ length: 5000 }, (_, at) => at));
  for (const { blocks } of shards) for (const { entries } of blocks) expect(entries.length).toBeLessThan(8000);
});
