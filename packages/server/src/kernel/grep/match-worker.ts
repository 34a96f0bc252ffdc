/** Runs in a thread of its own: a slow pattern then stops nobody, and can be ended whatever it does. */
import { parentPort } from "node:worker_threads";

import { createFinder, type Finder, type FindOptions, type FoundInText } from "./find-matches.ts";
import type { TextPattern } from "./text-pattern.ts";
import { lowerThreadPriority } from "./thread-priority.ts";

export interface ToMatchWorker {
  readonly pattern: TextPattern;
  readonly texts: readonly TextToFind[];
}

export interface TextToFind {
  readonly text: string;
  readonly options: FindOptions;
}

/** What was found in the texts, in their order: in all, or in as many as there was time for, at least one. */
export type FromMatchWorker =
  | { readonly isReady: true }
  | { readonly found: readonly FoundInText[] }
  | { readonly failure: string };

let known: { readonly key: string; readonly finder: Finder } | undefined;

lowerThreadPriority();
parentPort?.on("message", (message: ToMatchWorker) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(message));
});

const ready: FromMatchWorker = { isReady: true };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(ready);

function answer({ pattern, texts }: ToMatchWorker): FromMatchWorker {
  try {
    const key = JSON.stringify(pattern);
    if (known?.key !== key) known = { key, finder: createFinder(pattern) };
    return { found: findInTime(known.finder, texts) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** All of them within the time that each of them has. */
function findInTime(finder: Finder, texts: readonly TextToFind[]): FoundInText[] {
  const started = performance.now();
  const found: FoundInText[] = [];
  for (const { text, options } of texts) {
    if (found.length > 0 && performance.now() - started > options.budgetMs) break;
    found.push(finder.find(text, options));
  }
  return found;
}
