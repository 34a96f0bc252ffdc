/**
 * The lines that define a name, worked out when somebody asks: the graph has no edges to locals. Facts of the file and of
 * those that it uses, directly or through one more, stand for the whole repository; what lies beyond them is not found.
 */
import { type DefiningLine, type FileFacts, openDefinitions, readFacts } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At } from "../browse/store.ts";
import { unpackFacts } from "../ingest/content-store.ts";
import { packedFacts, usedFiles } from "./store.ts";

export interface DefinedAt {
  /** Of the file itself; undefined where it is not parsed. */
  readonly facts: FileFacts | undefined;
  readonly lines: readonly DefiningLine[];
}

/** Steps from file to file, and the files of all of them. */
const HOPS = 2;
const MAX_FILES = 60;
/** Packed facts unpack to about ten times as much, which is read in one go. */
const MAX_PACKED_BYTES = 512 * 1024;

export async function definedAt(
  tenant: TenantDb,
  repo: At,
  asked: {
    readonly path: string;
    readonly text: string;
    readonly line: number;
    readonly column: number;
    readonly version: number;
  },
): Promise<DefinedAt> {
  const { path, version } = asked;
  const [own] = await packedFacts(tenant, repo, { paths: [path], version, bytes: Number.MAX_SAFE_INTEGER });
  if (own === undefined) return { facts: undefined, lines: [] };
  const others = await pathsAround(tenant, repo, path);
  const packed = await packedFacts(tenant, repo, { paths: others, version, bytes: MAX_PACKED_BYTES });
  const files = [own, ...packed].map((one) => ({ path: one.path, facts: readFacts(unpackFacts(one.data)) }));
  const lines = openDefinitions({ repoKey: "", files, manifests: [] })(asked);
  return { facts: files[0]?.facts, lines };
}

/** Nearest first. */
async function pathsAround(tenant: TenantDb, repo: At, path: string): Promise<readonly string[]> {
  const found = [path];
  let from: readonly string[] = found;
  for (let hop = 0; hop < HOPS && from.length > 0 && found.length <= MAX_FILES; hop++) {
    from = await usedFiles(tenant, repo, { from, known: found, limit: MAX_FILES + 1 - found.length });
    found.push(...from);
  }
  return found.slice(1);
}
