import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { Fault } from "#kernel/errors";

import { lockDirectory } from "./directory-lock.ts";
import { codeOf, messageOf } from "./system-errors.ts";

/** The number goes up when what lies in the directory changes in a way that an older or newer version cannot read. */
const FORMAT = 1;
/** PostgreSQL's files are bound to its major version. */
const CLUSTER = "pg18";

/** Who has the directory open, for a client of that process. The token is a secret: the file is readable by its owner only. */
export interface Owner {
  readonly url: string;
  /** Absent where that process lets in nobody with it. */
  readonly token?: string;
  readonly pid: number;
  readonly version: string;
}

/** A data directory that this process alone may use, until it is released. */
export interface DataDirectory {
  /** Where PostgreSQL's files are. */
  readonly cluster: string;
  /** True where they are still to be made. */
  readonly isNew: boolean;
  /** Says that they are made. Until then the next owner begins again, so that a start that was killed leaves nothing behind. */
  created(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes a data directory, which is created where it is absent.
 * DATA_DIR_LOCKED where another process has it, DATA_DIR_VERSION where it has another form, DATA_DIR_UNUSABLE where it
 * cannot be written.
 */
export async function takeDataDirectory(directory: string, version: string): Promise<DataDirectory> {
  const path = await createDirectory(directory);
  const lock = await lockDirectory(path);
  if (lock.kind === "taken") throw await lockedBy(path, lock.pid);
  const cluster = join(path, CLUSTER);
  const creating = join(path, "creating");
  let isNew: boolean;
  try {
    await checkFormat(path, version);
    await rm(ownerFile(path), { force: true }); // of an owner that was killed
    isNew = await beginCreating(cluster, creating);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    cluster,
    isNew,
    created: () => rm(creating, { force: true }),
    release: async () => {
      await rm(ownerFile(path), { force: true });
      await lock.release();
    },
  };
}

/** Whether the cluster is to be made; removes what is left of an attempt to make it. */
async function beginCreating(cluster: string, creating: string): Promise<boolean> {
  if (await exists(creating)) await rm(cluster, { recursive: true, force: true });
  if (await exists(cluster)) return false;
  await writeWhole(creating, "").catch((error: unknown) => {
    throw unwritable(dirname(creating), error);
  });
  return true;
}

/** Tells other processes of this user how to reach the one that has the directory open. */
export async function announceOwner(directory: string, owner: Owner): Promise<void> {
  await writeWhole(ownerFile(await createDirectory(directory)), JSON.stringify(owner));
}

/** How to reach the process that has the directory open, where it said so. */
export async function readOwner(directory: string): Promise<Owner | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(ownerFile(directory), "utf8"));
    return isOwner(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== "object" || value === null) return false;
  const named = new Map<string, unknown>(Object.entries(value));
  const texts = ["url", "version"].every((name) => typeof named.get(name) === "string");
  const hasToken = !named.has("token") || typeof named.get("token") === "string";
  return texts && hasToken && typeof named.get("pid") === "number";
}

const ownerFile = (directory: string): string => join(directory, "owner.json");

async function createDirectory(directory: string): Promise<string> {
  try {
    await makeDirectory(directory);
    return await realpath(directory);
  } catch (error) {
    const message = messageOf(error);
    throw new Fault(
      "DATA_DIR_UNUSABLE",
      `the data directory ${directory} cannot be made: ${message}`,
      { directory },
      error,
    );
  }
}

/** With its parents, readable by nobody else. Not `recursive`: where nothing can be made, as in /proc, Node tries for ever. */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
    return await chmod(directory, 0o700); // mkdir's mode is cut by the umask only
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await isDirectory(directory))) return;
    if (codeOf(error) !== "ENOENT" || (await isDirectory(dirname(directory)))) throw error;
  }
  await makeDirectory(dirname(directory));
  await makeDirectory(directory);
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

async function lockedBy(path: string, pid: number): Promise<Fault> {
  const owner = await readOwner(path);
  const who = pid === 0 ? "another process" : `process ${pid}`;
  return new Fault("DATA_DIR_LOCKED", `${who} has the data directory ${path} open`, {
    directory: path,
    ...(pid === 0 ? {} : { pid }),
    ...(owner === undefined ? {} : { url: owner.url }),
  });
}

interface FormatFile {
  readonly format: number;
  readonly version: string;
}

async function checkFormat(path: string, version: string): Promise<void> {
  const file = join(path, "format.json");
  const found = await readFile(file, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new Fault("DATA_DIR_UNUSABLE", `the data directory ${path} cannot be read: ${messageOf(error)}`, {}, error);
  });
  if (found === undefined) return writeFormat(path, file, version);
  const { format, version: writtenBy } = parseFormat(found);
  if (format === FORMAT) return;
  throw new Fault(
    "DATA_DIR_VERSION",
    `the data directory ${path} has format ${format}, written by version ${writtenBy}; this is version ${version} with format ${FORMAT}`,
    { directory: path, format, writtenBy, expected: FORMAT },
  );
}

function parseFormat(text: string): FormatFile {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "format" in value && typeof value.format === "number") {
      return { format: value.format, version: "version" in value ? String(value.version) : "unknown" };
    }
  } catch {
    // Falls through: a file that is not ours is another version as well.
  }
  return { format: -1, version: "unknown" };
}

async function writeFormat(path: string, file: string, version: string): Promise<void> {
  try {
    await writeWhole(file, JSON.stringify({ format: FORMAT, version } satisfies FormatFile));
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(directory: string, error: unknown): Fault {
  if (codeOf(error) === "ENOSPC") {
    return new Fault("DISK_FULL", `no room for the data directory ${directory}`, { directory }, error);
  }
  const text = `the data directory ${directory} cannot be written: ${messageOf(error)}`;
  return new Fault("DATA_DIR_UNUSABLE", text, { directory }, error);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A reader sees the old content or the new, never a part. */
async function writeWhole(file: string, content: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, content, { mode: 0o600 });
  await rename(partial, file);
}
