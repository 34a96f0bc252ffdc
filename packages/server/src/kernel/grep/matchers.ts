/**
 * Threads that look through texts for regular expressions. Short texts of a question are one turn, questions have turns
 * one after the other, however many texts one of them has waiting, and a text that takes too long costs its thread. A thread that was not asked for a while ends.
 */
import type { FindOptions, FoundInText } from "./find-matches.ts";
import { type MatchThread, openMatchThread } from "./match-thread.ts";
import type { TextPattern } from "./text-pattern.ts";

export interface AskedText {
  /** The same object for the texts of one question. */
  readonly pattern: TextPattern;
  readonly text: string;
  readonly options: FindOptions;
  readonly signal: AbortSignal;
}

export interface Matchers {
  /** Undefined where the text took too long and was given up. */
  find(asked: AskedText): Promise<FoundInText | undefined>;
  close(): Promise<void>;
}

const THREADS = 2;
const KEPT_MS = 30_000;
/** Of one question, in one turn: handing over a text costs as much as looking through some thousand letters. */
const TURN = { texts: 8, chars: 100_000 };

interface Waiting {
  readonly asked: AskedText;
  readonly done: PromiseWithResolvers<FoundInText | undefined>;
  /** One of a turn that took too long: which one it was shows when each has a turn of its own. */
  readonly isAlone: boolean;
}

/** A thread between turns, with what ends it. */
interface Idle {
  readonly thread: MatchThread;
  readonly timer: NodeJS.Timeout;
}

export function createMatchers(threads = THREADS): Matchers {
  return new Pool(threads);
}

class Pool implements Matchers {
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<MatchThread>();
  #waiting: Waiting[] = [];
  /** Which turn of all was the last that a question had. */
  readonly #lastTurns = new WeakMap<TextPattern, number>();
  #turns = 0;
  readonly #ended: Promise<void>[] = [];
  #isClosed = false;
  readonly #threads: number;

  constructor(threads: number) {
    this.#threads = threads;
  }

  find(asked: AskedText): Promise<FoundInText | undefined> {
    if (this.#isClosed) return Promise.reject(closed());
    const done = Promise.withResolvers<FoundInText | undefined>();
    this.#waiting.push({ asked, done, isAlone: false });
    // Once all that is asked for together is there.
    queueMicrotask(() => this.#next());
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
    while (this.#waiting.length > 0 && this.#busy.size < this.#threads) {
      const turn = this.#takeTurn();
      if (turn.length > 0) void this.#run(turn);
    }
  }

  #takeTurn(): Waiting[] {
    const pattern = this.#nextQuestion();
    const turn: Waiting[] = [];
    const gone = new Set<Waiting>();
    let chars = 0;
    for (const next of this.#waiting) {
      if (next.asked.pattern !== pattern) continue;
      if (next.asked.signal.aborted) {
        next.done.reject(next.asked.signal.reason);
        gone.add(next);
        continue;
      }
      chars += next.asked.text.length;
      if (turn[0] !== undefined && (chars > TURN.chars || !areTogether(turn[0], next))) break;
      gone.add(next);
      if (turn.push(next) === TURN.texts) break;
    }
    this.#waiting = this.#waiting.filter((one) => !gone.has(one));
    return turn;
  }

  /** The one whose last turn is longest ago; of those that had none the one that came first. */
  #nextQuestion(): TextPattern | undefined {
    let next: TextPattern | undefined;
    let longestAgo = Infinity;
    for (const { pattern } of this.#waiting.map(({ asked }) => asked)) {
      const lastTurn = this.#lastTurns.get(pattern) ?? 0;
      if (lastTurn < longestAgo) [next, longestAgo] = [pattern, lastTurn];
    }
    this.#turns += 1;
    if (next !== undefined) this.#lastTurns.set(next, this.#turns);
    return next;
  }

  async #run(turn: readonly Waiting[]): Promise<void> {
    const thread = this.#takeThread();
    this.#busy.add(thread);
    const [first] = turn;
    try {
      const texts = turn.map(({ asked: { text, options } }) => ({ text, options }));
      const found = first === undefined ? [] : await thread.find({ pattern: first.asked.pattern, texts });
      this.#settle(turn, found);
    } catch (error) {
      for (const { done } of turn) done.reject(error);
    }
    this.#busy.delete(thread);
    if (this.#isClosed) this.#ended.push(thread.close());
    else if (!thread.hasEnded()) this.#keep(thread);
    this.#next();
  }

  /** What there was no time for waits again, before all others. */
  #settle(turn: readonly Waiting[], found: readonly FoundInText[] | undefined): void {
    const [only] = turn;
    if (found === undefined && turn.length === 1) only?.done.resolve(undefined);
    else if (this.#isClosed) for (const { done } of turn) done.reject(closed());
    else if (found === undefined) this.#waiting.unshift(...turn.map((one) => ({ ...one, isAlone: true })));
    else {
      for (const [at, one] of found.entries()) turn[at]?.done.resolve(one);
      this.#waiting.unshift(...turn.slice(found.length));
    }
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

function areTogether(one: Waiting, other: Waiting): boolean {
  return !one.isAlone && !other.isAlone && one.asked.pattern === other.asked.pattern;
}

function closed(): Error {
  return new Error("the threads that look through texts have ended");
}
