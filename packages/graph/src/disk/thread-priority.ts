import { readlinkSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { debuglog } from "node:util";

/** Of nine parts of a processor that two want, the other gets eight; one that nobody else wants is had as a whole. */
const NICER_BY = 10;
const NICEST = 19;

/**
 * Lets the threads that answer calls go before this one, which works through what may be much. Linux alone gives each thread a
 * priority of its own; elsewhere, and where it is not allowed, this thread goes on as all others (`NODE_DEBUG=aether` tells).
 */
export function lowerThreadPriority(): void {
  if (process.platform !== "linux") return;
  try {
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(thread, Math.min(NICEST, getPriority(thread) + NICER_BY));
  } catch (error) {
    debuglog("aether")("a thread keeps its priority: %s", error);
  }
}
