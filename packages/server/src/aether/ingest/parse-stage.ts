/**
 * Changed files → facts. Text and facts are stored as they come, by content, so a run that is killed has to parse again
 * only what it had not reached. One batch is parsed while the one before is written. Facts that a deadline cut belong to
 * the run alone; a file that the parser dies of goes on as plain text.
 */
import type { ParserPool, SkippedFile } from "@aether/graph/disk";

import { inBatches } from "./batches.ts";
import {
  type Content,
  factsKey,
  insertContents,
  insertFacts,
  knownFacts,
  type NewFacts,
  packFacts,
} from "./content-store.ts";
import type { FactsCache } from "./facts-cache.ts";
import type { Incomplete } from "./incomplete.ts";
import { type FoundFile, incompleteOf } from "./plan-changes.ts";
import type { IndexRun } from "./run-context.ts";
import type { Source } from "./source.ts";

const BATCH = { count: 100, weight: 2_000_000, weigh: (file: FoundFile) => file.bytes };

export interface Parsed {
  /** Files as they were when read: the content may be newer than the one discovered. */
  readonly files: readonly FoundFile[];
  /** Those that could not be read. */
  readonly skipped: readonly SkippedFile[];
  /** What was found in time in files that a deadline cut, by path, packed. */
  readonly cut: ReadonlyMap<string, Uint8Array>;
  /** How many were parsed rather than known. */
  readonly parsed: number;
}

interface ParseNeeds {
  readonly run: IndexRun;
  readonly discovery: Source;
  readonly pool: ParserPool;
  readonly cache: FactsCache;
}

export async function parseChanged(needs: ParseNeeds, changed: readonly FoundFile[]): Promise<Parsed> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const cut = new Map<string, Uint8Array>();
  let parsed = 0;
  let written = Promise.resolve();
  for (const batch of inBatches(changed, BATCH)) {
    needs.run.signal.throwIfAborted();
    const read = await readBatch(needs, batch);
    const outcome = await parseBatch(needs, read.texts);
    // The write of the batch before ran meanwhile; its failure surfaces here.
    await written;
    written = writeBatch(needs, read.texts, outcome.facts);
    // Keeps a failure from being reported as unhandled before the await that throws it.
    written.catch(() => undefined);
    files.push(...outcome.files);
    skipped.push(...read.skipped);
    for (const [path, facts] of outcome.cut) cut.set(path, facts);
    parsed += outcome.facts.length + outcome.cut.size;
    needs.run.advance("parse", {
      done: files.length + skipped.length,
      total: changed.length,
      skipped: [...read.skipped, ...incompleteOf(outcome.files)],
    });
  }
  await written;
  return { files, skipped, cut, parsed };
}

interface Text extends Content {
  readonly file: FoundFile;
}

async function readBatch(
  needs: ParseNeeds,
  batch: readonly FoundFile[],
): Promise<{ texts: Text[]; skipped: SkippedFile[] }> {
  const texts: Text[] = [];
  const skipped: SkippedFile[] = [];
  const results = await needs.discovery.readAll(batch.map((file) => file.path));
  for (const [at, file] of batch.entries()) {
    const result = results[at] ?? { kind: "missing", path: file.path };
    if (result.kind === "skipped") skipped.push(result);
    if (result.kind === "missing") skipped.push({ kind: "skipped", path: file.path, reason: "deleted" });
    if (result.kind !== "text") continue;
    const { hash, size: bytes, text } = result;
    texts.push({ hash, bytes, text, file: { ...file, hash, bytes, lineCount: countLines(text) } });
  }
  return { texts, skipped };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

interface Outcome {
  readonly files: readonly FoundFile[];
  /** To be kept by content. */
  readonly facts: readonly NewFacts[];
  readonly cut: ReadonlyMap<string, Uint8Array>;
}

async function parseBatch(needs: ParseNeeds, texts: readonly Text[]): Promise<Outcome> {
  const source = texts.filter((one) => one.file.language !== "");
  const known = await knownFacts(
    needs.run.tenant,
    source.map((one) => one.hash),
  );
  const todo = source.filter((one) => !known.has(factsKey(one.hash, one.file.language)));
  const sources = new Map(todo.map((one) => [one.file.path, one.file]));
  const facts: NewFacts[] = [];
  const cut = new Map<string, Uint8Array>();
  const unread = new Map<string, Incomplete>();
  const input = todo.map((one) => ({ path: one.file.path, text: one.text, language: one.file.language }));
  for await (const result of needs.pool.parse(input)) {
    const { path } = result;
    if (result.kind === "skipped") unread.set(path, result.reason === "deadline" ? "deadline" : "parser-crashed");
    else if (result.incomplete === "deadline") cut.set(path, packFacts(result.json));
    else {
      const { hash, language } = sources.get(path) ?? unasked(path);
      facts.push({ hash, language, incomplete: result.incomplete ?? "", packed: packFacts(result.json) });
    }
  }
  const deep = facts.filter((one) => one.incomplete === "too-deep");
  for (const one of deep) known.set(factsKey(one.hash, one.language), "too-deep");
  const files = texts.map(({ file }): FoundFile => {
    const dead = unread.get(file.path);
    if (dead !== undefined) return { ...file, language: "", incomplete: dead };
    const incomplete = cut.has(file.path) ? "deadline" : (known.get(factsKey(file.hash, file.language)) ?? "");
    return { ...file, incomplete };
  });
  return { files, facts, cut };
}

function unasked(path: string): never {
  throw new Error(`the parser answered for ${path}, which it was not asked for`);
}

async function writeBatch(needs: ParseNeeds, texts: readonly Text[], facts: readonly NewFacts[]): Promise<void> {
  for (const one of facts) needs.cache.put(needs.run.tenantId, one);
  await needs.run.fenced(async (tx) => {
    await insertContents(
      tx,
      unique(texts, (one) => one.hash),
    );
    await insertFacts(
      tx,
      unique(facts, (one) => factsKey(one.hash, one.language)),
    );
  });
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
