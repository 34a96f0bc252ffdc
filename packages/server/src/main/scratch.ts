import { rm } from "node:fs/promises";
import path from "node:path";

import type { Config } from "#kernel/config";
import type { Db } from "#kernel/db";
import type { Logger } from "#kernel/log";
import { type OpenScratch, openScratch } from "#kernel/scratch";

/** What lies here of before everything that lasts was in the database. */
const OLD_FOLDERS = ["clones", "trees", "exports"];

export interface ScratchNeeds {
  readonly config: Config;
  readonly db: Db;
  readonly log: Logger;
  /** What is to be closed at the end, the last first. */
  readonly opened: (() => Promise<void>)[];
}

/** The one folder of the data directory in which tenants have something, for a while. */
export async function openScratchFolder({ config, db, log, opened }: ScratchNeeds): Promise<OpenScratch> {
  const below = (name: string): string => path.join(config.dataDirectory, name);
  for (const name of OLD_FOLDERS) await rm(below(name), { recursive: true, force: true });
  const scratch = await openScratch({ db, log, directory: below("scratch"), isAlone: config.engine === "embedded" });
  opened.push(() => scratch.close());
  return scratch;
}
