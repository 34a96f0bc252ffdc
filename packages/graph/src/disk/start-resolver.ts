/** The worker thread behind resolvers and explainers, and how it is asked. */
import { Worker } from "node:worker_threads";

import type { ResolverAnswer, ResolverRequest } from "./resolver-messages.ts";
import { threadEntry } from "./thread-entry.ts";

/** A project of 5,000,000 lines; one that needs more ends the thread, not the process. */
const MAX_SCRIPT_HEAP_MB = 4_096;
/** What is decoded and resolved lives long: a larger young generation only holds garbage. */
const MAX_YOUNG_GENERATION_MB = 32;

/** A thread that answers in order, in JSON. */
export interface Questions {
  readonly ask: (request: ResolverRequest) => Promise<string>;
  readonly hasEnded: () => boolean;
  /** Ends the thread at once; what it was asked and has not answered fails. */
  readonly close: () => Promise<void>;
}

/** Starts a thread. Unless it was asked something, it does not keep the process from ending. */
export function startResolver(): Questions {
  const worker = new Worker(threadEntry(new URL("./resolve-worker.ts", import.meta.url)), {
    resourceLimits: {
      maxOldGenerationSizeMb: MAX_SCRIPT_HEAP_MB,
      maxYoungGenerationSizeMb: MAX_YOUNG_GENERATION_MB,
    },
  });
  return {
    ...openQuestions(worker),
    async close() {
      await worker.terminate();
    },
  };
}

/** Sends requests and matches answers to them: the thread answers in order. */
function openQuestions(worker: Worker): Omit<Questions, "close"> {
  const waiting: PromiseWithResolvers<string>[] = [];
  let ended: Error | undefined;
  let failure: unknown;
  worker.unref();
  worker.on("message", (answer: ResolverAnswer) => {
    const asked = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if (answer.kind === "answer") asked?.resolve(answer.json);
    else asked?.reject(new Error(answer.message));
  });
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", () => {
    ended = new Error("the resolver thread has ended", { cause: failure });
    for (const asked of waiting.splice(0)) asked.reject(ended);
  });
  return {
    ask(request) {
      if (ended !== undefined) return Promise.reject(ended);
      const asked = Promise.withResolvers<string>();
      waiting.push(asked);
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(request);
      return asked.promise;
    },
    hasEnded: () => ended !== undefined,
  };
}
