import type { Db, TenantDb } from "#kernel/db";
import type { Context } from "#kernel/tenancy";

import { requireNode } from "../browse/nodes.ts";
import { type NodeRow, overloadsOf } from "../browse/store.ts";
import { type AsOf, resolveScope, type Scope, type ScopedRepo } from "../scope/index.ts";
import type { Asking } from "./completeness.ts";
import { type Cursor, readCursor, repoOfPage } from "./cursor.ts";
import type { TreeWatch } from "./tree-watch.ts";

export interface GraphNeeds {
  readonly db: Db;
  readonly trees: TreeWatch;
}

export function asking({ db, trees }: GraphNeeds, context: Context): Asking {
  return { tenant: db.forTenant(context), trees, signal: context.signal };
}

export interface AskedNode {
  readonly start: NodeRow;
  /** Its id as the database writes it, and those of its other overloads if the question is about all of them. */
  readonly ids: readonly string[];
  /** Its repository, at the snapshot that the answer reads. */
  readonly repo: ScopedRepo;
  readonly scope: Scope;
  readonly cursor: Cursor | undefined;
}

interface Asked extends AsOf {
  readonly id: string;
  readonly overloads: boolean;
  readonly repo?: string | undefined;
  readonly cursor?: string | undefined;
}

/** The node that a question is about, at the snapshot of the first page. */
export async function askedNode(asks: Asking, asked: Asked): Promise<AskedNode> {
  const found = await startOf(asks, asked);
  return { ...found, ids: await idsOf(asks.tenant, found, asked) };
}

async function startOf({ tenant }: Asking, asked: Asked): Promise<Omit<AskedNode, "ids">> {
  const scope = await resolveScope(tenant, asked.repo === undefined ? [] : [asked.repo], asked);
  const cursor = asked.cursor === undefined ? undefined : readCursor(asked.cursor);
  const found = await requireNode(tenant, scope, asked.id);
  const repo = await repoOfPage(tenant, ofTrack(scope, found), cursor);
  if (cursor === undefined) return { start: found, repo, scope, cursor };
  const held = { repos: [repo], byTrack: new Map([[repo.trackId, repo]]) };
  return { start: await requireNode(tenant, held, asked.id), repo, scope: held, cursor };
}

/** The ids that stand for a node in a question. */
export async function idsOf(
  tenant: TenantDb,
  { start, repo }: Pick<AskedNode, "start" | "repo">,
  { overloads }: { readonly overloads: boolean },
): Promise<readonly string[]> {
  return overloads ? overloadsOf(tenant, repo, start) : [start.node_id];
}

/** @throws Error if the row was not read within the scope, which is a bug. */
function ofTrack(scope: Scope, row: NodeRow): ScopedRepo {
  const repo = scope.byTrack.get(row.track_id);
  if (repo === undefined) throw new Error(`track ${row.track_id} is not in the scope`);
  return repo;
}
