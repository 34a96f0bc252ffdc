/**
 * Threads that look through texts for regular expressions. One text is one turn, turns are taken in the order in which they were asked
 * for, and one that takes too long costs its thread. A thread that was not asked for a while ends.
 */
import type { FoundInText } from "./find-matches.ts";
import { type AskedText, type MatchThread, openMatchThread } from "./match-thread.ts";

export interface Matchers {
  /** Undefined where the text took too long and was given up. */
  find(asked: AskedText): Promise<FoundInText | undefined>;
  close(): Promise<void>;
}

const THREADS = 2;
const KEPT_MS = 30_000;

interface Turn {
  readonly asked: AskedText;
  readonly done: PromiseWithResolvers<FoundInText | undefined>;
}

/** A thread between turns, with what ends it. */
interface Idle {
  readonly thread: MatchThread;
  readonly timer: NodeJS.Timeout;
}

export function createMatchers(): Matchers {
  const idle: Idle[] = [];
  const busy = new Set<MatchThread>();
  const waiting: Turn[] = [];
  const ended: Promise<void>[] = [];
  let isClosed = false;

  function next(): void {
    while (waiting.length > 0 && busy.size < THREADS) {
      const turn = waiting.shift();
      if (turn === undefined) return;
      if (turn.asked.signal.aborted) turn.done.reject(turn.asked.signal.reason);
      else void run(turn);
    }
  }

  async function run({ asked, done }: Turn): Promise<void> {
    const thread = takeThread();
    busy.add(thread);
    try {
      done.resolve(await thread.find(asked));
    } catch (error) {
      done.reject(error);
    }
    busy.delete(thread);
    if (thread.hasEnded() || isClosed) ended.push(thread.close());
    else keep(thread);
    next();
  }

  function takeThread(): MatchThread {
    const kept = idle.pop();
    if (kept === undefined) return openMatchThread();
    clearTimeout(kept.timer);
    return kept.thread;
  }

  function keep(thread: MatchThread): void {
    const timer = setTimeout(() => {
      const at = idle.findIndex((one) => one.thread === thread);
      if (at >= 0) idle.splice(at, 1);
      ended.push(thread.close());
    }, KEPT_MS).unref();
    idle.push({ thread, timer });
  }

  return {
    find(asked) {
      if (isClosed) return Promise.reject(new Error("the threads that look through texts have ended"));
      const done = Promise.withResolvers<FoundInText | undefined>();
      waiting.push({ asked, done });
      next();
      return done.promise;
    },
    async close() {
      isClosed = true;
      for (const { done } of waiting.splice(0)) done.reject(new Error("the server ends"));
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all([
        ...idle.splice(0).map(({ thread }) => thread.close()),
        ...[...busy].map((one) => one.close()),
      ]);
      await Promise.all(ended);
    },
  };
}
