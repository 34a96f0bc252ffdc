/** In the data directory: who listens where, for commands of the same user. */
import { rm } from "node:fs/promises";
import path from "node:path";

import type { Config } from "#kernel/config";
import { announceOwner, readOwner } from "#kernel/db";

export interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly version: string;
}

/** The token is told where it is one that lets in. */
export async function announce(
  { dataDirectory, takesOwnerToken }: Pick<Config, "dataDirectory" | "takesOwnerToken">,
  { url, token, version }: Announcement,
): Promise<void> {
  await announceOwner(dataDirectory, { url, pid: process.pid, version, ...(takesOwnerToken && { token }) });
}

/** So that nobody is sent here while this process ends. */
export async function withdraw(directory: string): Promise<void> {
  const owner = await readOwner(directory);
  if (owner?.pid === process.pid) await rm(path.join(directory, "owner.json"), { force: true });
}
