import { stat } from "node:fs/promises";
import path from "node:path";

import type { Arguments } from "./arguments.ts";
import { CliError } from "./failure.ts";
import type { Session } from "./session.ts";

/**
 * The folder that a command is about, absolute: the first operand, else the current one. A path that is not there is told
 * before a database is opened for it; on another machine only that one knows.
 */
export async function givenFolder({ host }: Session, given: Arguments): Promise<string> {
  const folder = path.resolve(host.cwd, given.operands[0] ?? ".");
  if (!given.has("api-url")) await requireFolder(folder);
  return folder;
}

/** @throws CliError of a path at which there is no folder. */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new CliError({
      code: "PATH_NOT_FOUND",
      message: `"${folder}" does not exist or cannot be reached`,
      next: "Check the spelling; a relative path starts at the current directory.",
      cause,
    });
  });
  if (found.isDirectory()) return;
  throw new CliError({
    code: "PATH_NOT_A_DIRECTORY",
    message: `"${folder}" is a file`,
    next: `Index the folder it lies in: aether index ${path.dirname(folder)}`,
  });
}
