/** Fetches the texts of files in batches that grow, the next ones while some are looked through. */
import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { isPlain, requiredText } from "#kernel/grep";

import { inBatches } from "../ingest/batches.ts";
import { placesMatching, type Shares, type Sieve } from "./sift.ts";
import type { ListedFile } from "./store.ts";
import { bytesLooked, linesWith, type ReadText, textsWith } from "./text-store.ts";

/** Files and bytes of text that are asked for at a time, each time more; of those that are sifted little is sent. */
const BATCH = { count: 500, weight: 500_000, growth: 4, most: 4_000_000, mostSifted: 8_000_000 };
/** Whoever needs so many batches needs more: from there on they are sifted, and one is asked for before the one before has come. */
const MANY = 3;
/** A shorter text says little, and stands on many lines. */
const SIFTED_BY = 3;

export interface Batch {
  readonly files: readonly ListedFile[];
  /** In their order; null where one lacks what every match has, or was sifted out. */
  readonly texts: readonly ReadText[];
  readonly isSifted: boolean;
}

export interface Fetching extends Sieve {
  /** Lines around a match are asked for: they may be in another part of its file. */
  readonly hasContext: boolean;
  /** What is known of the batches before. */
  readonly shares: Shares;
}

/** Files with their texts. The first batches are small, and the first is fetched alone: it may be enough. */
export async function* fetchAhead(
  db: TenantDb,
  listed: AsyncIterable<readonly ListedFile[]>,
  fetching: Fetching,
): AsyncGenerator<Batch> {
  const fetch = fetcherOf(db, fetching);
  const onTheirWay: Promise<Batch>[] = [];
  let started = 0;
  let { weight } = BATCH;
  for await (const list of listed) {
    for (let from = 0; from < list.length;) {
      const [files = []] = inBatches(list.slice(from), { count: BATCH.count, weight, weigh: bytesLooked });
      from += files.length;
      started += 1;
      if (started <= MANY) await onTheirWay[0];
      const isSifted = started >= MANY && fetching.shares.areSmall;
      weight = Math.min(isSifted ? BATCH.mostSifted : BATCH.most, weight * BATCH.growth);
      const batch = fetch(files, isSifted);
      batch.catch(() => undefined); // it is awaited below, unless no more is wanted
      onTheirWay.push(batch);
      const first = started === 1 || onTheirWay.length > 1 ? onTheirWay.shift() : undefined;
      if (first !== undefined) yield await first;
    }
  }
  for (const batch of onTheirWay) yield await batch;
}

function fetcherOf(db: TenantDb, { hasContext, shares, ...sieve }: Fetching) {
  const needle = requiredText(sieve.pattern) ?? "";
  const canBeSifted = needle.length >= SIFTED_BY && !sieve.pattern.multiline && !isPlain(sieve.pattern);
  const whole = (file: ListedFile): ListedFile => (hasContext ? { ...file, window: undefined } : file);
  const sifted = async (files: readonly ListedFile[]): Promise<ReadText[]> => {
    const lines = required(await linesWith(db, files, needle));
    const matching = await placesMatching(lines, sieve);
    shares.note(lines.filter((one) => one !== null).length, matching.size);
    const texts = await textsWith(db, files.filter((_, place) => matching.has(place)).map(whole), needle);
    const next = texts.values();
    return files.map((_, place) => (matching.has(place) ? next.next().value : null));
  };
  return async (listed: readonly ListedFile[], wanted: boolean): Promise<Batch> => {
    const isSifted = wanted && canBeSifted;
    const files = listed.map(whole);
    const texts = isSifted ? await sifted(listed) : await textsWith(db, files, needle);
    return { files, texts: required(texts), isSifted };
  };
}

/** @throws Fault CONFLICT where a text is gone: the snapshot was replaced long ago. */
function required(texts: readonly ReadText[]): readonly (string | null)[] {
  return texts.map((text) => {
    if (text === undefined) throw new Fault("CONFLICT", "the snapshot that was read is gone: ask again from the start");
    return text;
  });
}
