import { setImmediate } from "node:timers/promises";

const SLICE_MS = 4; // a call of another waits for several of them; yielding costs some microseconds

/**
 * Lets the event loop run every 4 ms of synchronous work. Discovery reads files synchronously because the
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
