export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC; may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. For durations. */
  elapsed(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};

/** Writes times as ISO 8601 UTC. What lies within the second of the one before costs a quarter of a Date's own text. */
export function createTimeText(): (atMs: number) => string {
  let second = NaN;
  let untilSecond = "";
  return (atMs) => {
    const startMs = Math.floor(atMs / SECOND_MS) * SECOND_MS;
    if (startMs !== second) {
      second = startMs;
      untilSecond = new Date(startMs).toISOString().slice(0, -"000Z".length);
    }
    const millis = Math.floor(atMs) - startMs;
    return `${untilSecond}${millis < 10 ? "00" : millis < 100 ? "0" : ""}${millis}Z`;
  };
}

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is told to advance. For tests. */
export function manualClock(startMs = 0): ManualClock {
  let passedMs = 0;
  return {
    now: () => startMs + passedMs,
    elapsed: () => passedMs,
    advance: (milliseconds) => {
      passedMs += milliseconds;
    },
  };
}
