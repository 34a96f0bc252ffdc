import { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { atSnapshot, type ScopedRepo } from "../scope/index.ts";

const shape = z.strictObject({ n: z.int(), after: z.union([z.int().min(0).max(1_000_000), z.string().max(100)]) });

/** Where a page ended, and the snapshot that all pages read. */
export type Cursor = z.output<typeof shape>;

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** @throws Fault VALIDATION_ERROR for text that `writeCursor` did not make. */
export function readCursor(text: string): Cursor {
  try {
    return shape.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (error) {
    throw new Fault("VALIDATION_ERROR", "the cursor is not one that this operation gave out", {}, error);
  }
}

/**
 * The repository at the snapshot of the first page.
 * @throws Fault CONFLICT where that snapshot is held no more.
 */
export async function repoOfPage(db: TenantDb, repo: ScopedRepo, cursor: Cursor | undefined): Promise<ScopedRepo> {
  if (cursor === undefined || cursor.n === repo.number) return repo;
  const read = await atSnapshot(db, repo, cursor.n);
  if (read !== undefined) return read;
  throw new Fault("CONFLICT", "the snapshot that the first page was read from is gone: ask again without a cursor", {
    snapshot: cursor.n,
    current: repo.number,
  });
}

/** How many come before the page; a page of another kind of answer has no such number. */
export function skipOf(cursor: Cursor | undefined): number {
  if (cursor === undefined) return 0;
  if (typeof cursor.after === "number") return cursor.after;
  throw new Fault("VALIDATION_ERROR", "the cursor is one of another operation");
}
