/** Runs in a thread of its own: a slow pattern then stops nobody, and can be ended whatever it does. */
import { parentPort } from "node:worker_threads";

import { createFinder, type Finder, type FindOptions, type FoundInText } from "./find-matches.ts";
import type { TextPattern } from "./text-pattern.ts";

export interface ToMatchWorker {
  readonly pattern: TextPattern;
  readonly text: string;
  readonly options: FindOptions;
}

export type FromMatchWorker = { readonly found: FoundInText } | { readonly failure: string };

let known: { readonly key: string; readonly finder: Finder } | undefined;

parentPort?.on("message", ({ pattern, text, options }: ToMatchWorker) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(answer(pattern, text, options));
});

function answer(pattern: TextPattern, text: string, options: FindOptions): FromMatchWorker {
  try {
    const key = JSON.stringify(pattern);
    if (known?.key !== key) known = { key, finder: createFinder(pattern) };
    return { found: known.finder.find(text, options) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
