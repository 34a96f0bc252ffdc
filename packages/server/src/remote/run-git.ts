/**
 * Starts git for a repository of somebody else's. Its arguments are ours but for a URL and names that were checked, its
 * environment is a list, it reads no configuration but what is said here, and it and all it starts are killed together.
 * The kernel bounds its memory and the size of each file it writes, whatever the other side sends.
 */
import { spawn } from "node:child_process";

export interface GitRun {
  /** Where it runs, which is also its home: nothing of a user's is found there. */
  readonly folder: string;
  readonly config: readonly string[];
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxFileBytes: number;
  /** Given once, through a pipe, to the program that asks for it. */
  readonly credential?: Credential | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface Credential {
  readonly username: string;
  readonly secret: string;
}

export interface GitEnd {
  readonly isDone: boolean;
  readonly isLate: boolean;
  readonly output: string;
  /** What it said, at most 64 kB. */
  readonly said: string;
}

/** Address space: git maps the packs that it reads. */
const MAX_MEMORY_KB = 3 * 1024 * 1024;
/** Kept of what it writes. */
export const MAX_TEXT = 64 * 1024;
const BLOCK_BYTES = 512;

const CONFIG = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.askPass=",
  "core.attributesFile=/dev/null",
  "core.bigFileThreshold=8m",
  "core.packedGitLimit=256m",
  "core.packedGitWindowSize=32m",
  "credential.helper=",
  "fetch.unpackLimit=1",
  "fetch.writeCommitGraph=false",
  "fetch.recurseSubmodules=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "http.followRedirects=false",
  "http.lowSpeedLimit=1000",
  "http.lowSpeedTime=20",
  "http.proxy=",
  "http.sslVerify=true",
  "pack.threads=1",
  "protocol.allow=never",
  "protocol.https.allow=always",
  "protocol.version=2",
  "submodule.recurse=false",
];

/** Descriptor 3 is a pipe that is read empty by who comes first; `store` and `erase` are told nothing. */
const HELPER = 'credential.helper=!f() { test "$1" = get && cat <&3; }; f';
const SCRIPT = 'ulimit -v "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; shift 2; exec git "$@"';

/** Never rejects for what git does: how it ended is in the answer. */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitEnd> {
  run.signal.throwIfAborted();
  const settings = [...CONFIG, ...(run.credential === undefined ? [] : [HELPER]), ...run.config];
  const limits = [String(MAX_MEMORY_KB), String(Math.ceil(run.maxFileBytes / BLOCK_BYTES))];
  const all = [...settings.flatMap((setting) => ["-c", setting]), ...args];
  const child = spawn("/bin/sh", ["-c", SCRIPT, "git", ...limits, ...all], {
    cwd: run.folder,
    env: environment(run.folder),
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  const kill = (): void => {
    if (pid !== undefined) killGroup(pid);
  };
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, run.timeoutMs);
  run.signal.addEventListener("abort", kill, { once: true });
  giveCredential(child.stdio[3], run.credential);
  const output = keepText(child.stdout, () => undefined);
  const said = keepText(child.stderr, (text) => run.onProgress?.(text));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    run.signal.throwIfAborted();
    return { isDone: code === 0, isLate, output: output(), said: said() };
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener("abort", kill);
    // What git started may outlive it.
    kill();
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function giveCredential(pipe: unknown, credential: Credential | undefined): void {
  if (!isWritable(pipe)) return;
  // git may end without having asked.
  pipe.on("error", () => undefined);
  pipe.end(credential === undefined ? "" : `username=${credential.username}\npassword=${credential.secret}\n`);
}

function isWritable(pipe: unknown): pipe is NodeJS.WritableStream {
  return typeof pipe === "object" && pipe !== null && "write" in pipe;
}

function keepText(stream: NodeJS.ReadableStream | null, onText: (text: string) => void): () => string {
  let kept = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (text: string) => {
    onText(text);
    // The end says what went wrong; an endless one is not kept.
    kept = (kept + text).slice(-MAX_TEXT);
  });
  return () => kept;
}

function environment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "https",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_CEILING_DIRECTORIES: home,
  };
}
