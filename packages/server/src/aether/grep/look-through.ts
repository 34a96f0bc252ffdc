/**
 * Looks through the texts of files, in their order, until there is enough: of matches, of text, or of time. Where it stops, a place
 * says how to go on.
 */
import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import {
  createFinder,
  type FoundInText,
  type FoundLines,
  isPlain,
  type Matchers,
  requiredText,
  type TextPattern,
} from "#kernel/grep";

import { inBatches } from "../ingest/batches.ts";
import { loadTexts } from "../ingest/content-store.ts";
import { contentsWith, type ListedFile } from "./store.ts";

/** Text held at a time. */
const BATCH = { count: 500, weight: 1_000_000 };
/** Text that the database looks through at a time. */
const SIEVE = { count: 2000, weight: 32_000_000 };
const bytesOf = ({ bytes }: ListedFile): number => bytes;
/** Texts that a question may have waiting for a thread. */
const AHEAD = 4;
/** For one text, after which it is given up or gone on with. */
const TEXT_MS = 2000;

export interface Look {
  readonly pattern: TextPattern;
  readonly matchers: Matchers;
  /** Lines around each match. */
  readonly before: number;
  readonly after: number;
  /** The first file goes on behind this line. */
  readonly afterLine: number;
  readonly limits: { readonly matches: number; readonly bytes: number; readonly ms: number };
  readonly signal: AbortSignal;
}

export type Step =
  | { readonly kind: "match"; readonly file: ListedFile; readonly lines: FoundLines }
  | { readonly kind: "given-up"; readonly file: ListedFile }
  /** All of a file was looked at. */
  | { readonly kind: "done"; readonly file: ListedFile }
  /** Before the end: all of the file up to this line was looked at; 0 means the whole file. */
  | {
      readonly kind: "stopped";
      readonly file: ListedFile;
      readonly line: number;
      readonly by: "limit" | "bytes" | "time";
    };

/** What is found, in order. Ends with a `stopped`, or at the end of the files. */
export async function* lookThrough(
  db: TenantDb,
  files: AsyncIterable<readonly ListedFile[]>,
  look: Look,
): AsyncGenerator<Step> {
  const ended = new AbortController();
  const signal = AbortSignal.any([look.signal, ended.signal]);
  const spent: Spent = { left: look.limits.matches, bytes: 0, deadline: performance.now() + look.limits.ms };
  try {
    for await (const { file, result } of inTurn(db, files, { ...look, signal, spent })) {
      spent.bytes += file.bytes;
      const stop = yield* stepsOf(file, result, spent);
      const by = whyEnough(spent, look.limits);
      if (stop !== undefined) return yield { kind: "stopped", file, ...stop };
      yield { kind: "done", file };
      if (by !== undefined) return yield { kind: "stopped", file, line: 0, by };
    }
  } finally {
    ended.abort(new Error("no more texts are wanted"));
  }
}

interface Spent {
  /** Matches that are still wanted. */
  left: number;
  bytes: number;
  readonly deadline: number;
}

function whyEnough({ left, bytes, deadline }: Spent, limits: Look["limits"]) {
  if (left === 0) return "limit";
  if (bytes >= limits.bytes) return "bytes";
  return performance.now() > deadline ? "time" : undefined;
}

/** Tells what was found in a file; where that is not all, answers with the place to go on from. */
function* stepsOf(file: ListedFile, result: FoundInText | undefined, spent: Spent) {
  if (result === undefined) {
    yield { kind: "given-up", file } as const;
    return undefined;
  }
  const shown = result.found.slice(0, spent.left);
  for (const lines of shown) yield { kind: "match", file, lines } as const;
  spent.left -= shown.length;
  if (shown.length < result.found.length) return { line: shown.at(-1)?.endLine ?? 0, by: "limit" } as const;
  if (result.stoppedAt === undefined) return undefined;
  return { line: result.stoppedAt, by: spent.left === 0 ? "limit" : "time" } as const;
}

interface Looking extends Look {
  readonly spent: Spent;
}

/** Files with what their texts hold. */
async function* inTurn(db: TenantDb, files: AsyncIterable<readonly ListedFile[]>, look: Looking) {
  const find = finderOf(look);
  const needle = requiredText(look.pattern);
  let { afterLine } = look;
  for await (const { batch, having } of sifted(db, files, needle)) {
    look.signal.throwIfAborted();
    const wanted = batch.filter(({ hash }) => having?.get(hash) ?? true);
    const texts = await textsOf(db, wanted);
    const textOf = (file: ListedFile | undefined): string => texts.get(file?.hash ?? "") ?? "";
    yield* ahead(batch, (at) => find(textOf(batch[at]), at === 0 ? afterLine : 0));
    afterLine = 0;
    // Without a thread this one has been busy.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Batches of files, and which of their contents have a text that every match has. The first are small: they may be enough. */
async function* sifted(db: TenantDb, files: AsyncIterable<readonly ListedFile[]>, needle: string | undefined) {
  let weight = BATCH.weight;
  for await (const list of files) {
    for (let from = 0; from < list.length;) {
      const [sieve = []] = inBatches(list.slice(from), { count: SIEVE.count, weight, weigh: bytesOf });
      from += sieve.length;
      weight = Math.min(SIEVE.weight, weight * 4);
      const hashes = [...new Set(sieve.map(({ hash }) => hash))];
      const having = needle === undefined ? undefined : await contentsWith(db, hashes, needle);
      if (having !== undefined && having.size < hashes.length) throw gone();
      const weigh = ({ hash, bytes }: ListedFile): number => ((having?.get(hash) ?? true) ? bytes : 0);
      for (const batch of inBatches(sieve, { ...BATCH, weigh })) yield { batch, having };
    }
  }
}

/** Each file's result in order, while those of the next are on their way. */
async function* ahead(files: readonly ListedFile[], find: (at: number) => Promise<FoundInText | undefined>) {
  const started: Promise<FoundInText | undefined>[] = [];
  for (const [at, file] of files.entries()) {
    while (started.length < Math.min(files.length, at + AHEAD)) {
      const found = find(started.length);
      found.catch(() => undefined); // it is awaited below
      started.push(found);
    }
    yield { file, result: await started[at] };
  }
}

const NOTHING: FoundInText = { found: [], stoppedAt: undefined };

function finderOf({ pattern, matchers, signal, spent, before, after }: Looking) {
  const plain = isPlain(pattern) ? createFinder(pattern) : undefined;
  return async (text: string, afterLine: number): Promise<FoundInText | undefined> => {
    if (text === "") return NOTHING;
    const options = { afterLine, limit: spent.left, before, after, budgetMs: TEXT_MS };
    return plain === undefined ? matchers.find({ pattern, text, options, signal }) : plain.find(text, options);
  };
}

/** @throws Fault CONFLICT where a text is gone: the snapshot was replaced long ago */
async function textsOf(db: TenantDb, files: readonly ListedFile[]): Promise<Map<string, string>> {
  const hashes = [...new Set(files.map(({ hash }) => hash))];
  const texts = hashes.length === 0 ? new Map<string, string>() : await loadTexts(db, hashes);
  if (texts.size === hashes.length) return texts;
  throw gone();
}

function gone(): Fault {
  return new Fault("CONFLICT", "the snapshot that was read is gone: ask again from the start");
}
