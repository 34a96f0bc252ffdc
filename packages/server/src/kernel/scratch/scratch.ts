import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Log } from "#kernel/log";
import { MINUTE_MS } from "#kernel/time";

import { heardOf, strikeOut, strikeOutDead, touchFolders, writeDown } from "./store.ts";

export interface ScratchFolder {
  readonly path: string;
  /** With all that is in it. */
  remove(): Promise<void>;
}

/** Where something may lie for a while. */
export interface Scratch {
  /** A new folder, empty. @throws Fault CONFLICT for a tenant that is being deleted */
  make(tenantId: string): Promise<ScratchFolder>;
}

export interface OpenScratch extends Scratch {
  /** Removes what processes that died have left here, of all tenants or of one; how many folders. */
  erase(tenantId?: string): Promise<number>;
  /** The folders that there are here of a tenant. */
  find(tenantId: string): Promise<readonly string[]>;
  /** Ends looking after it. */
  close(): Promise<void>;
}

export interface ScratchOptions {
  readonly db: Db;
  readonly log: Log;
  /** Of this process, or of several that share a disk. */
  readonly directory: string;
  /** No other process can have folders here: this one alone has the database. */
  readonly isAlone: boolean;
}

/** How often a process says that it lives. */
const TOUCH_MS = MINUTE_MS;
/** Then it does not, and what it had begun is somebody else's. */
const DEAD_MS = 5 * MINUTE_MS;

/** Begins with removing what was left here. */
export async function openScratch(options: ScratchOptions): Promise<OpenScratch> {
  const { db, log, directory } = options;
  const own = new Set<string>();
  const erase = (tenantId = ""): Promise<number> => sweepFolders(options, own, tenantId);
  const lookAfter = async (): Promise<void> => {
    try {
      await touchFolders(db.forAuth(), [...own]);
      await erase();
    } catch (error) {
      log.warn({ err: error }, "scratch.unswept");
    }
  };
  await erase();
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = lookAfter();
  }, TOUCH_MS);
  timer.unref();
  return {
    erase,
    find: async (tenantId) => (await foldersIn(directory)).filter(({ name }) => name.startsWith(tenantId)).map(pathOf),
    // Whatever becomes of the call that it is for, the folder is there or is not.
    make: (tenantId) => db.aside(() => makeFolder(options, own, tenantId)),
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function makeFolder(
  { db, directory }: ScratchOptions,
  own: Set<string>,
  tenantId: string,
): Promise<ScratchFolder> {
  const auth = db.forAuth();
  const folder = randomUUID();
  const path = join(directory, `${tenantId}.${folder}`);
  const remove = (): Promise<void> =>
    db.aside(async () => {
      await rm(path, { recursive: true, force: true });
      own.delete(folder);
      await strikeOut(auth, [folder]);
    });
  own.add(folder);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const isWritten = await writeDown(auth, { folder, tenantId, place: await placeOf(directory) });
    if (!isWritten) throw new Fault("CONFLICT", "the tenant is being deleted");
    await mkdir(path, { mode: 0o700 });
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function sweepFolders(options: ScratchOptions, own: ReadonlySet<string>, tenantId: string): Promise<number> {
  const { db, log, directory, isAlone } = options;
  const auth = db.forAuth();
  const others = (await foldersIn(directory)).filter(({ id, name }) => name.startsWith(tenantId) && !own.has(id));
  const ids = others.map(({ id }) => id);
  const alive = isAlone ? new Set<string>() : await heardOf(auth, ids, DEAD_MS);
  const left = others.filter(({ id }) => !alive.has(id));
  for (const folder of left) await rm(pathOf(folder), { recursive: true, force: true });
  await strikeOut(
    auth,
    left.map(({ id }) => id),
  );
  const place = await knownPlace(directory);
  // Of what was removed before anybody could say so.
  if (place !== undefined)
    await strikeOutDead(auth, { place, except: [...own, ...alive], deadMs: isAlone ? 0 : DEAD_MS });
  if (left.length > 0) log.info({ folders: left.length }, "scratch.swept");
  return left.length;
}

const PLACE = "place";

/**
 * The name of this disk: nobody else may say of its folders that they are gone, whatever machines call themselves. It is
 * lost with the disk.
 */
async function placeOf(directory: string): Promise<string> {
  const known = await knownPlace(directory);
  if (known !== undefined) return known;
  const place = `${hostname()}:${directory}:${randomUUID()}`;
  await writeFile(join(directory, PLACE), place, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error; // somebody else was faster
  });
  return (await knownPlace(directory)) ?? place;
}

async function knownPlace(directory: string): Promise<string | undefined> {
  const text = await unlessMissing(readFile(join(directory, PLACE), "utf8"));
  return text === "" ? undefined : text;
}

interface Found {
  readonly directory: string;
  readonly name: string;
  readonly id: string;
}

const NAME = /^[\da-f-]{36}\.([\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12})$/;

/** Whatever else lies there is not ours. */
async function foldersIn(directory: string): Promise<readonly Found[]> {
  const names = (await unlessMissing(readdir(directory))) ?? [];
  return names.flatMap((name) => {
    const id = NAME.exec(name)?.[1];
    return id === undefined ? [] : [{ directory, name, id }];
  });
}

function pathOf({ directory, name }: Found): string {
  return join(directory, name);
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
