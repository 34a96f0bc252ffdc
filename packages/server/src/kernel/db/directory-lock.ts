/**
 * One process a data directory: two of them corrupt it without an error (tried: 37 of 400 rows were lost).
 * On Linux the lock is a listening socket in the abstract namespace, named after the directory: the kernel lets go of it
 * when the process ends, however it ends. The socket has no permissions, so it is a lock and tells nothing. Elsewhere the
 * lock is a file, made exclusively. Either way `owner.pid` says who has it.
 */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { link, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { codeOf } from "./system-errors.ts";

/** A lock that is held, or who holds it (0 where that cannot be told). */
export type LockAttempt =
  | { readonly kind: "held"; release(): Promise<void> }
  | { readonly kind: "taken"; readonly pid: number };

/** Takes the lock of a directory, given by its real path. */
export async function lockDirectory(
  realPath: string,
  platform: NodeJS.Platform = process.platform,
): Promise<LockAttempt> {
  const file = join(realPath, "owner.pid");
  return platform === "linux" ? lockBySocket(realPath, file) : lockByFile(file);
}

async function lockBySocket(realPath: string, file: string): Promise<LockAttempt> {
  const name = `\0aether-${createHash("sha256").update(realPath).digest("hex")}`;
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(name);
    await once(server, "listening");
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    return { kind: "taken", pid: await pidIn(file) };
  }
  server.unref();
  await writeFile(file, String(process.pid), { mode: 0o600 });
  return {
    kind: "held",
    release: async () => {
      await rm(file, { force: true });
      server.close();
      await once(server, "close");
    },
  };
}

async function pidIn(file: string): Promise<number> {
  return Number(await readFile(file, "utf8").catch(() => "")) || 0;
}

async function lockByFile(file: string): Promise<LockAttempt> {
  for (;;) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return { kind: "held", release: () => rm(file, { force: true }) };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const pid = await pidIn(file);
    // An empty file is one that is being written: never steal it.
    if (pid === 0 || isAlive(pid)) return { kind: "taken", pid };
    await bury(file, pid);
  }
}

/** Removes the file of a dead owner, and puts it back when somebody else has taken its place since it was read. */
async function bury(file: string, deadPid: number): Promise<void> {
  const grave = `${file}.${randomUUID()}`;
  try {
    await rename(file, grave);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return; // another one was faster
    throw error;
  }
  if ((await pidIn(grave)) !== deadPid) await link(grave, file);
  await rm(grave);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
