import { type ExplainerThread, openExplainer } from "@aether/graph/disk";

/** A snapshot to be asked about. */
export interface Explained {
  /** Names the snapshot among those of all tenants. */
  readonly key: string;
  readonly signal: AbortSignal;
  /** Hands the facts of the snapshot to a fresh thread. */
  readonly open: (thread: ExplainerThread) => Promise<void>;
}

/** Threads that explain: one at a time, and the last one waits a while for a second question about the same snapshot. */
export interface Explainers {
  /** Runs `work` with a thread that knows the snapshot; the signal ends it at once, whatever it does. */
  use<T>(asked: Explained, work: (thread: ExplainerThread) => Promise<T>): Promise<T>;
  /** Ends the thread that waits for a second question. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** The next question of somebody who reads an answer; the facts of a large project are 300 MB. */
const KEPT_MS = 30_000;

export function createExplainers(): Explainers {
  let kept: { readonly key: string; readonly thread: ExplainerThread } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function drop(): Promise<void> {
    clearTimeout(timer);
    const thread = kept?.thread;
    kept = undefined;
    await thread?.close();
  }
  async function opened({ key, open }: Explained): Promise<ExplainerThread> {
    if (kept?.key === key && !kept.thread.hasEnded()) return kept.thread;
    await drop();
    const thread = openExplainer();
    kept = { key, thread };
    await open(thread);
    return thread;
  }
  async function run<T>(asked: Explained, work: (thread: ExplainerThread) => Promise<T>): Promise<T> {
    const { signal } = asked;
    signal.throwIfAborted();
    clearTimeout(timer);
    const end = () => void kept?.thread.close();
    signal.addEventListener("abort", end, { once: true });
    try {
      const result = await work(await opened(asked));
      timer = setTimeout(() => void drop(), KEPT_MS).unref();
      return result;
    } catch (error) {
      await drop();
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener("abort", end);
    }
  }
  return {
    use(asked, work) {
      const mine = turn.then(() => run(asked, work));
      turn = mine.catch(() => undefined);
      return mine;
    },
    forget() {
      const dropped = turn.then(drop);
      turn = dropped.catch(() => undefined);
      return dropped;
    },
    close: drop,
  };
}
