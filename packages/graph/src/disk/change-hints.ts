/** Hints that a tree has changed: told by the system where it does that, found by looking where it does not. */
import { join } from "node:path";

import { createFolderWatches, type FolderWatches, type FolderWatchesOptions, type WatchOne } from "./folder-watches.ts";
import { pollTree } from "./tree-poll.ts";
import { isRulesFile, readWantedPaths } from "./wanted-paths.ts";

export interface HintOptions {
  readonly root: string;
  /** Where git keeps the state of the work tree. */
  readonly gitFolder: string | undefined;
  /** Hears paths that can matter, `.git` for git's own state, and an empty one where anything may have changed. */
  readonly onHint: (path: string) => void;
  /** The system watches no more folders: from now on they are looked at. */
  readonly onLimit: (code: string) => void;
  readonly isPolling: boolean;
  readonly pollMs: number;
  readonly watch: WatchOne | undefined;
}

export interface Hints {
  close(): void;
}

/** What of git's own files says where the work tree stands, or what is ignored in it. */
const GIT_FILES = ["HEAD", "index", "logs/HEAD", "reftable/tables.list", "info/exclude"];
const GIT_FOLDERS = ["logs", "reftable", "info"];

/** Hints of all that happens after this has resolved. */
export async function openHints(options: HintOptions): Promise<Hints> {
  const { root, gitFolder, onHint } = options;
  const closing = new AbortController();
  let wanted = await readWantedPaths(root, closing.signal);
  let watches: FolderWatches | undefined;

  async function readRules(): Promise<void> {
    wanted = await readWantedPaths(root, closing.signal);
    watches?.add(""); // what was ignored until now was not watched
    onHint("");
  }
  /** Rules that cannot be read (the folder is gone, git is busy) are looked for by the run that the hint brings. */
  function lookAgain(): void {
    if (!closing.signal.aborted) onHint("");
  }
  function onEvent(path: string): void {
    if (isRulesFile(path)) readRules().catch(lookAgain);
    else if (path === "" || path === ".git" || wanted.isWantedFile(path)) onHint(path);
  }
  function poll(): void {
    const gitFiles = gitFolder === undefined ? [] : GIT_FILES.map((name) => join(gitFolder, name));
    const stop = pollTree({ root, wanted: () => wanted, onEvent, gitFiles, everyMs: options.pollMs });
    closing.signal.addEventListener("abort", stop, { once: true });
  }
  if (options.isPolling) poll();
  else {
    const onLimit = (code: string): void => {
      poll();
      options.onLimit(code);
    };
    watches = watchAll({ ...options, onLimit }, { isWanted: (path) => wanted.isWantedFolder(path), onEvent });
    closing.signal.addEventListener("abort", watches.close, { once: true });
  }
  return { close: () => closing.abort() };
}

/** Watches the tree and git's own files; neither from the moment on at which there are too many watches. */
function watchAll(
  { root, gitFolder, watch, onLimit }: HintOptions,
  { isWanted, onEvent }: Pick<FolderWatchesOptions, "isWanted" | "onEvent">,
): FolderWatches {
  let isLimited = false;
  const close = (): void => {
    ofTree.close();
    ofGit?.close();
  };
  const shared = {
    ...(watch !== undefined && { watch }),
    onLimit: (code: string): void => {
      if (isLimited) return;
      isLimited = true;
      close();
      onLimit(code);
    },
  };
  const onGitEvent = (path: string): void => {
    if (path === "info/exclude") onEvent(".gitignore");
    else if (GIT_FILES.includes(path)) onEvent(".git");
  };
  const isGitFolder = (path: string): boolean => GIT_FOLDERS.includes(path);
  const ofTree = createFolderWatches({ ...shared, root, isWanted, onEvent });
  const ofGit =
    gitFolder === undefined
      ? undefined
      : createFolderWatches({ ...shared, root: gitFolder, isWanted: isGitFolder, onEvent: onGitEvent });
  ofTree.add("");
  ofGit?.add("");
  return { add: ofTree.add, close };
}
