import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { type FileFacts, LANGUAGES, type ParseRequest } from "../index.ts";
import type { GrammarFiles } from "./grammars.ts";
import type { SkippedFile } from "./read-file.ts";
import type { ParseBatch, ParserThreadData, ThreadAnswer } from "./serve-parser.ts";

export interface ParsedFile {
  readonly kind: "facts";
  readonly path: string;
  /** For `readFacts`; as text, because many who ask for facts store them or hand them to another thread. */
  readonly json: string;
  /** Why they are facts of a part of the file. */
  readonly incomplete: FileFacts["incomplete"];
}
export type ParseOutput = ParsedFile | SkippedFile;

export interface ThreadOptions {
  readonly entry: URL;
  readonly grammars: GrammarFiles;
  /** A thread that gives no sign of life for a file by then is ended. */
  readonly hangMs: number;
  /** A thread whose WebAssembly memory is larger after a batch is replaced: that memory never shrinks. */
  readonly maxHeapBytes: number;
  /** JavaScript's own memory; a thread that needs more ends. */
  readonly maxScriptHeapMb: number;
}

export interface ParsedBatch {
  /** In the order of the files; fewer when the thread is over, and then the last says why. */
  readonly outputs: readonly ParseOutput[];
  /** The thread died at the last of the outputs: perhaps by that file, perhaps by what came before. */
  readonly hasDied: boolean;
}

/** One worker thread. It answers one batch at a time. */
export interface ParserThread {
  parse(files: readonly ParseRequest[]): Promise<ParsedBatch>;
  /** True once the thread ended or should be: make another. */
  isOver(): boolean;
  end(): Promise<void>;
}

/** What parsing one file leaves behind is garbage at once: a larger young generation only holds more of it. */
const MAX_YOUNG_GENERATION_MB = 24;
const START_MS = 60_000; // loading a dozen modules takes far less even on a busy machine

/** Starts a thread; throws if it does not get as far as being ready. */
export async function startParserThread(options: ThreadOptions): Promise<ParserThread> {
  const data: ParserThreadData = { core: await options.grammars.loadCore() };
  const worker = new Worker(options.entry, {
    workerData: data,
    resourceLimits: {
      maxOldGenerationSizeMb: options.maxScriptHeapMb,
      maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB,
    },
  });
  const inbox = openInbox(worker);
  const first = await inbox.next(START_MS);
  if (first.kind !== "ready") {
    await worker.terminate();
    throw new Error(`a parser thread did not start: ${first.kind === "ended" ? first.message : first.kind}`);
  }
  const sentGrammars = new Set<string>();
  let isOver = false;
  let shouldRetire = false;

  async function readAnswers(files: readonly ParseRequest[]): Promise<ParsedBatch> {
    const outputs: ParseOutput[] = [];
    for (const { path } of files) {
      const answer = await inbox.next(options.hangMs);
      outputs.push(toOutput(path, answer));
      const hasDied = answer.kind === "ended" || (answer.kind === "failed" && answer.broken);
      isOver ||= hasDied || answer.kind === "hangs";
      if (isOver) return { outputs, hasDied };
      if (answer.kind === "facts" && answer.heapBytes > options.maxHeapBytes) shouldRetire = true;
    }
    isOver = shouldRetire;
    return { outputs, hasDied: false };
  }

  return {
    async parse(files) {
      const grammars = await newGrammars(files, sentGrammars, options.grammars);
      const batch: ParseBatch = { files, grammars };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(batch);
      return readAnswers(files);
    },
    isOver: () => isOver || inbox.hasEnded(),
    async end() {
      isOver = true;
      await worker.terminate();
    },
  };
}

async function newGrammars(files: readonly ParseRequest[], sent: Set<string>, known: GrammarFiles) {
  const wanted = [...new Set(files.flatMap(languagesOf))].filter((language) => !sent.has(language));
  for (const language of wanted) sent.add(language);
  const grammars = await Promise.all(wanted.map((language) => known.loadGrammar(language)));
  return grammars.filter((grammar) => grammar !== undefined);
}

/** Its own, and that of which its text may show it to be. */
function languagesOf({ language, text }: ParseRequest): readonly string[] {
  const mayBe = LANGUAGES.find(({ id }) => id === language)?.mayBe;
  return mayBe?.where.test(text) === true ? [language, mayBe.id] : [language];
}

type Answer = ThreadAnswer | { readonly kind: "ended"; readonly message: string } | { readonly kind: "hangs" };

function toOutput(path: string, answer: Answer): ParseOutput {
  switch (answer.kind) {
    case "facts":
      return { kind: "facts", path, json: answer.json, incomplete: answer.incomplete };
    case "hangs":
      return { kind: "skipped", path, reason: "deadline" };
    case "failed":
    case "ended":
      return { kind: "skipped", path, reason: "parser-crashed", detail: answer.message };
    case "ready":
      throw new Error("a parser thread said twice that it is ready");
  }
}

interface Inbox {
  /** The next message; "ended" when the thread is gone and its messages are read; "hangs" when none came in time. */
  next(timeoutMs: number): Promise<Answer>;
  hasEnded(): boolean;
}

function openInbox(worker: Worker): Inbox {
  const messages: Answer[] = [];
  let wake: () => void = () => undefined;
  let failure = "";
  let hasEnded = false;
  worker.on("message", (message: ThreadAnswer) => {
    messages.push(message);
    wake();
  });
  worker.on("error", (error) => {
    failure = String(error).slice(0, 400);
  });
  // Node delivers what a thread sent before it says that the thread is gone.
  worker.on("exit", (code) => {
    hasEnded = true;
    messages.push({ kind: "ended", message: failure || `the thread ended with code ${code}` });
    wake();
  });

  async function wait(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = setTimeout(resolve, timeoutMs);
    await promise;
    clearTimeout(timer);
    // When this process was busy for longer than the timeout, the answer may be here already, unread.
    if (messages.length === 0) await setImmediate();
  }
  return {
    async next(timeoutMs) {
      if (messages.length === 0) await wait(timeoutMs);
      return messages.shift() ?? { kind: "hangs" };
    },
    hasEnded: () => hasEnded,
  };
}
