/**
 * Changed files → facts. Text and facts are stored as they come, by content, so a run that is killed has to parse again
 * only what it had not reached. One batch is parsed while the one before is written.
 */
import { FACTS_VERSION, type FileFacts } from "@aether/graph";
import type { Discovery, ParserPool, SkippedFile } from "@aether/graph/disk";

import { inBatches } from "./batches.ts";
import { type Content, factsKey, insertContents, insertFacts, knownFacts, loadFacts } from "./content-store.ts";
import type { FactsCache } from "./facts-cache.ts";
import type { FoundFile } from "./plan-changes.ts";
import type { IndexRun } from "./run-context.ts";

const BATCH = { count: 100, weight: 2_000_000, weigh: (file: FoundFile) => file.bytes };

export interface Parsed {
  /** Files as they were when read: the content may be newer than the one discovered. */
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
  /** How many were parsed rather than known. */
  readonly parsed: number;
}

interface ParseNeeds {
  readonly run: IndexRun;
  readonly discovery: Discovery;
  readonly pool: ParserPool;
  readonly cache: FactsCache;
}

export async function parseChanged(needs: ParseNeeds, changed: readonly FoundFile[]): Promise<Parsed> {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  let parsed = 0;
  let written = Promise.resolve();
  for (const batch of inBatches(changed, BATCH)) {
    needs.run.signal.throwIfAborted();
    const read = readBatch(needs, batch);
    const outcome = await parseBatch(needs, read.texts);
    // The write of the batch before ran meanwhile; its failure surfaces here.
    await written;
    written = writeBatch(needs, read.texts, outcome.facts);
    // Keeps a failure from being reported as unhandled before the await that throws it.
    written.catch(() => undefined);
    const left = new Set(outcome.skipped.map((file) => file.path));
    files.push(...read.texts.filter((one) => !left.has(one.file.path)).map((one) => one.file));
    skipped.push(...read.skipped, ...outcome.skipped);
    parsed += outcome.facts.length;
    needs.run.advance("parse", {
      done: files.length + skipped.length,
      total: changed.length,
      skipped: [...read.skipped, ...outcome.skipped],
    });
  }
  await written;
  return { files, skipped, parsed };
}

interface Text extends Content {
  readonly file: FoundFile;
}

function readBatch(needs: ParseNeeds, batch: readonly FoundFile[]): { texts: Text[]; skipped: SkippedFile[] } {
  const texts: Text[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of batch) {
    const result = needs.discovery.read(file.path);
    if (result.kind === "skipped") skipped.push(result);
    if (result.kind === "missing") skipped.push({ kind: "skipped", path: file.path, reason: "changed" });
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

interface NewFacts {
  readonly hash: string;
  readonly facts: FileFacts;
}

async function parseBatch(
  needs: ParseNeeds,
  texts: readonly Text[],
): Promise<{ facts: NewFacts[]; skipped: SkippedFile[] }> {
  const source = texts.filter((one) => one.file.language !== "");
  const known = await knownFacts(
    needs.run.tenant,
    source.map((one) => one.hash),
  );
  const todo = source.filter((one) => !known.has(factsKey(one.hash, one.file.language)));
  const hashes = new Map(todo.map((one) => [one.file.path, one.hash]));
  const facts: NewFacts[] = [];
  const skipped: SkippedFile[] = [];
  const input = todo.map((one) => ({ path: one.file.path, text: one.text, language: one.file.language }));
  for await (const result of needs.pool.parse(input)) {
    if (result.kind === "skipped") skipped.push(result);
    else facts.push({ hash: hashes.get(result.path) ?? "", facts: result.facts });
  }
  return { facts, skipped };
}

async function writeBatch(needs: ParseNeeds, texts: readonly Text[], facts: readonly NewFacts[]): Promise<void> {
  for (const one of facts) needs.cache.put(needs.run.tenantId, one.hash, one.facts);
  await needs.run.fenced(async (tx) => {
    await insertContents(tx, unique(texts));
    await insertFacts(tx, unique(facts));
  });
}

function unique<T extends { readonly hash: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.hash, item])).values()];
}

/** Facts of all files of the new snapshot, from memory where the last run left them there. */
export async function factsOf(
  needs: Pick<ParseNeeds, "run" | "cache">,
  files: readonly FoundFile[],
): Promise<Map<string, FileFacts>> {
  const { run, cache } = needs;
  const all = new Map<string, FileFacts>();
  const missing: FoundFile[] = [];
  for (const file of files.filter((one) => one.language !== "")) {
    const facts = cache.get(run.tenantId, file.hash, file.language);
    if (facts === undefined) missing.push(file);
    else all.set(file.path, facts);
  }
  for (const batch of inBatches(missing, { count: 500 })) {
    run.signal.throwIfAborted();
    const loaded = await loadFacts(
      run.tenant,
      batch.map((file) => file.hash),
    );
    for (const file of batch) {
      const facts = loaded.get(factsKey(file.hash, file.language));
      if (facts === undefined) continue;
      cache.put(run.tenantId, file.hash, facts);
      all.set(file.path, facts);
    }
  }
  return all;
}

/** Facts of text that no grammar reads: it is a file of the graph and nothing more. */
export function plainFacts(lineCount: number): FileFacts {
  return {
    language: "",
    version: FACTS_VERSION,
    lineCount,
    packageName: "",
    definitions: [],
    scopes: [],
    bindings: [],
    imports: [],
    exports: [],
    sites: [],
    comments: [],
    hasSyntaxErrors: false,
  };
}
