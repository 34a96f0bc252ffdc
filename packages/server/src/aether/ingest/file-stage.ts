/** Rows of files: written where content, graph or history differ from the current snapshot. */
import type { FileHistory } from "@aether/graph/disk";

import { inBatches } from "./batches.ts";
import type { StoredFile } from "./content-store.ts";
import { endPaths, type FileRow, insertFiles } from "./graph-store.ts";
import type { Past } from "./histories.ts";
import type { FoundFile } from "./plan-changes.ts";
import type { IndexRun } from "./run-context.ts";
import type { RunStart } from "./snapshot-store.ts";

/** Characters of past subjects kept for a file. */
const HISTORY_MAX = 2000;

export interface FileChange {
  readonly files: readonly FoundFile[];
  /** Hash of each file's part of the graph. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly before: ReadonlyMap<string, StoredFile>;
  readonly removed: readonly string[];
  readonly past: Past;
}

export async function writeFiles(run: IndexRun, begun: RunStart, change: FileChange): Promise<void> {
  const rows = change.files
    .map((file) => rowOf(file, change))
    .filter((row) => differs(row, change.before.get(row.path)));
  const ended = [...rows.map((row) => row.path).filter((path) => change.before.has(path)), ...change.removed];
  for (const paths of inBatches(ended, { count: 1000 })) {
    await run.fenced((tx) => endPaths(tx, begun, { table: "file", paths }));
  }
  for (const batch of inBatches(rows, { count: 2000 })) await run.fenced((tx) => insertFiles(tx, begun, batch));
}

/** Past subjects as the text that is stored and searched. */
export function historyText(past: FileHistory | undefined): string {
  return past?.subjects.join("\n").slice(0, HISTORY_MAX) ?? "";
}

function rowOf(file: FoundFile, change: FileChange): FileRow {
  const past = change.past.get(file.path);
  return {
    path: file.path,
    hash: file.hash,
    graphHash: change.hashes.get(file.path) ?? file.hash,
    language: file.language,
    incomplete: file.incomplete,
    lineCount: file.lineCount,
    bytes: file.bytes,
    history: historyText(past),
    authors: past?.authors.join("\n") ?? "",
    changedAt: past?.changedAt ?? null,
  };
}

function differs(row: FileRow, old: StoredFile | undefined): boolean {
  return (
    old === undefined ||
    old.hash !== row.hash ||
    old.graphHash !== row.graphHash ||
    old.language !== row.language ||
    old.incomplete !== row.incomplete ||
    old.history !== row.history ||
    old.authors !== row.authors ||
    old.changedAt !== row.changedAt
  );
}
