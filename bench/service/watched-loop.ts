/** How long calls wait for the event loop of this process. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface LoopFigures {
  /** By perf_hooks: milliseconds between two looks of a millisecond each, those that the machine gave to others included. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  /** Of what this thread itself worked between two looks, which is the same on a busy machine. */
  readonly workP99Ms: number;
  readonly workMaxMs: number;
  /** Milliseconds of each second that this thread worked, and that it was ready to work and another had the processor (Linux). */
  readonly workedMsPerSecond: number;
  readonly queuedMsPerSecond: number | undefined;
}

const MICROS = 1000;

/** Watches until it is asked for the figures. */
export function watchLoop(): () => LoopFigures {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const worked: number[] = [];
  let before = cpuMs();
  const begun = { at: performance.now(), cpu: before, queued: queuedMs() };
  const look = setInterval(() => {
    const now = cpuMs();
    worked.push(now - before);
    before = now;
  }, 1);
  delays.enable();
  return () => {
    delays.disable();
    clearInterval(look);
    const seconds = (performance.now() - begun.at) / 1000;
    const queued = queuedMs();
    const sorted = worked.toSorted((a, b) => a - b);
    return {
      delayP99Ms: delays.percentile(99) / 1e6,
      delayMaxMs: delays.max / 1e6,
      workP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      workMaxMs: sorted.at(-1) ?? 0,
      workedMsPerSecond: (cpuMs() - begun.cpu) / seconds,
      queuedMsPerSecond:
        queued === undefined || begun.queued === undefined ? undefined : (queued - begun.queued) / seconds,
    };
  };
}

/** Of this thread alone: not of workers, not of PostgreSQL. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / MICROS;
}

/** How long this thread has waited for a processor so far, by the kernel's count. */
function queuedMs(): number | undefined {
  if (process.platform !== "linux") return undefined;
  const [, queuedNs] = readFileSync("/proc/thread-self/schedstat", "utf8").split(" ");
  return Number(queuedNs) / 1e6;
}
