/** Graph → rows: what a file contributes is compared by one hash, and only files whose hash differs are written. */
import type { FileGraph, GraphNode } from "@aether/graph";
import type { ResolverThread, Resolved } from "@aether/graph/disk";

import type { Tx } from "#kernel/db";

import { inBatches } from "./batches.ts";
import type { StoredFile } from "./content-store.ts";
import {
  type EdgeRow,
  endNodes,
  endPaths,
  externalIds,
  insertEdges,
  insertNodes,
  insertUnresolved,
  type Run,
  type UnresolvedRow,
} from "./graph-store.ts";
import { toBigint } from "./ids.ts";

/** Rows in one transaction: short enough that searches on the embedded database do not wait for it. */
const ROWS = 4000;
/** Rows taken from the resolver's thread at a time. */
const ROWS_HELD = 3 * ROWS;

export type Fenced = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

export interface GraphChange {
  readonly run: Run;
  readonly resolver: ResolverThread;
  readonly resolved: Resolved;
  readonly before: ReadonlyMap<string, StoredFile>;
  readonly removed: readonly string[];
  readonly onRows: (rows: number) => void;
}

/** Writes the difference to the current snapshot under the run's number; readers see none of it before the switch. */
export async function writeGraph(fenced: Fenced, change: GraphChange): Promise<void> {
  const { run, resolver, resolved, before } = change;
  const differing = resolved.files.filter((file) => before.get(file.path)?.graphHash !== file.hash);
  const ended = [...differing.map((file) => file.path).filter((path) => before.has(path)), ...change.removed];
  for (const paths of inBatches(ended, { count: 500 })) {
    await fenced(async (tx) => {
      for (const table of ["node", "edge", "unresolved"] as const) await endPaths(tx, run, { table, paths });
    });
  }
  for (const batch of inBatches(differing, { count: 500, weight: ROWS_HELD, weigh: (file) => file.rows })) {
    await writeFileGraphs(fenced, change, await resolver.takeGraphs(batch.map((file) => file.path)));
  }
  await writeExternals(fenced, run, resolved.externals);
}

async function writeFileGraphs(fenced: Fenced, { run, onRows }: GraphChange, files: readonly FileGraph[]) {
  const nodes = files.flatMap((file) => file.nodes);
  const edges = files.flatMap((file) => file.edges.map((edge): EdgeRow => ({ path: file.path, edge })));
  const loose = files.flatMap((file) =>
    file.unresolved.map((unresolved, ordinal): UnresolvedRow => ({ path: file.path, ordinal, unresolved })),
  );
  const write = async <T>(rows: readonly T[], insert: (tx: Tx, run: Run, rows: readonly T[]) => Promise<void>) => {
    for (const batch of inBatches(rows, { count: ROWS })) {
      await fenced((tx) => insert(tx, run, batch));
      onRows(batch.length);
    }
  };
  await write(nodes, insertNodes);
  await write(edges, insertEdges);
  await write(loose, insertUnresolved);
}

async function writeExternals(fenced: Fenced, run: Run, externals: readonly GraphNode[]): Promise<void> {
  await fenced(async (tx) => {
    const old = await externalIds(tx, run);
    const added = externals.filter((node) => !old.delete(toBigint(node.id)));
    for (const batch of inBatches(old, { count: ROWS })) await endNodes(tx, run, batch);
    for (const batch of inBatches(added, { count: ROWS })) await insertNodes(tx, run, batch);
  });
}
