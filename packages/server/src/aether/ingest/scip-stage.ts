/** Index files that a run was given → what they say of the run's files, stored by content. Stale documents are told and left out. */
import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { isAbsolute } from "node:path";

import { importScip, type ScipFile } from "@aether/graph/disk";

import { Fault } from "#kernel/errors";

import { type AllowedRoots, refuseOutside } from "./allowed-roots.ts";
import { packFacts } from "./content-store.ts";
import { faultOfDisk } from "./disk-fault.ts";
import type { ScipResult } from "./index-job.ts";
import type { IndexRun } from "./run-context.ts";
import { insertScip, type NewScip } from "./scip-store.ts";
import type { Source } from "./source.ts";

/** Stale paths that a result names. */
const SHOWN = 20;
/** Documents in one transaction. */
const BATCH = 100;

interface Importing {
  readonly run: IndexRun;
  readonly allowedRoots: AllowedRoots;
  readonly repoId: string;
  readonly discovery: Source;
}

export async function importScipFiles(
  { run, allowedRoots, repoId, discovery }: Importing,
  paths: readonly string[],
): Promise<readonly ScipResult[]> {
  const results: ScipResult[] = [];
  for (const path of paths) {
    const file = await scipFileAt(path, allowedRoots);
    let batch: NewScip[] = [];
    const write = async (): Promise<void> => {
      const rows = batch;
      batch = [];
      if (rows.length > 0) await run.fenced((tx) => insertScip(tx, repoId, rows));
    };
    const onFile = async (found: ScipFile): Promise<void> => {
      batch.push(rowOf(found));
      if (batch.length >= BATCH) await write();
    };
    try {
      const { tool, merged, stale, unknown } = await importScip(file, discovery, { signal: run.signal, onFile });
      await write();
      results.push({ tool, merged, stale: stale.length, stale_files: stale.slice(0, SHOWN), unknown });
    } catch (error) {
      throw faultOfDisk(error);
    }
  }
  return results;
}

function rowOf({ path, hash, facts }: ScipFile): NewScip {
  const json = JSON.stringify(facts);
  const digest = createHash("sha256").update(json).digest("hex").slice(0, 32);
  return { path, hash, tool: facts.tool, digest, packed: packFacts(json) };
}

/**
 * An index file on the server's machine with every link resolved: below the same folders as what may be indexed.
 * @throws Fault of the path.
 */
export async function scipFileAt(path: string, allowedRoots: AllowedRoots): Promise<string> {
  if (path.includes("\0")) throw new Fault("PATH_NOT_FOUND", "a path cannot hold a NUL byte");
  if (!isAbsolute(path)) {
    throw new Fault(
      "VALIDATION_ERROR",
      `"${path}" is relative, and the server's directory is not yours: give an absolute path`,
    );
  }
  const real = await realpath(path).catch(async (error: unknown) => {
    await refuseOutside(allowedRoots, { path, real: path });
    throw new Fault("PATH_NOT_FOUND", `"${path}" does not exist or cannot be reached`, { path }, error);
  });
  await refuseOutside(allowedRoots, { path, real });
  if ((await stat(real)).isFile()) return real;
  throw new Fault("SCIP_INVALID", `"${path}" is no file: give the index that the indexer wrote`, { path });
}
