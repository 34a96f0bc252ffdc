/** One thing at a time for each key, with a pause behind it: what services that count calls by key ask for. */
import { setTimeout } from "node:timers/promises";

import type { Clock } from "#kernel/time";

/** Sleeps; rejects when aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Runs the work when the key's turn has come. Those of other processes are not known here: the service refuses them, and they wait. */
export type Pace = <T>(turn: Turn, work: () => Promise<T>) => Promise<T>;

export interface Turn {
  readonly key: string;
  readonly gapMs: number;
  readonly signal: AbortSignal;
}

export const waitFor: Wait = async (milliseconds, signal) => {
  await setTimeout(milliseconds, undefined, { signal });
};

export function createPace(clock: Clock, wait: Wait = waitFor): Pace {
  const freeAt = new Map<string, number>();
  const tails = new Map<string, Promise<void>>();

  async function inTurn<T>({ key, gapMs, signal }: Turn, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const pause = (freeAt.get(key) ?? 0) - clock.elapsed();
    if (pause > 0) await wait(pause, signal);
    try {
      return await work();
    } finally {
      freeAt.set(key, clock.elapsed() + gapMs);
    }
  }

  return async (turn, work) => {
    const before = tails.get(turn.key) ?? Promise.resolve();
    const mine = before.then(() => inTurn(turn, work));
    // The next one waits for this one's end, however it ended; who called is told of it by `mine`.
    tails.set(
      turn.key,
      mine.then(
        () => undefined,
        () => undefined,
      ),
    );
    return mine;
  };
}
