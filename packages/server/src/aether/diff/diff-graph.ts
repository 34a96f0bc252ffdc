import { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { type NodeRow, nodesById } from "../browse/store.ts";
import { diffInput, diffOutput } from "../contract-diff.ts";
import { toNodeId } from "../ingest/ids.ts";
import type { GraphNeeds } from "../queries/asked-node.ts";
import type { TreeWatch } from "../queries/tree-watch.ts";
import { type AsOf, requireKept, resolveScope, type Scope, type ScopedRepo } from "../scope/index.ts";
import {
  type ChangeCount,
  changedDefinitions,
  changedEdges,
  countChanges,
  type DefinitionRow,
  type EdgeChangeRow,
  type Sides,
} from "./store.ts";

type Output = z.input<typeof diffOutput>;

/** Where the next page begins, and the snapshots that all pages compare. */
const cursorShape = z.strictObject({
  of: z.enum(["definitions", "edges"]),
  at: z.int().min(0).max(1_000_000_000),
  from: z.int().min(1),
  to: z.int().min(1),
});
type Cursor = z.output<typeof cursorShape>;

/** `diff_graph`: what is another in one snapshot than in another one, of a repository's working tree and refs. */
export function diffGraph({ db, trees }: GraphNeeds) {
  return operation({
    name: "diff_graph",
    kind: "query",
    summary: "Definitions and edges that were added, removed, changed or moved between two snapshots or refs.",
    permission: "code:read",
    input: diffInput,
    output: diffOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE"],
    http: { method: "GET", path: "/repositories/{id}/diff" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const cursor = readCursor(input.cursor);
      const [from, to] = [sideOf(input.from, input.ref, cursor?.from), sideOf(input.to, input.ref, cursor?.to)];
      const [old, now] = [await readSide(tenant, input.id, from), await readSide(tenant, input.id, to)];
      const sides: Sides = { from: old.repo, to: now.repo };
      const page: Cursor = cursor ?? { of: "definitions", at: 0, from: old.repo.number, to: now.repo.number };
      const window = { offset: page.at, limit: input.limit };
      const counts = await countChanges(tenant, sides);
      const definitions = page.of === "definitions" ? await changedDefinitions(tenant, sides, window) : [];
      const edges = page.of === "edges" ? await changedEdges(tenant, sides, window) : [];
      const ends = await endsOf(tenant, { old, now }, edges);
      for (const { scope, repo } of [old, now]) await requireKept(tenant, scope, { snapshot: repo.number });
      return {
        repo: now.repo.name,
        from: await presentSide(old.repo, trees, context.signal),
        to: await presentSide(now.repo, trees, context.signal),
        counts: presentCounts(counts),
        definitions: definitions.map((row) => presentDefinition(now.repo.name, row)),
        edges: edges.map((row) => presentEdge(row, ends)),
        next_cursor: nextOf(page, { limit: input.limit, rows: definitions.length + edges.length }),
      };
    },
  });
}

const WORKTREE = "worktree";

/** `worktree`, `12`, `main`, `main@12`. A later page keeps to the number that the first one read. */
function sideOf(text: string, ref: string | undefined, pinned: number | undefined): AsOf {
  const [, named = text, number] = /^(.+)@(\d{1,9})$/s.exec(text) ?? [];
  const isNumber = /^\d{1,9}$/.test(text);
  const track = isNumber ? ref : named === WORKTREE ? undefined : named;
  const given = isNumber ? Number(text) : number === undefined ? undefined : Number(number);
  return { ref: track, snapshot: pinned ?? given };
}

interface Side {
  readonly scope: Scope;
  readonly repo: ScopedRepo;
}

async function readSide(tenant: TenantDb, id: string, asOf: AsOf): Promise<Side> {
  const scope = await resolveScope(tenant, [id], asOf);
  const [repo] = scope.repos;
  if (repo === undefined) throw new Fault("NOT_FOUND", `no repository "${id}" is indexed`);
  return { scope, repo };
}

async function presentSide(repo: ScopedRepo, trees: TreeWatch, signal: AbortSignal): Promise<Output["from"]> {
  const { ref, number: snapshot, commit, dirty, indexedAt, skippedFiles } = repo;
  const movedOn = await trees.hasMovedOn(repo, signal);
  return { ref, snapshot, commit, dirty, indexed_at: indexedAt, skipped_files: skippedFiles, moved_on: movedOn };
}

function presentCounts(rows: readonly ChangeCount[]): Output["counts"] {
  const definitions = { added: 0, removed: 0, changed: 0, moved: 0 };
  const edges: Output["counts"]["edges"] = [];
  for (const { of: kind, change, tier, count } of rows) {
    if (kind === "definition") definitions[change] = count;
    else if (change !== "moved") edges.push({ change, kind, tier, count });
  }
  return { definitions, edges };
}

function presentDefinition(repo: string, row: DefinitionRow): Output["definitions"][number] {
  const { kind, name, qualified_name, path: file, start_line, end_line, language } = row;
  const { before_path, before_line, before_signature } = row;
  const hasBefore = row.change === "changed" || row.change === "moved";
  return {
    change: row.change,
    what: row.what,
    node: { id: toNodeId(row.node_id), kind, name, qualified_name, repo, file, start_line, end_line, language },
    signature: row.signature,
    before: hasBefore
      ? { file: before_path ?? "", start_line: before_line ?? 0, signature: before_signature ?? "" }
      : null,
  };
}

type Ends = (row: EdgeChangeRow, id: string) => ReturnType<typeof presentNode>;

/** What removed edges bound is looked up where they were, what others bind where they are. */
async function endsOf(
  tenant: TenantDb,
  { old, now }: { readonly old: Side; readonly now: Side },
  edges: readonly EdgeChangeRow[],
): Promise<Ends> {
  const idsOf = (isRemoved: boolean): string[] =>
    edges.filter(({ change }) => (change === "removed") === isRemoved).flatMap((row) => [row.from_id, row.to_id]);
  const byId = (rows: readonly NodeRow[]) => new Map(rows.map((row) => [row.node_id, row]));
  const [before, after] = await Promise.all([
    nodesById(tenant, [old.repo], idsOf(true)).then(byId),
    nodesById(tenant, [now.repo], idsOf(false)).then(byId),
  ]);
  return ({ change }, id) => {
    const row = (change === "removed" ? before : after).get(id);
    if (row === undefined) throw new Error(`an edge leads to ${id}, which is not there`);
    return presentNode((change === "removed" ? old : now).scope, row);
  };
}

function presentEdge(row: EdgeChangeRow, ends: Ends): Output["edges"][number] {
  const { change, kind, tier, tier_before } = row;
  return { change, kind, tier, tier_before, from: ends(row, row.from_id), to: ends(row, row.to_id) };
}

function nextOf(page: Cursor, { rows, limit }: { readonly rows: number; readonly limit: number }): string | null {
  if (rows === limit) return writeCursor({ ...page, at: page.at + rows });
  return page.of === "definitions" ? writeCursor({ ...page, of: "edges", at: 0 }) : null;
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    return cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    throw new Fault("VALIDATION_ERROR", "the cursor is not one that this operation gave out", {}, error);
  }
}
