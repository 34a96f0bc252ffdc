/**
 * Looks through the texts of files, in their order, until there is enough: of matches, of text, or of time. Where it stops, a place
 * says how to go on.
 */
import type { TenantDb } from "#kernel/db";
import {
  createFinder,
  type FoundInText,
  type FoundLines,
  isPlain,
  type Matchers,
  type TextPattern,
} from "#kernel/grep";

import { fetchAhead } from "./fetch-ahead.ts";
import { Shares } from "./sift.ts";
import type { ListedFile } from "./store.ts";
import { bytesLooked } from "./text-store.ts";

/** Texts that a question may have waiting for a thread, or looked through: some turns of each thread. */
const AHEAD = 32;
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
  const spent: Spent = { left: look.limits.matches, bytes: 0, deadline: undefined };
  try {
    for await (const { file, result } of inTurn(db, files, { ...look, signal, spent })) {
      // From the first text on: to start a thread takes a busy machine longer than to look through many.
      spent.deadline ??= performance.now() + look.limits.ms;
      spent.bytes += bytesLooked(file);
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
  deadline: number | undefined;
}

function whyEnough({ left, bytes, deadline }: Spent, limits: Look["limits"]) {
  if (left === 0) return "limit";
  if (bytes >= limits.bytes) return "bytes";
  return performance.now() > (deadline ?? Infinity) ? "time" : undefined;
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
async function* inTurn(db: TenantDb, listed: AsyncIterable<readonly ListedFile[]>, look: Looking) {
  const find = finderOf(look);
  const shares = new Shares();
  let { afterLine } = look;
  const { pattern, matchers, signal, before, after } = look;
  const fetching = { pattern, matchers, signal, budgetMs: TEXT_MS, hasContext: before + after > 0, shares };
  for await (const { files, texts, isSifted } of fetchAhead(db, listed, fetching)) {
    look.signal.throwIfAborted();
    const linesBefore = (at: number): number => files[at]?.window?.lines ?? 0;
    let matching = 0;
    const results = ahead(files, (at) =>
      find(texts[at] ?? "", { afterLine: at === 0 ? afterLine : 0, linesBefore: linesBefore(at) }),
    );
    for await (const one of results) {
      if (one.result?.found.length !== 0) matching += 1;
      yield one;
    }
    if (!isSifted) shares.note(texts.filter((text) => text !== null).length, matching);
    afterLine = 0;
    // Without a thread this one has been busy.
    await new Promise((resolve) => setImmediate(resolve));
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
  return async (text: string, { afterLine, linesBefore }: Lines): Promise<FoundInText | undefined> => {
    if (text === "") return NOTHING;
    const behind = Math.max(0, afterLine - linesBefore);
    const options = { afterLine: behind, limit: spent.left, before, after, budgetMs: TEXT_MS };
    const result = await (plain === undefined
      ? matchers.find({ pattern, text, options, signal })
      : plain.find(text, options));
    return result === undefined || linesBefore === 0 ? result : movedDown(result, linesBefore);
  };
}

/** What a file's lines are counted with. */
interface Lines {
  /** Only what begins behind this line. */
  readonly afterLine: number;
  /** Of the file, before the text that is looked through. */
  readonly linesBefore: number;
}

function movedDown({ found, stoppedAt }: FoundInText, by: number): FoundInText {
  const moved = found.map(({ line, endLine, highlights, ...lines }) => ({
    ...lines,
    line: line + by,
    endLine: endLine + by,
    highlights: highlights.map(([at, from, to]) => [at + by, from, to] as const),
  }));
  return { found: moved, stoppedAt: stoppedAt === undefined ? undefined : stoppedAt + by };
}
