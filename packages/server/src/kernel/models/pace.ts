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
    const tail = mine.then(
      () => undefined,
      () => undefined,
    );
    tails.set(turn.key, tail);
    try {
      return await untilAborted(mine, turn.signal);
    } finally {
      if (tails.get(turn.key) === tail) void tail.then(() => forget(turn.key, tail));
    }
  };

  function forget(key: string, tail: Promise<void>): void {
    if (tails.get(key) === tail) tails.delete(key);
  }
}

/** Who gives up does not wait for those before it; its turn passes by when it comes. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => {
    stop.reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  };
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, stop.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
