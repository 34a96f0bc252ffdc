/** The data directory and the disk it lies on. */
import { access, constants, stat, statfs } from "node:fs/promises";

import { type Check, fail, ok, warn } from "#aether";

const FREE_LEAST_BYTES = 500_000_000; // an index of a large repository, and what PostgreSQL keeps for recovery
const FREE_GOOD_BYTES = 2_000_000_000;

export async function checkDirectory(directory: string): Promise<Check> {
  const name = "data directory";
  try {
    const { mode } = await stat(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const isOpen = (mode & 0o077) !== 0 && process.platform !== "win32";
    if (!isOpen) return ok(name, directory);
    return fail(name, `${directory} can be read by others`, `Close it to others: chmod 700 ${directory}`);
  } catch {
    return fail(name, `${directory} cannot be used`, "Set AETHER_DATA to a directory of yours.");
  }
}

export async function checkRoom(directory: string): Promise<Check> {
  const name = "disk";
  const found = await statfs(directory).catch(() => undefined);
  if (found === undefined) return ok(name, `${directory} is not used`);
  return judgeRoom(found.bavail * found.bsize, directory);
}

export function judgeRoom(freeBytes: number, directory: string): Check {
  const detail = `${(freeBytes / 1e9).toFixed(1)} GB free at ${directory}`;
  const fix = "Make room, or set AETHER_DATA to another disk.";
  if (freeBytes < FREE_LEAST_BYTES) return fail("disk", detail, fix);
  return freeBytes < FREE_GOOD_BYTES ? warn("disk", detail, fix) : ok("disk", detail);
}
