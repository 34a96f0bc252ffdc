import type { ParserPool } from "@aether/graph/disk";

/** Threads that parse: those of a small run are kept for a while, because starting them takes longer than what they then do. */
export interface Parsers {
  /** Runs `work` with a pool that is its own until it ends. */
  use<T>(files: number, work: (pool: ParserPool) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ParsersOptions {
  readonly open: () => ParserPool;
  /** Whether a pool is kept after a small run. */
  readonly isKept: boolean;
  /** How long one that nobody uses is kept; two minutes. */
  readonly idleMs?: number;
}

/** After a larger run the threads have grown, and another is not to be expected soon. */
const SMALL_RUN = 200;
const IDLE_MS = 120_000;

export function createParsers({ open, isKept, idleMs = IDLE_MS }: ParsersOptions): Parsers {
  let kept: ParserPool | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function take(): ParserPool {
    clearTimeout(timer);
    const pool = kept ?? open();
    kept = undefined;
    return pool;
  }
  async function keep(pool: ParserPool): Promise<void> {
    const spare = isClosed || kept !== undefined ? pool : undefined;
    if (spare === undefined) {
      kept = pool;
      timer = setTimeout(() => void end(), idleMs).unref();
    }
    await spare?.close();
  }
  async function end(): Promise<void> {
    clearTimeout(timer);
    const pool = kept;
    kept = undefined;
    await pool?.close();
  }
  return {
    async use(files, work) {
      const pool = take();
      let isFit = false;
      try {
        const result = await work(pool);
        isFit = isKept && files <= SMALL_RUN;
        return result;
      } finally {
        await (isFit ? keep(pool) : pool.close());
      }
    },
    close: () => {
      isClosed = true;
      return end();
    },
  };
}
