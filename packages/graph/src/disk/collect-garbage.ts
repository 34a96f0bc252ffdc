import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Gives back the memory of a peak that is over: V8 lets a thread that has gone idle keep it. Costs about 1 ms of CPU for
 * each MB that is still in use.
 */
function collectGarbage(options?: object): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect(options);
}

/** The pause takes 1.8 ms of the thread's CPU for each MB in use; 200 ms are what a server's event loop may be held. */
const MAX_USED_BYTES = 96 * 1024 * 1024;

/**
 * Gives back the young generation too, which V8 lets the main thread's grow to 128 MB and keeps there. Costs several
 * times as much, in one pause: for the end of work that took long.
 */
export function releaseMemory(maxUsedBytes = MAX_USED_BYTES): void {
  collectGarbage();
  if (getHeapStatistics().used_heap_size > maxUsedBytes) return;
  collectGarbage({ type: "major", execution: "sync", flavor: "last-resort" });
}

/** More than what is used after a small change, less than what a full run leaves. */
const GROWTH = 1.3;

/** Collects when this thread's memory has grown by a third since the last time: what is small is not worth the time. */
export function collectWhenGrown(): () => void {
  let usedAfter = 0;
  return () => {
    if (getHeapStatistics().used_heap_size < GROWTH * usedAfter) return;
    collectGarbage();
    usedAfter = getHeapStatistics().used_heap_size;
  };
}
