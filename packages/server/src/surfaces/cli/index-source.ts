/** What `aether index` is given: a folder, a URL or an archive, told apart by how it is written and what lies there. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { AetherClient, IndexRepositoryOutput } from "@aether/client";

import type { Arguments } from "./arguments.ts";
import { usage } from "./failure.ts";
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

/** @throws CliError of what is not there, and for flags that do not go with it */
export async function sourceOf(session: Session, given: Arguments): Promise<IndexSource> {
  const [operand = "."] = given.operands;
  return IS_URL.test(operand) ? fromUrl(operand, given) : fromFolder(session, given);
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
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true
    ? [`${plainLine(file)} was not read. To have it: aether index ${folder} --scip ${file}`]
    : [];
}
