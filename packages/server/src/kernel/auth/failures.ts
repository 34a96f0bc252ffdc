import type { Clock } from "#kernel/time";

const WINDOW_MS = 60_000;
const KEPT_MAX = 10_000;

/** Counts failures by name, within a minute and this process. */
export interface Failures {
  count(name: string): number;
  add(name: string): void;
}

export function createFailures(clock: Clock): Failures {
  const windows = new Map<string, { count: number; readonly untilMs: number }>();
  const current = (name: string) => {
    const window = windows.get(name);
    if (window !== undefined && window.untilMs > clock.now()) return window;
    windows.delete(name);
    return undefined;
  };
  return {
    count: (name) => current(name)?.count ?? 0,
    add(name) {
      const window = current(name);
      if (window !== undefined) {
        window.count += 1;
        return;
      }
      const [oldest] = windows.keys();
      if (windows.size >= KEPT_MAX && oldest !== undefined) windows.delete(oldest);
      windows.set(name, { count: 1, untilMs: clock.now() + WINDOW_MS });
    },
  };
}
