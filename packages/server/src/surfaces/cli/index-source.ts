/** What `aether index` is given: a folder, a URL or an archive, told apart by how it is written and what lies there. */
import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { type AetherClient, AetherError, type IndexRepositoryOutput, type Repository } from "@aether/client";

import type { Arguments } from "./arguments.ts";
import { CliError, usage } from "./failure.ts";
import { givenFolder } from "./given-folder.ts";
import type { Session } from "./session.ts";
import { plainLine } from "./terminal.ts";

export interface IndexSource {
  /** As it is typed to do the same again. */
  readonly operand: string;
  start(client: AetherClient): Promise<IndexRepositoryOutput>;
  /** What there is to say about it when it has been read. */
  hints(): Promise<readonly string[]>;
}

/** `https://…`, any other scheme, and git's own `user@host:path`: the server says which of them it speaks. */
const IS_URL = /^(?:[a-z][a-z\d+.-]*:\/\/|[\w.-]+@[\w.-]+:)/i;

const IS_ARCHIVE = /\.(?:zip|tar|tar\.gz|tgz)$/i;

/** A line that carries less is hardly one. */
const SLOWEST_BYTES_A_SECOND = 20_000;

/** @throws CliError of what is not there, and for flags that do not go with it */
export async function sourceOf(session: Session, given: Arguments): Promise<IndexSource> {
  const [operand = "."] = given.operands;
  if (IS_URL.test(operand)) return fromUrl(operand, given);
  const file = resolve(session.host.cwd, operand);
  return IS_ARCHIVE.test(file) && (await isFile(file)) ? fromArchive(session, given, file) : fromFolder(session, given);
}

function fromUrl(url: string, given: Arguments): IndexSource {
  refuseFlag(given, "scip", "an index file is of a folder");
  const credential = given.text("credential");
  const asked = {
    url,
    name: given.text("name"),
    ref: given.text("ref"),
    ...(credential !== undefined && { credential }),
  };
  return {
    operand: url,
    start: (client) => client.indexRepository(asked),
    hints: async () => [],
  };
}

/** Its bytes are sent, wherever the server is. The same name again is the same repository with another tree. */
function fromArchive({ print, timeoutMs, interrupted }: Session, given: Arguments, file: string): IndexSource {
  for (const flag of ["scip", "ref", "credential"]) refuseFlag(given, flag, "an archive is one tree of files");
  const name = given.text("name") ?? nameOf(file);
  return {
    operand: file,
    async start(client) {
      const before = await stat(file);
      const archive = await openAsBlob(file);
      const ms = timeoutMs + Math.ceil(archive.size / SLOWEST_BYTES_A_SECOND) * 1000;
      const limits = { timeoutMs: ms, totalMs: ms, signal: interrupted };
      const known = await uploadedAs(client, name);
      if (known !== undefined) print.say(`It takes the place of what ${plainLine(known.name)} held.`);
      const as = known === undefined ? { name } : { repo_id: known.repo_id };
      try {
        return await client.uploadRepository({ archive, ...as }, limits);
      } catch (error) {
        throw (await hasChanged(file, before)) ? changed(file, error) : error;
      }
    },
    hints: async () => [],
  };
}

async function hasChanged(file: string, before: { readonly size: number; readonly mtimeMs: number }): Promise<boolean> {
  const now = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return now?.size !== before.size || now.mtimeMs !== before.mtimeMs;
}

/** Of what was sent, no server makes an archive. */
function changed(file: string, cause: unknown): CliError {
  return new CliError({
    code: "USAGE",
    message: `"${plainLine(file)}" changed while it was sent`,
    next: "Send it again when nothing writes to it any more.",
    cause,
  });
}

/** `shop` for /tmp/shop.tar.gz, in the characters that names have. */
function nameOf(file: string): string {
  const stem = basename(file).replace(IS_ARCHIVE, "");
  return stem.replaceAll(/[^\w.@+-]/g, "-").slice(0, 200) || "upload";
}

async function uploadedAs(client: AetherClient, name: string): Promise<Repository | undefined> {
  try {
    const found = await client.getRepository({ id: name });
    return found.kind === "upload" ? found : undefined;
  } catch (error) {
    if (error instanceof AetherError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

async function fromFolder(session: Session, given: Arguments): Promise<IndexSource> {
  refuseFlag(given, "credential", "a credential opens a URL");
  const folder = await givenFolder(session, given);
  const scip = given.list("scip").map((file) => resolve(session.host.cwd, file));
  const asked = { path: folder, name: given.text("name"), ref: given.text("ref"), ...(scip.length > 0 && { scip }) };
  return {
    operand: folder,
    start: (client) => client.indexRepository(asked),
    hints: async () => (scip.length > 0 ? [] : scipLeft(folder)),
  };
}

function refuseFlag(given: Arguments, flag: string, why: string): void {
  if (given.has(flag))
    throw usage(`--${flag} does not go with "${given.operands[0] ?? "."}": ${why}`, `Leave --${flag} out.`);
}

/** An index that lies where indexers leave it is never read unasked: it may be of any age. */
async function scipLeft(folder: string): Promise<readonly string[]> {
  const file = join(folder, "index.scip");
  return (await isFile(file))
    ? [`${plainLine(file)} was not read. To have it: aether index ${folder} --scip ${file}`]
    : [];
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
