import type { IndexRepositoryOutput, Job } from "@aether/client";

import { count, grouped } from "./place.ts";
import { durationOf } from "./progress-bar.ts";
import { plainLine } from "./terminal.ts";

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
    changed: isUnchanged(job) ? "unchanged since they were read" : `${grouped(number("changed"))} changed`,
  };
  return `${files} (${changed}), ${nodes}, ${edges}${Number.isFinite(seconds) ? ` in ${durationOf(seconds)}` : ""}`;
}

/** That a server has the commit still that was read from it. */
function isUnchanged({ result }: Job): boolean {
  return Object(result).unchanged === true;
}

/** That the repository has another name now, where `--name` gave it one. */
export function renamedOf({ repo, renamed_from: before }: IndexRepositoryOutput): string[] {
  return before === null ? [] : [`Renamed "${plainLine(before)}" to "${plainLine(repo)}".`];
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

/** That a model which is a service gave no vectors for some of the texts, and why. */
export function withoutVectorsOf(job: Job): string[] {
  const without = numbersOf(job)("without_vectors");
  if (without === 0) return [];
  const { vectors_stopped: why }: { readonly vectors_stopped?: unknown } = Object(job.result);
  const told = typeof why === "string" ? `: ${plainLine(why)}` : "";
  return [
    `${count(without, "text")} without a vector${told}. Searches find them by words; aether models tells how far it is.`,
  ];
}

/** What indexes of the team's own indexers brought, one line each. */
export function scipOf({ result }: Job): string[] {
  const reports: unknown = new Map<string, unknown>(Object.entries(result ?? {})).get("scip");
  return Array.isArray(reports) ? reports.map((one: unknown) => scipLine(new Map(Object.entries(one ?? {})))) : [];
}

function scipLine(report: ReadonlyMap<string, unknown>): string {
  const number = (name: string): number => Number(report.get(name) ?? 0);
  const stale = number("stale");
  const files = report.get("stale_files");
  const first = Array.isArray(files) ? files.slice(0, 3).map((file) => plainLine(String(file))) : [];
  const more = stale > first.length ? ", …" : "";
  const left = stale === 0 ? "" : `; ${count(stale, "file")} changed since and left out (${first.join(", ")}${more})`;
  const unknown = number("unknown") === 0 ? "" : `; ${count(number("unknown"), "document")} of files that are not here`;
  return `${plainLine(String(report.get("tool")))}: heard about ${count(number("merged"), "file")}${left}${unknown}.`;
}
