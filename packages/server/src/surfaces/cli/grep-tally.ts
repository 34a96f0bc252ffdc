import type { GrepMatch } from "@aether/client";

/** Counts what a command tells of its matches, lines or files, up to a limit. */
export interface Tally {
  readonly found: number;
  /** Something was not taken because the limit was reached. */
  readonly isOver: boolean;
  readonly isFull: boolean;
  /** Lines that are still of use. */
  readonly room: number;
  /** Whether a match is to be told: not a second one of a file where files are counted, nor one beyond the limit. */
  takes(match: GrepMatch): boolean;
}

/** Matches of one file come one after the other. */
export function createTally(limit: number, onlyFiles: boolean): Tally {
  let found = 0;
  let isOver = false;
  let last: GrepMatch | undefined;
  return {
    get found() {
      return found;
    },
    get isOver() {
      return isOver;
    },
    get isFull() {
      return found >= limit;
    },
    get room() {
      return onlyFiles ? Infinity : limit - found;
    },
    takes(match) {
      if (onlyFiles && match.repo === last?.repo && match.file === last.file) return false;
      isOver ||= found >= limit;
      if (isOver) return false;
      last = match;
      found += 1;
      return true;
    },
  };
}
