/** Changed files → units, words, trigrams and vectors. Texts come from the database, so they are the ones that were parsed. */
import type { ResolverThread } from "@aether/graph/disk";

import { ShardBuilder, writeShards } from "#kernel/grep";
import {
  type EmbeddableText,
  embeddingText,
  hashText,
  killUnits,
  makeUnits,
  Segment,
  type SegmentPlace,
  writeSegment,
} from "#kernel/search";

import { inBatches } from "./batches.ts";
import { loadTexts, type StoredFile } from "./content-store.ts";
import { historyText } from "./file-stage.ts";
import type { Past } from "./histories.ts";
import type { FoundFile } from "./plan-changes.ts";
import type { IndexRun } from "./run-context.ts";
import { SEGMENT_UNITS } from "./segment-budget.ts";
import type { RunStart } from "./snapshot-store.ts";
import { unitSource } from "./unit-source.ts";
import type { VectorStage } from "./vector-stage.ts";

const BATCH = { count: 400, weight: 1_000_000, weigh: (file: FoundFile) => file.bytes };

interface UnitNeeds {
  readonly run: IndexRun;
  readonly vectors: VectorStage;
}

export interface UnitChange {
  readonly begun: RunStart;
  readonly changed: readonly FoundFile[];
  readonly removed: readonly string[];
  readonly before: ReadonlyMap<string, StoredFile>;
  /** Has resolved the project and not yet given the outlines of these files. */
  readonly resolver: ResolverThread;
  readonly past: Past;
}

export async function writeUnits(needs: UnitNeeds, change: UnitChange): Promise<void> {
  const { run } = needs;
  const { trackId, number } = change.begun;
  const ended = [
    ...change.changed.map((file) => file.path).filter((path) => change.before.has(path)),
    ...change.removed,
  ];
  for (const paths of inBatches(ended, { count: 1000 })) {
    await run.fenced((tx) => killUnits(tx, { trackId, died: number, paths }));
  }
  const place = { trackId, born: number };
  const shards = new ShardBuilder();
  let segment = new Segment();
  let done = 0;
  for (const batch of inBatches(change.changed, BATCH)) {
    run.signal.throwIfAborted();
    await addBatch(needs, { ...change, segment, shards }, batch);
    done += batch.length;
    run.advance("units", { done, total: change.changed.length });
    if (segment.units.length < SEGMENT_UNITS) continue;
    const full = segment;
    segment = new Segment();
    await writeWords(run, place, { segment: full, shards });
  }
  await writeWords(run, place, { segment, shards });
}

interface Filled {
  readonly segment: Segment;
  /** The same files' trigrams. */
  readonly shards: ShardBuilder;
}

async function writeWords(run: IndexRun, place: SegmentPlace, { segment, shards }: Filled): Promise<void> {
  const written = await writeSegment(run.fenced, place, segment);
  if (written !== undefined) await writeShards(run.fenced, written, shards.take());
}

type Filling = UnitChange & Filled;

async function addBatch(needs: UnitNeeds, filling: Filling, batch: readonly FoundFile[]): Promise<void> {
  const { run, vectors } = needs;
  const loaded = await loadTexts(
    run.tenant,
    batch.map((file) => file.hash),
  );
  const texts: EmbeddableText[] = [];
  const outlines = await filling.resolver.takeOutlines(batch.map((file) => file.path));
  const hashes = new Map(batch.map((file) => [file.path, file.hash]));
  for (const outline of outlines) {
    const { path } = outline;
    const text = loaded.get(hashes.get(path) ?? "");
    if (text === undefined) throw new Error(`${path} was stored a moment ago and is not there`);
    const file = makeUnits(unitSource({ ...outline, text, history: historyText(filling.past.get(path)) }));
    filling.segment.add(file);
    // Its own unit comes behind all others of a file.
    filling.shards.add(filling.segment.units.length - 1, text);
    for (const unit of file.units) {
      const embeddable = embeddingText(path, unit);
      texts.push({ hash: hashText(embeddable), text: embeddable });
    }
  }
  await vectors.store(texts);
}
