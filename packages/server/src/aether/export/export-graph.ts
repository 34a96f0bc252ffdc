import { exportEdge, exportNode } from "@aether/graph";
import { z } from "zod";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import type { NodeRow } from "../browse/store.ts";
import { exportInput, exportOutput } from "../contract.ts";
import { toNodeId } from "../ingest/ids.ts";
import { atSnapshot, completenessOf, resolveScope } from "../scope/index.ts";
import { edgePage, type EdgeRow, nodePage } from "./store.ts";

const LEAST_ID = "-9223372036854775808";

/** Where the next page begins, and the snapshot that all pages of one export read. */
const cursorShape = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("node"), n: z.int(), id: z.string().regex(/^-?\d{1,19}$/) }),
  z.strictObject({
    of: z.literal("edge"),
    n: z.int(),
    from: z.string().regex(/^-?\d{1,19}$/),
    kind: z.string().max(20),
    to: z.string().regex(/^-?\d{1,19}$/),
  }),
]);
type Cursor = z.output<typeof cursorShape>;

/** `export_graph`: the stored graph of a repository, page by page, in the export format. */
export function exportGraph(db: Db) {
  return operation({
    name: "export_graph",
    kind: "query",
    summary: "The graph of a repository as rows of the export format, page by page.",
    permission: "code:read",
    input: exportInput,
    output: exportOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT"],
    http: { method: "GET", path: "/repositories/{id}/graph" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const scope = await resolveScope(tenant, [input.id], input);
      const [repo] = scope.repos;
      if (repo === undefined) throw new Fault("NOT_FOUND", `no repository "${input.id}" is indexed`);
      const cursor = readCursor(input.cursor, repo.number);
      const page = { at: { trackId: repo.trackId, number: cursor.n }, limit: input.limit };
      const answer = cursor.of === "node" ? await nodes(page, cursor) : await edges(page, cursor);
      // After the page was read: a snapshot is taken off the list before the first of its rows goes.
      const read = await atSnapshot(tenant, repo, cursor.n);
      if (read === undefined) {
        throw new Fault("CONFLICT", "the snapshot that the first page was read from is gone: start the export anew", {
          snapshot: cursor.n,
          current: repo.number,
        });
      }
      return { ...answer, completeness: completenessOf({ repos: [read] }) };

      async function nodes(asked: typeof page, from: Extract<Cursor, { of: "node" }>) {
        const rows = await nodePage(tenant, asked, from.id);
        const last = rows.at(-1);
        const next: Cursor =
          last !== undefined && rows.length === asked.limit
            ? { of: "node", n: from.n, id: last.node_id }
            : { of: "edge", n: from.n, from: LEAST_ID, kind: "", to: LEAST_ID };
        return { rows: rows.map(presentNode), next_cursor: writeCursor(next) };
      }

      async function edges(asked: typeof page, from: Extract<Cursor, { of: "edge" }>) {
        const rows = await edgePage(tenant, asked, { fromId: from.from, kind: from.kind, toId: from.to });
        const last = rows.at(-1);
        const more = last !== undefined && rows.length === asked.limit;
        const next = more
          ? writeCursor({ of: "edge", n: from.n, from: last.from_id, kind: last.kind, to: last.to_id })
          : null;
        return { rows: rows.map(presentEdge), next_cursor: next };
      }
    },
  });
}

function presentNode(row: NodeRow) {
  return exportNode({
    id: toNodeId(row.node_id),
    kind: row.kind,
    name: row.name,
    qualifiedName: row.qualified_name,
    file: row.path,
    startLine: row.start_line,
    endLine: row.end_line,
    language: row.language,
    parentId: row.parent_id === null ? "" : toNodeId(row.parent_id),
    signature: row.signature,
    doc: row.doc,
    visibility: row.visibility,
    exported: row.exported,
  });
}

function presentEdge(row: EdgeRow) {
  const [from, to] = [toNodeId(row.from_id), toNodeId(row.to_id)];
  return exportEdge({ kind: row.kind, from, to, lines: row.lines, tier: row.tier });
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor(text: string | undefined, number: number): Cursor {
  if (text === undefined) return { of: "node", n: number, id: LEAST_ID };
  try {
    return cursorShape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    throw new Fault("VALIDATION_ERROR", "the cursor is not one that this operation gave out", {}, error);
  }
}
