import { count, grouped } from "./place.ts";
import { durationOf } from "./progress-bar.ts";
import { plainLine } from "./terminal.ts";
import type { Job } from "./wire.ts";

/** The numbers that an index job has given, by name; 0 for others. */
export function numbersOf({ result }: Job): (name: string) => number {
  const numbers = new Map(Object.entries(result ?? {}));
  return (name) => Number(numbers.get(name) ?? 0);
}

/** `2 files (1 changed), 3 nodes, 4 edges in 0.2 s`. */
export function resultOf(job: Job): string {
  const { started_at, finished_at } = job;
  const number = numbersOf(job);
  const seconds = (Date.parse(finished_at ?? "") - Date.parse(started_at ?? "")) / 1000;
  const { files, nodes, edges, changed } = {
    files: count(number("files"), "file"),
    nodes: count(number("nodes"), "node"),
    edges: count(number("edges"), "edge"),
    changed: `${grouped(number("changed"))} changed`,
  };
  return `${files} (${changed}), ${nodes}, ${edges}${Number.isFinite(seconds) ? ` in ${durationOf(seconds)}` : ""}`;
}

/** What was left out, and why. */
export function skippedOf({ progress }: Job): string[] {
  const skipped = progress.skipped ?? 0;
  if (skipped === 0) return [];
  const known = progress.skipped_files ?? [];
  const reasons = new Map<string, number>();
  for (const { reason } of known) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counted = [...reasons].map(([reason, files]) => `${files} ${plainLine(reason)}`).join(", ");
  // The job names the first hundred only.
  const why = known.length === skipped ? counted : [...reasons.keys()].map(plainLine).join(", ");
  return [
    `Not read, or in part only: ${count(skipped, "file")}${why === "" ? "" : ` (${why})`}. aether repos lists them.`,
  ];
}
