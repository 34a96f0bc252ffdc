/** Where a page ends and the next one goes on: a file by its own unit, a line of it, and the snapshot that both were read from. */
import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { partsOfPosition } from "#kernel/operation";

import { atSnapshot, type Scope, type ScopedRepo } from "../scope/index.ts";
import { type ListedFile, type ListStart, pathOfUnit } from "./store.ts";

const FORM = /^(\d{1,10})\.(\d{1,10})\.(\d{1,10})\.(\d{1,10})\.([\w-]{1,20})$/;
/** Of a hash: enough to tell what somebody asks by mistake. */
export const QUESTION_CHARS = 12;

/** `line` is the last that was answered; 0 where the whole file was. */
export function positionOf(
  { scope, question }: { readonly scope: Scope; readonly question: string },
  file: ListedFile,
  line: number,
): string {
  const number = scope.byTrack.get(file.trackId)?.number ?? 0;
  return [file.trackId, number, file.unitId, line, question].join(".");
}

export interface Page {
  /** The repositories that are left, the first at the snapshot that the page before has read. */
  readonly repos: readonly ScopedRepo[];
  readonly start: ListStart;
  /** Of the first file. */
  readonly afterLine: number;
  /** Repeated once the page was read: whether the snapshot is still there. */
  readonly requireHeld: () => Promise<void>;
}

/** @throws Fault CONFLICT where the repository or its snapshot is gone, VALIDATION_ERROR for another operation's or question's cursor. */
export async function pageFrom(
  db: TenantDb,
  scope: Scope,
  { cursor, question }: { readonly cursor: string | undefined; readonly question: string },
): Promise<Page> {
  const { repos } = scope;
  if (cursor === undefined) {
    return { repos, start: { path: "", isIncluded: false }, afterLine: 0, requireHeld: () => Promise.resolve() };
  }
  const parts = partsOfPosition(cursor, FORM);
  if (parts.at(-1) !== question) throw askedOtherwise();
  const [trackId = 0, number = 0, unitId = 0, line = 0] = parts.map(Number);
  const at = repos.findIndex((repo) => repo.trackId === trackId);
  const held = (): Promise<ScopedRepo> => heldAt(db, repos[at], number);
  const first = await held();
  const path = await pathOfUnit(db, first, unitId);
  if (path === undefined) throw gone();
  return {
    repos: [first, ...repos.slice(at + 1)],
    start: { path, isIncluded: line > 0 },
    afterLine: line,
    requireHeld: async () => void (await held()),
  };
}

async function heldAt(db: TenantDb, repo: ScopedRepo | undefined, number: number): Promise<ScopedRepo> {
  const held = repo === undefined ? undefined : await atSnapshot(db, repo, number);
  if (held === undefined) throw gone();
  return held;
}

function askedOtherwise(): Fault {
  const message =
    "the cursor is of another question: give the pattern, filters, repositories and state of the page before, or no cursor";
  return new Fault("VALIDATION_ERROR", message, { problems: [{ path: "cursor", message }] });
}

function gone(): Fault {
  return new Fault("CONFLICT", "what the page before was read from is gone: ask again without a cursor");
}
