import { AsyncLocalStorage } from "node:async_hooks";

import type { Clock } from "#kernel/time";

import type { SkippedFile } from "../job.ts";
import type { ProgressUpdate } from "../kinds.ts";
import type { ProgressState } from "./store.ts";

/** Between two writes; four a second are enough for an eye. */
const WRITE_EVERY_MS = 250;
const MAX_SKIPPED = 1000;
const MAX_TEXT_CHARS = 500;
/** 100 is said by the transaction that commits the job. */
const MAX_PERCENT = 99;

export interface Progress {
  readonly update: (update: ProgressUpdate) => void;
  readonly state: () => ProgressState;
  /** Drops what waits to be written and waits for what is being written. */
  readonly idle: () => Promise<void>;
}

/** Collects what a handler says and writes the newest of it now and then. */
export function trackProgress(clock: Clock, write: (state: ProgressState) => Promise<void>): Progress {
  // A timer set inside of an open transaction must not count as part of it when it fires.
  const outside = AsyncLocalStorage.snapshot();
  const counter = countProgress(clock);
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let waiting = false;
  let writtenAtMs = -WRITE_EVERY_MS;

  const flush = (): void => {
    timer = undefined;
    writtenAtMs = clock.elapsed();
    writing = write(counter.state()).finally(() => {
      writing = undefined;
      if (waiting) schedule();
    });
  };
  const schedule = (): void => {
    waiting = writing !== undefined;
    if (waiting || timer !== undefined) return;
    const delayMs = Math.max(0, writtenAtMs + WRITE_EVERY_MS - clock.elapsed());
    outside(() => {
      timer = setTimeout(flush, delayMs);
    });
  };

  return {
    update: (update) => {
      counter.add(update);
      schedule();
    },
    state: counter.state,
    idle: async () => {
      clearTimeout(timer);
      timer = undefined;
      waiting = false;
      await writing;
    },
  };
}

interface Counter {
  readonly add: (update: ProgressUpdate) => void;
  readonly state: () => ProgressState;
}

function countProgress(clock: Clock): Counter {
  let stage = "starting";
  let percent = 0;
  let done = 0;
  let total = 0;
  let skippedCount = 0;
  const skipped: SkippedFile[] = [];
  let stageBegan = { atMs: clock.elapsed(), done: 0 };

  return {
    add: (update) => {
      const sameStage = update.stage === stage;
      stage = update.stage;
      done = count(update.done, sameStage ? done : 0);
      total = count(update.total, sameStage ? total : 0);
      percent = Math.max(percent, Math.min(MAX_PERCENT, count(update.percent, percent)));
      if (!sameStage) stageBegan = { atMs: clock.elapsed(), done };
      for (const { path, reason } of update.skipped ?? []) {
        skippedCount += 1;
        if (skipped.length >= MAX_SKIPPED) continue;
        skipped.push({ path: path.slice(0, MAX_TEXT_CHARS), reason: reason.slice(0, MAX_TEXT_CHARS) });
      }
    },
    state: () => {
      const seconds = (clock.elapsed() - stageBegan.atMs) / 1000;
      const ratePerSecond = seconds > 0 ? Math.max(0, Math.round(((done - stageBegan.done) / seconds) * 10) / 10) : 0;
      return {
        stage: stage.slice(0, MAX_TEXT_CHARS),
        percent,
        progress: { done, total, ratePerSecond, skippedCount, skipped },
      };
    },
  };
}

/** A handler's number, or the one before where it says none or nonsense. */
function count(value: number | undefined, before: number): number {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : before;
}
