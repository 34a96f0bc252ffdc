/**
 * Runs git on a folder that may be hostile. A repository's own configuration can name programs (file monitor, hooks,
 * filters, signature checks, transports), so each of them is switched off, nothing of the user's or the machine's
 * configuration is read, the network is closed, and nothing is written.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { Readable } from "node:stream";

const MAX_FIELD_BYTES = 64 * 1024; // longer than any path; a commit's subject may be of any length
const GIT_TIMEOUT_MS = 120_000;

const SAFE_CONFIG = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "log.showSignature=false",
  "status.submoduleSummary=false",
  "protocol.allow=never",
  // Ownership is checked against configuration that can start programs; here none of it can.
  "safe.directory=*",
];

export interface GitCall {
  /** The folder git runs in. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /** More `key=value` configuration for this call. */
  readonly config?: readonly string[];
  /** Receives what git said on stderr (at most 64 kB). */
  readonly onWarnings?: (text: string) => void;
  /** What git reads from its standard input; nothing unless given. */
  readonly input?: Iterable<string>;
}

/** git is absent, refused, or took too long. The callers go on without it. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** The NUL-terminated fields of git's output, as they come. Leaving the loop early ends git. */
export function gitFields(args: readonly string[], call: GitCall): AsyncGenerator<Buffer> {
  return splitFields(gitOutput(args, call));
}

/** git's output in the pieces it comes in. Leaving the loop early ends git. */
export async function* gitOutput(args: readonly string[], call: GitCall): AsyncGenerator<Buffer> {
  call.signal?.throwIfAborted();
  const child = start(args, call);
  const ended = whenEnded(child, call);
  // The loop below may throw first; then nobody else looks at this one.
  ended.catch(() => undefined);
  try {
    yield* child.stdout;
    await ended;
  } catch (error) {
    call.signal?.throwIfAborted();
    throw error instanceof GitError ? error : new GitError(`git ${args[0] ?? ""} failed`, { cause: error });
  } finally {
    child.kill("SIGKILL");
    await ended.catch(() => undefined);
  }
}

function start(args: readonly string[], call: GitCall) {
  const config = [...SAFE_CONFIG, ...(call.config ?? [])].flatMap((setting) => ["-c", setting]);
  // Not spawn's own `timeout`: where there is no git, its timer keeps the process from ending until it fires.
  const overdue = AbortSignal.timeout(call.timeoutMs ?? GIT_TIMEOUT_MS);
  const child = spawn("git", ["--no-pager", "--literal-pathspecs", ...config, ...args], {
    cwd: call.folder,
    env: safeEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    killSignal: "SIGKILL",
    signal: call.signal === undefined ? overdue : AbortSignal.any([call.signal, overdue]),
  });
  // git may end before it has read everything; that it failed is told by its exit.
  child.stdin.on("error", () => undefined);
  Readable.from(call.input ?? []).pipe(child.stdin);
  return child;
}

function safeEnvironment(): Record<string, string> {
  const systemRoot = process.env["SystemRoot"];
  return {
    PATH: process.env["PATH"] ?? "",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
  };
}

function whenEnded(child: ChildProcess, call: GitCall): Promise<void> {
  let warnings = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    if (warnings.length < MAX_FIELD_BYTES) warnings += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new GitError("git could not be run", { cause: error })));
    child.once("close", (code, signal) => {
      call.onWarnings?.(warnings);
      if (code === 0) resolve();
      else reject(new GitError(`git ended with ${code ?? signal ?? "nothing"}: ${warnings.slice(0, 400).trim()}`));
    });
  });
}

async function* splitFields(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of output) {
    let from = 0;
    for (let nul = chunk.indexOf(0); nul >= 0; nul = chunk.indexOf(0, from)) {
      yield Buffer.concat([...pending, chunk.subarray(from, nul)]);
      pending = [];
      pendingBytes = 0;
      from = nul + 1;
    }
    if (from < chunk.length && pendingBytes < MAX_FIELD_BYTES) {
      pending.push(chunk.subarray(from));
      pendingBytes += chunk.length - from;
    }
  }
  if (pendingBytes > 0) yield Buffer.concat(pending);
}
