/** Something that may happen while nobody waits for it: the next wait then returns at once. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, at one that nobody waited for yet, or after `timeoutMs`. One waiter at a time. */
  wait(timeoutMs?: number): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let waiting: (() => void) | undefined;
  return {
    ring: () => {
      if (waiting === undefined) rung = true;
      else waiting();
    },
    wait: (timeoutMs) =>
      new Promise((resolve) => {
        if (rung) {
          rung = false;
          resolve();
          return;
        }
        const timer = timeoutMs === undefined ? undefined : setTimeout(() => waiting?.(), timeoutMs);
        waiting = () => {
          clearTimeout(timer);
          waiting = undefined;
          resolve();
        };
      }),
  };
}

/** Resolves with true once all of `promises` have settled, or with false after `timeoutMs`. */
export async function settledWithin(promises: readonly Promise<unknown>[], timeoutMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), timeoutMs);
  try {
    return await Promise.race([Promise.allSettled(promises).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
