import { readFileSync } from "node:fs";
import path from "node:path";

/** The process that has the data directory open; it wrote this down, readable by its user only. */
export interface Owner {
  readonly url: string;
  /** Undefined where that process lets in people and keys alone. */
  readonly token?: string | undefined;
  readonly pid: number;
  readonly version: string;
}

/** The owner of the directory where one is alive; what a killed one left behind does not count. */
export function readOwner(directory: string): Owner | undefined {
  const owner = readFile(path.join(directory, "owner.json"));
  return owner !== undefined && isAlive(owner.pid) ? owner : undefined;
}

function readFile(file: string): Owner | undefined {
  try {
    const value: Owner = JSON.parse(readFileSync(file, "utf8"));
    const hasToken = value?.token === undefined || typeof value.token === "string";
    return typeof value?.url === "string" && hasToken ? value : undefined;
  } catch {
    // Absent, or of a process that is just ending: both mean that nobody answers.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
