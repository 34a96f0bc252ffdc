import { setImmediate } from "node:timers/promises";

const SLICE_MS = 10; // short enough for a server's event loop, long enough that yielding costs nothing

/**
 * Lets the event loop run every 10 ms of synchronous work. Discovery reads files synchronously because the
 * asynchronous calls cost several times the CPU for small files.
 */
export function timeSlices(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let sliceEndsAt = performance.now() + SLICE_MS;
  async function letOthersRun(): Promise<void> {
    await setImmediate();
    signal?.throwIfAborted();
    sliceEndsAt = performance.now() + SLICE_MS;
  }
  return () => (performance.now() < sliceEndsAt ? undefined : letOthersRun());
}
