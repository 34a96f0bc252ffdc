/** Search over units in memory, by the functions that the database's rows go through: what ranking is tried on. */
import { createHashEmbedder } from "../../packages/server/src/kernel/models/index.ts";
import { addUp } from "../../packages/server/src/kernel/search/add-up.ts";
import { findWords, type WordSource } from "../../packages/server/src/kernel/search/asked-words.ts";
import { chooseCandidates } from "../../packages/server/src/kernel/search/candidates.ts";
import { embeddingText } from "../../packages/server/src/kernel/search/embedding-text.ts";
import {
  type Candidate,
  computeFeatures,
  type FeatureValues,
} from "../../packages/server/src/kernel/search/features.ts";
import type { Block } from "../../packages/server/src/kernel/search/posting.ts";
import { readQueryWords } from "../../packages/server/src/kernel/search/query-words.ts";
import { Segment } from "../../packages/server/src/kernel/search/segment.ts";
import { createSplitter } from "../../packages/server/src/kernel/search/split-words.ts";
import { isStopWord } from "../../packages/server/src/kernel/search/stop-words.ts";
import type { FileUnits } from "../../packages/server/src/kernel/search/units.ts";

export interface Looked {
  readonly candidates: readonly Candidate[];
  readonly values: readonly FeatureValues[];
}

export type Look = (question: string) => Promise<Looked>;

/** As in `search`: one batch of candidates. */
const CANDIDATES = 300;

const embedder = createHashEmbedder({ split: createSplitter(), isStopWord });
const signal = new AbortController().signal;

/** Indexes files; the answer gives the candidates for a question with their features. */
export async function openMemoryIndex(files: readonly FileUnits[]): Promise<Look> {
  const segment = new Segment();
  for (const file of files) segment.add(file);
  const blocks = new Map<string, Block[]>();
  for (const block of segment.blocks({ units: [], words: [] })) {
    blocks.set(block.term, [...(blocks.get(block.term) ?? []), block]);
  }
  const vectors = await embedUnits(files);

  const source = wordsOf(blocks, segment.units.length);

  return async (question) => {
    const asked = { ...readQueryWords(question), names: [], symbols: new Set<string>() };
    const { terms, postings } = await findWords(source, { words: question, correct: true }, asked);
    const input = { ...addUp(postings, terms), names: [] };
    const [vector] = await embedder.embed([question], "query", signal);
    const candidates: Candidate[] = [];
    for (const { unitId, prior } of chooseCandidates(input.table)) {
      const unit = segment.units[unitId];
      if (unit === undefined || candidates.length === CANDIDATES) break;
      const similarity = cosine(vector, vectors[unitId]);
      const place = { unitId, fileUnitId: unit.fileOrdinal, trackId: 1, similarity };
      candidates.push({ row: { ...unit, ...place }, prior });
    }
    return { candidates, values: computeFeatures(candidates, input) };
  };
}

function wordsOf(blocks: ReadonlyMap<string, readonly Block[]>, units: number): WordSource {
  const sorted = [...blocks.keys()].sort();
  const frequencyOf = (term: string): number => (blocks.get(term) ?? []).reduce((sum, block) => sum + block.units, 0);
  return {
    postings: (asked) => {
      const known = asked.filter((term) => blocks.has(term));
      const terms = known.map((term) => ({
        term,
        documentFrequency: frequencyOf(term),
        blocks: blocks.get(term) ?? [],
      }));
      return Promise.resolve({ units, terms });
    },
    frequencies: (terms) =>
      Promise.resolve(new Map(terms.filter((term) => blocks.has(term)).map((term) => [term, frequencyOf(term)]))),
    beginningWith: (beginnings, most) =>
      Promise.resolve(beginnings.flatMap((start) => sorted.filter((term) => term.startsWith(start)).slice(0, most))),
  };
}

/** In the order of the units' numbers: a file's own comes behind its others. */
async function embedUnits(files: readonly FileUnits[]): Promise<Float32Array[]> {
  const texts = files.flatMap(({ path, units: [own, ...rest] }) =>
    own === undefined ? [] : [...rest, own].map((unit) => embeddingText(path, unit)),
  );
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += embedder.maxTextsPerCall) {
    vectors.push(...(await embedder.embed(texts.slice(from, from + embedder.maxTextsPerCall), "document", signal)));
  }
  return vectors;
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  let sum = 0;
  for (const [at, value] of (a ?? []).entries()) sum += value * (b?.[at] ?? 0);
  return sum;
}
