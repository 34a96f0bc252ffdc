/** What a run reads: a folder as it is, or the files of a commit. */
import {
  discover,
  discoverCommit,
  type Discovery,
  type DiscoverOptions,
  objectFolders,
  type ReadResult,
  resolveRef,
} from "@aether/graph/disk";

import { type AllowedRoots, refuseOutside } from "./allowed-roots.ts";
import { faultOfDisk } from "./disk-fault.ts";

export interface Source extends Omit<Discovery, "read" | "branch"> {
  /** In the order of the paths. */
  readAll(paths: readonly string[]): Promise<readonly ReadResult[]>;
}

interface Asked {
  readonly root: string;
  /** A branch, a tag or a commit; the working tree unless given. */
  readonly ref: string | undefined;
  readonly allowedRoots: AllowedRoots;
}

/** @throws Fault of the folder or the ref. */
export async function openSource({ root, ref, allowedRoots }: Asked, options: DiscoverOptions): Promise<Source> {
  try {
    if (ref !== undefined) {
      await refuseBorrowed(root, allowedRoots, options.signal);
      return await discoverCommit(root, ref, options);
    }
    const found = await discover(root, options);
    return { ...found, readAll: async (paths) => paths.map((path) => found.read(path)) };
  } catch (error) {
    throw faultOfDisk(error);
  }
}

/** So that a name that is wrong is told at once, and not by a job. */
export async function requireRef(
  { root, ref, allowedRoots }: Asked & { readonly ref: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await refuseBorrowed(root, allowedRoots, signal);
    await resolveRef(ref, { folder: root, signal });
  } catch (error) {
    throw faultOfDisk(error);
  }
}

/** A folder may say that its commits are kept anywhere: what lies there may be nobody's to read here. */
async function refuseBorrowed(root: string, allowedRoots: AllowedRoots, signal: AbortSignal | undefined) {
  if (allowedRoots === undefined) return;
  for (const real of await objectFolders({ folder: root, signal }))
    await refuseOutside(allowedRoots, { path: root, real });
}
