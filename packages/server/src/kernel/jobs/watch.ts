import type { Log } from "#kernel/log";

import type { Feed } from "./feed.ts";
import { isFinished, type Job } from "./job.ts";
import { createBell } from "./waiting.ts";

/** How often a watched job is looked at when no notification came. */
const POLL_MS = 2000;

export interface Watch {
  readonly feed: Feed;
  readonly log: Log;
  readonly jobId: string;
  /** Reads the job as its tenant; throws where there is none. */
  readonly read: () => Promise<Job>;
  readonly listener: (job: Job) => void;
}

/**
 * Calls the listener with the job as it is now and then whenever it has changed, until the returned function is called or the
 * job has ended; the last call is the end. Changes that follow each other quickly may be seen as one.
 */
export async function watchJob(watch: Watch, signal: AbortSignal): Promise<() => void> {
  const { feed, log, jobId, listener } = watch;
  const bell = createBell();
  const closing = new AbortController();
  const close = (): void => {
    closing.abort();
    bell.ring();
  };
  const deafen = await feed.hear((message) => {
    if (message === `job:${jobId}` || message === `stop:${jobId}`) bell.ring();
  });
  try {
    const first = await watch.read();
    listener(first);
    signal.addEventListener("abort", close, { once: true });
    if (signal.aborted || isFinished(first)) close();
    const followed = follow(first).catch((error: unknown) => log.error({ jobId, err: error }, "job.listener.failed"));
    void followed.finally(() => {
      signal.removeEventListener("abort", close);
      deafen();
    });
  } catch (error) {
    deafen();
    throw error;
  }
  return close;

  async function follow(first: Job): Promise<void> {
    let seen = JSON.stringify(first);
    while (!closing.signal.aborted) {
      await bell.wait(POLL_MS);
      if (closing.signal.aborted) return;
      const job = await readAgain(watch);
      if (job === undefined) continue;
      const now = JSON.stringify(job);
      if (!closing.signal.aborted && now !== seen) listener(job);
      seen = now;
      if (isFinished(job)) return;
    }
  }
}

/** Undefined while the database does not answer; the next look may succeed. */
async function readAgain({ read, log, jobId }: Watch): Promise<Job | undefined> {
  try {
    return await read();
  } catch (error) {
    log.warn({ jobId, err: error }, "job.watch.failed");
    return undefined;
  }
}
