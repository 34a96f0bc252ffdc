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
  return new Pool();
}

class Pool implements Matchers {
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<MatchThread>();
  readonly #waiting: Turn[] = [];
  readonly #ended: Promise<void>[] = [];
  #isClosed = false;

  find(asked: AskedText): Promise<FoundInText | undefined> {
    if (this.#isClosed) return Promise.reject(closed());
    const done = Promise.withResolvers<FoundInText | undefined>();
    this.#waiting.push({ asked, done });
    this.#next();
    return done.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { done } of this.#waiting.splice(0)) done.reject(closed());
    for (const { thread, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#ended.push(thread.close());
    }
    await Promise.all([...this.#busy].map((thread) => thread.close()));
    await Promise.all(this.#ended);
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#busy.size < THREADS) {
      const turn = this.#waiting.shift();
      if (turn === undefined) return;
      if (turn.asked.signal.aborted) turn.done.reject(turn.asked.signal.reason);
      else void this.#run(turn);
    }
  }

  async #run({ asked, done }: Turn): Promise<void> {
    const thread = this.#takeThread();
    this.#busy.add(thread);
    try {
      done.resolve(await thread.find(asked));
    } catch (error) {
      done.reject(error);
    }
    this.#busy.delete(thread);
    if (this.#isClosed) this.#ended.push(thread.close());
    else if (!thread.hasEnded()) this.#keep(thread);
    this.#next();
  }

  #takeThread(): MatchThread {
    const kept = this.#idle.pop();
    if (kept === undefined) return openMatchThread();
    clearTimeout(kept.timer);
    return kept.thread;
  }

  #keep(thread: MatchThread): void {
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((one) => one.thread === thread);
      if (at >= 0) this.#idle.splice(at, 1);
      void thread.close();
    }, KEPT_MS).unref();
    this.#idle.push({ thread, timer });
  }
}

function closed(): Error {
  return new Error("the threads that look through texts have ended");
}
