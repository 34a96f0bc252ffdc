import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

import { Fault } from "#kernel/errors";
import type { Context } from "#kernel/tenancy";

/** Undefined: anywhere. */
export type AllowedRoots = readonly string[] | undefined;

/**
 * Where a caller may have folders read: without roots, only whoever owns the machine's data directory names its folders.
 */
export function rootsFor({ actor }: Pick<Context, "actor">, allowedRoots: AllowedRoots): AllowedRoots {
  return actor.kind === "owner" ? allowedRoots : (allowedRoots ?? []);
}

/** Asked before anything is said about the path, so that nobody learns what lies outside. */
export async function refuseOutside(
  allowedRoots: AllowedRoots,
  asked: { readonly path: string; readonly real: string },
): Promise<void> {
  if (allowedRoots === undefined) return;
  // A root that does not exist allows what is written as lying below it: that does not exist either.
  const roots = await Promise.all(allowedRoots.map((root) => realpath(root).catch(() => resolve(root))));
  const isInside = [...roots, ...allowedRoots.map((root) => resolve(root))].some((root) => isBelow(root, asked.real));
  if (isInside) return;
  throw new Fault("PATH_NOT_ALLOWED", `"${asked.path}" lies outside of the folders that may be indexed here`, {
    path: asked.path,
  });
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
