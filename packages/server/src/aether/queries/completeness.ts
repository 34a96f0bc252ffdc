/** What an answer of the graph rests on: the snapshot, whether the folder has moved on, what was not read and not bound. */
import type { EdgeKind } from "@aether/graph";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";

import type { graphCompleteness } from "../contract.ts";
import { completenessOf, type ScopedRepo } from "../scope/index.ts";
import { firstSkipped, looseNamed, looseOfKinds, type LooseRow, looseWithin } from "./store.ts";
import type { TreeWatch } from "./tree-watch.ts";

/** Which loose uses could have been part of the answer. */
export type InReach =
  | { readonly of: "names"; readonly names: readonly string[]; readonly kinds: readonly EdgeKind[] }
  | { readonly of: "definition"; readonly id: string; readonly path: string; readonly kinds: readonly EdgeKind[] }
  | { readonly of: "kinds"; readonly kinds: readonly EdgeKind[] };

/** What graph questions need beside the database. */
export interface Asking {
  readonly tenant: TenantDb;
  readonly trees: TreeWatch;
  readonly signal: AbortSignal;
}

const SHOWN = 5;
/** Counted at most: the 2,000 uses of a `get` need not be read to say that there are many. */
const COUNTED = 1000;

export async function graphCompletenessOf(
  { tenant, trees, signal }: Asking,
  repo: ScopedRepo,
  inReach: InReach,
): Promise<z.input<typeof graphCompleteness>> {
  const [skipped, loose, movedOn] = await Promise.all([
    repo.skippedFiles === 0 ? [] : firstSkipped(tenant, repo, SHOWN),
    looseIn(tenant, repo, inReach),
    repo.ref === null ? trees.hasMovedOn(repo, signal) : null,
  ]);
  return {
    ...completenessOf({ repos: [repo] }),
    moved_on: movedOn,
    skipped: skipped.map(({ path, reason }) => ({ path, reason })),
    unresolved: {
      count: Math.min(loose.length, COUNTED),
      more: loose.length > COUNTED,
      first: loose.slice(0, SHOWN).map(({ path, line, name, reason }) => ({ file: path, line, name, reason })),
    },
  };
}

async function looseIn(tenant: TenantDb, repo: ScopedRepo, inReach: InReach): Promise<readonly LooseRow[]> {
  const limit = COUNTED + 1;
  switch (inReach.of) {
    case "kinds":
      return looseOfKinds(tenant, repo, { ...inReach, limit });
    case "names":
      return looseNamed(tenant, repo, { ...inReach, limit });
    case "definition":
      return looseWithin(tenant, repo, { ...inReach, limit });
  }
}
