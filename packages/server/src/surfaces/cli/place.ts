import type { Completeness, NodeSummary } from "@aether/client";

import { plainLine } from "./terminal.ts";

/** `src/a.ts:3-9`, in the form that editors and `aether show` understand. */
export function placeOf({ file, start_line, end_line }: Pick<NodeSummary, "file" | "start_line" | "end_line">): string {
  if (file === "") return "(outside)";
  return `${plainLine(file)}:${start_line}${end_line > start_line ? `-${end_line}` : ""}`;
}

export function titleOf({ kind, qualified_name, name }: NodeSummary): string {
  return `${kind} ${plainLine(qualified_name === "" ? name : qualified_name)}`;
}

/** "Method Store.read (src/store.ts:8)", or that it is about several overloads. */
export function whatWasAsked(
  { node, overloads }: { readonly node: NodeSummary; readonly overloads: number },
  besides = "",
): string {
  const all = overloads > 1 ? `${overloads} overloads of ` : "";
  const place = node.file === "" ? "outside" : placeOf(node);
  return `${all}${titleOf(node)}${besides} (${place}${overloads > 1 ? ", …" : ""})`;
}

/** What an answer may be missing, in a line; nothing when all is there. */
export function gapsOf({ repos }: Completeness): string[] {
  if (repos.length === 0)
    return ["Nothing is indexed yet. Begin with: aether index PATH; aether jobs shows what is being read."];
  const skipped = repos.filter(({ skipped_files }) => skipped_files > 0);
  if (skipped.length === 0) return [];
  const parts = skipped.map(({ repo, skipped_files }) => `${skipped_files} in ${plainLine(repo)}`);
  return [`Files that were not read, or in part only: ${parts.join(", ")} (aether repos says why).`];
}

/** `1 file`, `2 files`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** `3 callers`, or where a page is not all: `20 of 134 callers`, `20 of more than 1,000 callers`. */
export function countShown(
  shown: number,
  found: { readonly count: number; readonly more: boolean },
  words: Words,
): string {
  const { one, many = `${one}s` } = words;
  if (!found.more && found.count <= shown) return count(shown, one, many);
  return `${grouped(shown)} of ${found.more ? "more than " : ""}${count(found.count, one, many)}`;
}

interface Words {
  readonly one: string;
  readonly many?: string;
}

/** `1,234,567`. By hand, because the first use of Intl costs as much CPU as half a call of the API. */
export function grouped(n: number): string {
  return String(Math.round(n)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `12 B`, `3.4 MB`: by thousands, as disks are sold. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power] ?? ""}`;
}
