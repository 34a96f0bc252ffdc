/**
 * Parses files in worker threads. A file on which a thread dies or hangs is reported as skipped, the thread is replaced
 * and the files after it are parsed all the same.
 */
import { availableParallelism } from "node:os";

import type { ParseRequest } from "../index.ts";
import { openGrammarFiles } from "./grammars.ts";
import { startParserThread, type ParseOutput, type ParserThread, type ThreadOptions } from "./parser-thread.ts";
import { threadEntry } from "./thread-entry.ts";

export interface ParserPoolOptions {
  /** Threads; one less than the machine has cores, at most 4. */
  readonly workers?: number;
  /** After so long a file's facts are what was found by then (`incomplete`); 5 s of wall clock. */
  readonly deadlineMs?: number;
}

/** A file to parse; `languageOf` names its language. */
export interface ParseInput {
  readonly path: string;
  readonly text: string;
  readonly language: string;
}

export interface ParserPool {
  /**
   * One output for every file, in no particular order. Files are taken from the source only as fast as they are parsed
   * and outputs read: a few batches are held, never all. May be called again, also at the same time.
   */
  parse(files: Iterable<ParseInput> | AsyncIterable<ParseInput>): AsyncGenerator<ParseOutput>;
  /** Threads started so far: more than `workers` says that some were replaced. */
  threadsStarted(): number;
  /** Ends the threads; what is being parsed fails. */
  close(): Promise<void>;
}

export type PoolInternals = Partial<Omit<ThreadOptions, "grammars">>;

const DEFAULT_DEADLINE_MS = 5_000;
const HANG_MS = 30_000; // well beyond the deadline, which a thread keeps by itself unless something is wrong
const MAX_HEAP_BYTES = 512 * 1024 * 1024;
const MAX_SCRIPT_HEAP_MB = 1_024; // facts of one file are far smaller; a runaway ends the thread, not the process
const BATCH_FILES = 16;
const BATCH_LENGTH = 256 * 1024; // UTF-16 units

/** Opens a pool; its threads start when files come. Close it. */
export function openParserPool(options: ParserPoolOptions = {}): ParserPool {
  return openPool(options, {});
}

/** The same with the inner limits and the thread's program open to tests. */
export function openPool(options: ParserPoolOptions, internals: PoolInternals): ParserPool {
  const workers = Math.max(1, options.workers ?? Math.min(4, availableParallelism() - 1));
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const threads = openThreads(workers, {
    entry: threadEntry(new URL("./parse-worker.ts", import.meta.url)),
    hangMs: HANG_MS,
    maxHeapBytes: MAX_HEAP_BYTES,
    maxScriptHeapMb: MAX_SCRIPT_HEAP_MB,
    ...internals,
    grammars: openGrammarFiles(),
  });

  async function* parse(files: Iterable<ParseInput> | AsyncIterable<ParseInput>): AsyncGenerator<ParseOutput> {
    const running = new Set<Promise<Finished>>();
    for await (const batch of inBatches(files, deadlineMs)) {
      const finished: Promise<Finished> = parseBatch(threads, batch).then(
        (outputs) => ({ finished, outputs }),
        (error: unknown) => ({ finished, error }),
      );
      running.add(finished);
      if (running.size > workers) yield* await takeOne(running);
    }
    while (running.size > 0) yield* await takeOne(running);
  }
  return { parse, threadsStarted: () => threads.started(), close: () => threads.close() };
}

/** Tells what is running from what is done; an error waits here until somebody reads it. */
interface Finished {
  readonly finished: Promise<Finished>;
  readonly outputs?: readonly ParseOutput[];
  readonly error?: unknown;
}

async function takeOne(running: Set<Promise<Finished>>): Promise<readonly ParseOutput[]> {
  const { finished, outputs, error } = await Promise.race(running);
  running.delete(finished);
  if (outputs === undefined) throw error;
  return outputs;
}

/** A file on which a thread died gets a second thread: the first may have died of what it had parsed before. */
async function parseBatch(threads: Threads, batch: readonly ParseRequest[]): Promise<ParseOutput[]> {
  const outputs: ParseOutput[] = [];
  let suspect = -1;
  while (outputs.length < batch.length) {
    const rest = batch.slice(outputs.length);
    const parsed = await threads.use((thread) => thread.parse(rest));
    const last = outputs.length + parsed.outputs.length - 1;
    const isFirstDeath = parsed.hasDied && last !== suspect;
    suspect = last;
    outputs.push(...(isFirstDeath ? parsed.outputs.slice(0, -1) : parsed.outputs));
  }
  return outputs;
}

/** A fixed number of places for threads; a place whose thread is over gets a new one when it is next used. */
interface Threads {
  use<Result>(work: (thread: ParserThread) => Promise<Result>): Promise<Result>;
  started(): number;
  close(): Promise<void>;
}

function openThreads(places: number, options: ThreadOptions): Threads {
  const idle: (ParserThread | undefined)[] = Array.from({ length: places }, () => undefined);
  const all = new Set<Promise<ParserThread>>();
  const waiting: (() => void)[] = [];
  let isClosed = false;
  let started = 0;

  async function usable(thread: ParserThread | undefined): Promise<ParserThread> {
    if (thread !== undefined && !thread.isOver()) return thread;
    await thread?.end();
    started += 1;
    const starting = startParserThread(options);
    all.add(starting);
    return starting;
  }
  return {
    async use(work) {
      while (idle.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      let thread = idle.pop();
      try {
        if (isClosed) throw new Error("the parser pool is closed");
        thread = await usable(thread);
        const result = await work(thread);
        if (isClosed) throw new Error("the parser pool was closed while it parsed");
        return result;
      } finally {
        idle.push(thread);
        waiting.shift()?.();
      }
    },
    started: () => started,
    async close() {
      isClosed = true;
      const threads = await Promise.allSettled(all);
      await Promise.all(threads.map(async (each) => each.status === "fulfilled" && each.value.end()));
    },
  };
}

async function* inBatches(files: Iterable<ParseInput> | AsyncIterable<ParseInput>, deadlineMs: number) {
  let batch: ParseRequest[] = [];
  let length = 0;
  for await (const { path, text, language } of files) {
    batch.push({ path, text, language, deadlineMs });
    length += text.length;
    if (batch.length < BATCH_FILES && length < BATCH_LENGTH) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}
