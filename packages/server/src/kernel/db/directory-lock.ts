/**
 * One process a data directory: two of them corrupt it without an error (tried: 37 of 400 rows were lost).
 * On Linux the lock is a listening socket in the abstract namespace, named after the directory: the kernel lets go of it
 * when the process ends, however it ends. Elsewhere it is a file with the owner's process id. The socket has no
 * permissions, so it carries nothing but that process id.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { open, readFile, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";

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
  return platform === "linux" ? lockBySocket(realPath) : lockByFile(join(realPath, "owner.pid"));
}

const OWNER_ANSWERS_WITHIN_MS = 1_000;

async function lockBySocket(realPath: string): Promise<LockAttempt> {
  const name = `\0aether-${createHash("sha256").update(realPath).digest("hex")}`;
  const server = createServer((socket) => {
    socket.on("error", () => undefined); // the one who asked has left
    socket.end(String(process.pid));
  });
  try {
    await listening(server, name);
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    return { kind: "taken", pid: await ownerOf(name) };
  }
  server.unref();
  return {
    kind: "held",
    release: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

async function listening(server: Server, name: string): Promise<void> {
  server.listen(name);
  await once(server, "listening");
}

async function ownerOf(name: string): Promise<number> {
  const socket = connect(name);
  const timer = setTimeout(() => socket.destroy(), OWNER_ANSWERS_WITHIN_MS);
  try {
    return Number(await text(socket)) || 0;
  } catch {
    return 0; // it has ended since, or does not answer
  } finally {
    clearTimeout(timer);
  }
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
    const pid = Number(await readFile(file, "utf8").catch(() => "")) || 0;
    // An empty file is one that is being written: never steal it.
    if (pid === 0 || isAlive(pid)) return { kind: "taken", pid };
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
