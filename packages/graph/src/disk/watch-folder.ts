/**
 * Says when a work tree has changed. What the system tells of changes is taken as a hint that a look is worth while, and
 * never as what has changed: events get lost, doubled and renamed, and an index reads the tree itself.
 */
import { statSync } from "node:fs";
import { join } from "node:path";

import { type Hints, openHints } from "./change-hints.ts";
import { openRoot } from "./discover.ts";
import type { WatchOne } from "./folder-watches.ts";
import { gitFolderOf, readGitMark } from "./git-mark.ts";
import { createSettling, type Settling } from "./settle.ts";

export type FolderEvent =
  /** Something has changed and then held still. `paths` are the first that were heard of; they may say too much or too little. */
  | { readonly kind: "changed"; readonly paths: readonly string[] }
  /** The system watches no more folders (the system error's code): from now on the tree is looked at now and then. */
  | { readonly kind: "polling"; readonly code: string }
  /** The folder is not there any more. */
  | { readonly kind: "gone" }
  /** It is there again; everything may have changed. */
  | { readonly kind: "back" };

/** What else there is to say of the folder. */
export type FolderNotice = Exclude<FolderEvent, { readonly kind: "changed" }>;

export interface WatchOptions {
  /** Look at the tree now and then from the start: for file systems that tell nothing, as those of a network. */
  readonly isPolling?: boolean;
  /** Between two looks; 2 s. */
  readonly pollMs?: number;
  /** How long the tree must hold still; 100 ms. */
  readonly quietMs?: number;
  /** Node's own unless given. */
  readonly watch?: WatchOne;
}

export interface FolderWatch {
  /** The next event, undefined after `close`. What happens while nobody asks is kept and told as one. */
  readonly next: () => Promise<FolderEvent | undefined>;
  close(): void;
}

const QUIET_MS = 100; // longer than the pauses within one save
const PATIENCE_MS = 5000;
const POLL_MS = 2000;
/** How often the folder itself is looked for: nothing tells that it was moved or deleted. */
const ROOT_MS = 1000;
/** A lock that git left behind says nothing. */
const LOCK_MS = 30_000;

/** Watches from the moment on at which it resolves. @throws DiskError of a folder that cannot be read. */
export async function watchFolder(folder: string, options: WatchOptions = {}): Promise<FolderWatch> {
  const root = await openRoot(folder);
  const gitFolder = await gitFolderOf(root);
  const settling = createSettling({
    quietMs: options.quietMs ?? QUIET_MS,
    patienceMs: PATIENCE_MS,
    isBusy: () => gitFolder !== undefined && isYoung(join(gitFolder, "index.lock")),
  });
  const notices: FolderNotice[] = [];
  const tell = (notice: FolderNotice): void => {
    notices.push(notice);
    settling.hear("");
  };
  const open = (): Promise<Hints> =>
    openHints({
      root,
      gitFolder,
      onHint: settling.hear,
      onLimit: (code) => tell({ kind: "polling", code }),
      isPolling: options.isPolling ?? false,
      pollMs: options.pollMs ?? POLL_MS,
      watch: options.watch,
    });
  const stand = await standBy({ root, open, tell, settling });
  const next = eventsOf({ settling, notices, look: stand.look, isNews: await newsOf(root) });
  return {
    next,
    close() {
      stand.close();
      settling.close();
    },
  };
}

/** git's own files change also when nothing does that an index reads. */
async function newsOf(root: string): Promise<(paths: readonly string[]) => Promise<boolean>> {
  let mark = await readGitMark(root);
  return async (paths) => {
    if (paths.some((path) => path !== ".git")) return true;
    const before = mark;
    mark = await readGitMark(root);
    return mark !== before;
  };
}

interface Sources {
  readonly settling: Settling;
  readonly notices: FolderNotice[];
  /** Looks whether the folder has gone or come. */
  readonly look: () => Promise<void>;
  readonly isNews: (paths: readonly string[]) => Promise<boolean>;
}

/** Notices first; then what was heard, once it has held still. */
function eventsOf({ settling, notices, look, isNews }: Sources): FolderWatch["next"] {
  return async () => {
    for (;;) {
      const notice = notices.shift();
      // Who hears that it is gone or back knows that everything may have changed.
      if (notice !== undefined && notice.kind !== "polling") settling.clear();
      if (notice !== undefined) return notice;
      const burst = await settling.next();
      if (burst === undefined) return undefined;
      await look();
      if (notices.length > 0 || !(await isNews(burst.paths))) continue;
      return { kind: "changed", paths: burst.paths.filter((path) => path !== "") };
    }
  };
}

interface Stand {
  readonly root: string;
  readonly open: () => Promise<Hints>;
  readonly tell: (notice: FolderNotice) => void;
  readonly settling: Settling;
}

/** Keeps hints open while the folder is there, and opens new ones when it is there again. */
async function standBy({ root, open, tell, settling }: Stand) {
  let hints: Hints | undefined = await open();
  let standing = identityOf(root);
  let isClosed = false;
  /** Tells whether it has gone or come. */
  async function look(): Promise<void> {
    const now = identityOf(root);
    if (now === standing) return;
    const wasThere = standing !== undefined;
    standing = now;
    hints?.close();
    hints = undefined;
    settling.clear();
    if (now === undefined) return tell({ kind: "gone" });
    if (wasThere) tell({ kind: "gone" });
    const opened = await open();
    if (isClosed) return opened.close();
    hints = opened;
    tell({ kind: "back" });
  }
  async function watchOver(): Promise<void> {
    await look();
    if (!isClosed) timer = setTimeout(beat, ROOT_MS);
  }
  const beat = (): void => void watchOver();
  let timer = setTimeout(beat, ROOT_MS);
  return {
    look,
    close: (): void => {
      isClosed = true;
      clearTimeout(timer);
      hints?.close();
    },
  };
}

/** Another one when another folder stands there; undefined where none does. */
function identityOf(root: string): string | undefined {
  const found = statSync(root, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? `${found.dev} ${found.ino}` : undefined;
}

function isYoung(lock: string): boolean {
  const found = statSync(lock, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < LOCK_MS;
}
