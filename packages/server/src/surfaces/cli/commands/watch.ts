import type { FolderEvent, FolderNotice, FolderWatch } from "@aether/graph/disk";

import type { Arguments } from "../arguments.ts";
import { CliError, toCliError } from "../failure.ts";
import { requireFolder } from "../given-folder.ts";
import { createRefresher, type Refresher } from "../refresh.ts";
import type { Session } from "../session.ts";
import { tellsOf, type WatchTells } from "../watch-tells.ts";

const INTERRUPTED = 130;
const TEMPORARY = 75;
const RETRY_MS = 1000;
const RETRY_MAX_MS = 30_000;

/** `aether watch`: indexes a folder, then again after every change of it, until Ctrl-C. */
export async function watch(session: Session, given: Arguments): Promise<number> {
  const { host, interrupted } = session;
  const path = process.getBuiltinModule("node:path");
  const folder = path.resolve(host.cwd, given.operands[0] ?? ".");
  await requireFolder(folder);
  session.takeInterrupts();
  // Before the first look: what changes meanwhile is seen.
  const watching = await openWatch(folder, given.has("poll"));
  const close = (): void => watching.close();
  interrupted.addEventListener("abort", close);
  try {
    const client = await session.connect({ announce: true });
    if (interrupted.aborted) return INTERRUPTED;
    const tells = tellsOf(session.print, folder);
    const refresher = createRefresher({ session, client, folder, name: given.text("name"), tells });
    await refresher.first();
    await follow({ watching, refresher, tells, interrupted });
    return INTERRUPTED;
  } finally {
    interrupted.removeEventListener("abort", close);
    close();
  }
}

/** The code that watches is loaded here: no other command needs it. */
async function openWatch(folder: string, isPolling: boolean): Promise<FolderWatch> {
  const { DiskError, watchFolder } = await import("@aether/graph/disk");
  return watchFolder(folder, { isPolling }).catch((error: unknown) => {
    if (!(error instanceof DiskError)) throw error;
    throw new CliError({ code: "PATH_NOT_READABLE", message: error.message, cause: error });
  });
}

interface Following {
  readonly watching: FolderWatch;
  readonly refresher: Refresher;
  readonly tells: WatchTells;
  readonly interrupted: AbortSignal;
}

/** What fails is told and tried again with the next change; what only lacked the server, also without one. */
async function follow({ watching, refresher, tells, interrupted }: Following): Promise<void> {
  let waitMs = 0;
  let next: Promise<FolderEvent | undefined> | undefined;
  while (!interrupted.aborted) {
    // Asked only when the last run is over: what changed during it comes as one.
    next ??= watching.next();
    const event = await (waitMs === 0 ? next : within(next, waitMs));
    if (event === undefined) return;
    if (event.kind !== "late") next = undefined;
    if (isNotice(event)) await tells.notice(event);
    if (event.kind === "gone" || event.kind === "polling") continue;
    const failure = await tryAgain(refresher, event.kind === "changed" ? event.paths : []);
    if (failure !== undefined && !interrupted.aborted) await tells.failed(failure);
    waitMs = failure?.exitCode === TEMPORARY ? longer(waitMs) : 0;
  }
}

function isNotice(event: FolderEvent | Late): event is FolderNotice {
  return event.kind !== "late" && event.kind !== "changed";
}

function longer(waitMs: number): number {
  return Math.min(RETRY_MAX_MS, Math.max(RETRY_MS, 2 * waitMs));
}

async function tryAgain(refresher: Refresher, paths: readonly string[]): Promise<CliError | undefined> {
  try {
    await refresher.again(paths);
    return undefined;
  } catch (error) {
    return toCliError(error);
  }
}

type Late = { readonly kind: "late" };

async function within(next: Promise<FolderEvent | undefined>, ms: number): Promise<FolderEvent | undefined | Late> {
  const { promise: late, resolve } = Promise.withResolvers<Late>();
  const timer = setTimeout(() => resolve({ kind: "late" }), ms);
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}
