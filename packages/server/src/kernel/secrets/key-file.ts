/** The root keys of an installation for one: a file beside its database, for its owner only. */
import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { Fault, isFault } from "#kernel/errors";

import { KEY_BYTES, KEY_ID, parseRootKeys, type RootKey, writeRootKeys } from "./root-keys.ts";

const FILE = "root-keys";

/** The keys of a data directory, made at the first start and kept: without them what was sealed is lost. */
export async function openKeyFile(directory: string): Promise<readonly RootKey[]> {
  return usable(directory, async (file) => (await readKeys(file)) ?? (await makeFirst(file)));
}

/**
 * Puts a new key in front of the others; what is sealed from the next start on is sealed under it.
 * @returns the ids, the new one first
 */
export async function addKeyToFile(directory: string): Promise<readonly string[]> {
  return usable(directory, async (file) => {
    const before = (await readKeys(file)) ?? [];
    const keys = [newKey(before.map(({ id }) => id)), ...before];
    const fresh = await writeBeside(file, keys);
    await rename(fresh, file);
    return keys.map(({ id }) => id);
  });
}

async function usable<T>(directory: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await work(path.join(directory, FILE));
  } catch (error) {
    if (isFault(error)) throw error;
    const reason = error instanceof Error ? error.message : "";
    throw new Fault("DATA_DIR_UNUSABLE", `the root keys cannot be kept in ${directory}: ${reason}`, {}, error);
  }
}

async function readKeys(file: string): Promise<readonly RootKey[] | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  await chmod(file, 0o600); // copying a directory can open it to others
  const { keys, problems } = parseRootKeys(text.trim().replaceAll("\n", ","));
  if (problems.length === 0) return keys;
  throw new Fault("DATA_DIR_UNUSABLE", `${file} ${problems.join("; it ")}: put it back from a backup`);
}

/** Two processes that start at once both end with the keys of whoever was first. */
async function makeFirst(file: string): Promise<readonly RootKey[]> {
  const fresh = await writeBeside(file, [newKey([])]);
  await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(fresh);
  return (await readKeys(file)) ?? [];
}

/** Whole or not there: a crash never leaves half of a key under the name that is read. */
async function writeBeside(file: string, keys: readonly RootKey[]): Promise<string> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, `${writeRootKeys(keys).replaceAll(",", "\n")}\n`, { mode: 0o600, flag: "wx", flush: true });
  return fresh;
}

function newKey(taken: readonly string[]): RootKey {
  const numbers = taken.map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  const id = `k${Math.max(0, ...numbers) + 1}`;
  if (!KEY_ID.test(id)) throw new RangeError(`"${id}" is no id of a key`);
  return { id, key: randomBytes(KEY_BYTES) };
}
