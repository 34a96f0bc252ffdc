/** A thread that looks through some texts at a time, and ends with one that takes too long. */
import { Worker } from "node:worker_threads";

import type { FoundInText } from "./find-matches.ts";
import type { FromMatchWorker, ToMatchWorker } from "./match-worker.ts";

export interface MatchThread {
  /**
   * What was found in the first of the texts, at least in one. Undefined where one took too long; the thread has ended then. Rejects
   * where the thread ends otherwise.
   */
  find(asked: ToMatchWorker): Promise<readonly FoundInText[] | undefined>;
  hasEnded(): boolean;
  close(): Promise<void>;
}

/** Beyond the budget of a text, which the thread sees to itself where it can; it comes after other threads. */
const GRACE_MS = 2000;

/** Starts the thread. Unless it was asked something, it does not keep the process from ending. */
export function openMatchThread(): MatchThread {
  const worker = new Worker(new URL("./match-worker.ts", import.meta.url));
  worker.unref();
  let hasEnded = false;
  let asked: PromiseWithResolvers<readonly FoundInText[] | undefined> | undefined;
  const ready = Promise.withResolvers<void>();
  const end = (error: Error): void => {
    hasEnded = true;
    asked?.reject(error);
  };
  worker.on("message", (answer: FromMatchWorker) => {
    if ("isReady" in answer) ready.resolve();
    else if ("found" in answer) asked?.resolve(answer.found);
    else asked?.reject(new Error(`a text could not be looked through: ${answer.failure}`));
  });
  worker.on("error", end);
  worker.on("exit", () => end(new Error("the thread that looked through a text has ended")));
  const close = async (): Promise<void> => {
    hasEnded = true;
    await worker.terminate();
  };
  return {
    async find(message) {
      const done = Promise.withResolvers<readonly FoundInText[] | undefined>();
      asked = done;
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(message);
      const budgetMs = Math.max(...message.texts.map(({ options }) => options.budgetMs)) + GRACE_MS;
      let timer: NodeJS.Timeout | undefined;
      try {
        // What a busy machine takes to start a thread is no text's time.
        await Promise.race([ready.promise, done.promise]);
        timer = setTimeout(() => {
          done.resolve(undefined);
          void close();
        }, budgetMs);
        return await done.promise;
      } finally {
        clearTimeout(timer);
        worker.unref();
      }
    },
    hasEnded: () => hasEnded,
    close,
  };
}
