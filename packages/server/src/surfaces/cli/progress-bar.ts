import type { Job } from "@aether/client";

import { grouped } from "./place.ts";
import type { Printer } from "./printer.ts";
import { plainLine } from "./terminal.ts";

const BAR_CELLS = 20;

export interface Progress {
  readonly show: (job: Job) => void;
  /** Leaves the line to others. */
  end(): void;
}

/**
 * Shows a job while it runs: one line that is drawn over on a terminal, a line a stage elsewhere. It moves by carriage
 * return and blanks alone, so that no escape sequence is written. Whoever reads JSON finds nothing but JSON there.
 */
export function createProgress(print: Printer): Progress {
  if (print.bar !== undefined) return drawnBar(print, print.bar.columns);
  return print.isJson ? { show: () => undefined, end: () => undefined } : linePerStage(print);
}

function linePerStage(print: Printer): Progress {
  let shown = "";
  return {
    show({ stage, state }) {
      if (stage === shown || state !== "running") return;
      shown = stage;
      print.say(plainLine(stage));
    },
    end: () => undefined,
  };
}

function drawnBar(print: Printer, columns: number): Progress {
  let drawn = 0;
  const draw = (text: string): void => {
    const line = text.slice(0, columns - 1); // the last column would wrap on some terminals
    print.draw(`\r${line}${" ".repeat(Math.max(0, drawn - line.length))}`);
    drawn = line.length;
  };
  return {
    show: (job) => draw(progressLine(job)),
    end() {
      draw("");
      print.draw("\r");
    },
  };
}

/** Stage, bar, counts, rate, time left, files left out. */
export function progressLine({ stage, state, percent, progress }: Job): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR_CELLS);
  const bar = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
  const { done, total, rate, skipped } = progress;
  const parts = [
    `${plainLine(stage === "" ? state : stage).padEnd(10)} ${bar} ${String(Math.round(percent)).padStart(3)} %`,
  ];
  if (done !== undefined && total !== undefined && total > 0) parts.push(`${done}/${total}`);
  if (rate !== undefined && rate > 0) parts.push(`${grouped(rate)}/s`);
  const left = secondsLeft(progress);
  if (left !== undefined) parts.push(`${durationOf(left)} left`);
  if (skipped !== undefined && skipped > 0) parts.push(`${skipped} skipped`);
  return parts.join("  ");
}

function secondsLeft({ done, total, rate }: Job["progress"]): number | undefined {
  if (done === undefined || total === undefined || rate === undefined || rate <= 0 || done >= total) return undefined;
  return Math.ceil((total - done) / rate);
}

export function durationOf(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
