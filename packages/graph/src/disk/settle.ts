/** Many changes that come together, as one: a save is several events, a change of branch thousands. */

/** What was heard of since the last time it was taken. */
export interface Burst {
  /** The first of them, each once. */
  readonly paths: readonly string[];
  /** How many times something was heard. */
  readonly events: number;
}

export interface SettleOptions {
  /** Nothing is heard for so long: then it is over. */
  readonly quietMs: number;
  /** What never holds still is taken after so long all the same. */
  readonly patienceMs: number;
  /** True while more is bound to come, and it is worth waiting for. */
  readonly isBusy: () => boolean;
}

export interface Settling {
  readonly hear: (path: string) => void;
  /** What was heard, once it is over; undefined after `close`. One waits at a time. */
  next(): Promise<Burst | undefined>;
  /** Forgets what was heard. */
  clear(): void;
  close(): void;
}

const PATHS_KEPT = 1000;

export function createSettling({ quietMs, patienceMs, isBusy }: SettleOptions): Settling {
  const paths = new Set<string>();
  let events = 0;
  let [firstAt, lastAt] = [0, 0];
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let waiting: ((burst: Burst | undefined) => void) | undefined;

  function look(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === undefined || events === 0) return;
    const now = performance.now();
    const isQuiet = now - lastAt >= quietMs;
    if ((isQuiet || now - firstAt >= patienceMs) && !isBusy()) {
      const burst = { paths: [...paths], events };
      clear();
      answer(burst);
    } else timer = setTimeout(look, isQuiet ? quietMs : Math.max(1, lastAt + quietMs - now));
  }
  function answer(burst: Burst | undefined): void {
    waiting?.(burst);
    waiting = undefined;
  }
  function clear(): void {
    paths.clear();
    events = 0;
  }
  return {
    hear: (path) => {
      lastAt = performance.now();
      if (events === 0) firstAt = lastAt;
      events += 1;
      if (paths.size < PATHS_KEPT) paths.add(path);
      if (timer === undefined && waiting !== undefined) look();
    },
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        if (isClosed) answer(undefined);
        else look();
      }),
    clear,
    close() {
      isClosed = true;
      clearTimeout(timer);
      answer(undefined);
    },
  };
}
