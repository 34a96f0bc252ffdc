import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Fault } from "#kernel/errors";

import type { Dialect } from "./dialect.ts";

/** Where the migrations of this version are. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL("../../../migrations", import.meta.url));

export interface Migration {
  /** The file's name without `.sql`; the order of names is the order of application. */
  readonly name: string;
  /** Of the file as it is on disk, the same for every engine. */
  readonly checksum: string;
  readonly up: string;
  /** What undoes it, in development; undefined where the file has no such part. */
  readonly down: string | undefined;
}

const FILE = /^(\d{4}-[a-z0-9-]+)\.sql$/;
const DOWN = /^-- down[ \t]*$/m;

/** All migrations in order, with the engine's vector type in the place of `__VECTOR__`. */
export async function readMigrations(directory: string, dialect: Dialect): Promise<Migration[]> {
  const names = (await readdir(directory)).flatMap((file) => FILE.exec(file)?.[1] ?? []).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, `${name}.sql`), "utf8");
      const [up = "", down] = text.replaceAll("__VECTOR__", dialect.vector).split(DOWN);
      return { name, checksum: createHash("sha256").update(text).digest("hex"), up, down };
    }),
  );
}

/** Writes an empty migration with the next number and says where. */
export async function createMigration(directory: string, title: string): Promise<string> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(title)) {
    throw new Fault("USAGE", `a migration is named in lower case with hyphens, like add-repo-labels, not "${title}"`);
  }
  const numbers = (await readdir(directory)).flatMap((file) => FILE.exec(file)?.[1]?.slice(0, 4) ?? []);
  const next = String(Math.max(0, ...numbers.map(Number)) + 1).padStart(4, "0");
  const path = join(directory, `${next}-${title}.sql`);
  await writeFile(path, "-- What it is for.\n-- Locks: none on existing tables.\n\n\n-- down\n", { flag: "wx" });
  return path;
}
