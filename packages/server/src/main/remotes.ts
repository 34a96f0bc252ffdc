import { Fault } from "#kernel/errors";
import { parseAllowedHosts } from "#kernel/outgoing";
import type { OpenScratch } from "#kernel/scratch";
import { createRemotes, type Remotes } from "#remote";

import { openScratchFolder, type ScratchNeeds } from "./scratch.ts";

export interface OpenRemotes {
  readonly remotes: Remotes;
  readonly scratch: OpenScratch;
}

/** Repositories from the network, as the settings allow them, and where they lie while they are read. */
export async function openRemotes(needs: ScratchNeeds): Promise<OpenRemotes> {
  const { git, maxRepositoryBytes } = needs.config;
  const allowedHosts = git.allowedHosts.length === 0 ? [] : parseAllowedHosts(git.allowedHosts.join(","));
  if (allowedHosts === undefined) {
    throw new Fault("CONFIG_INVALID", "AETHER_GIT_ALLOWED_HOSTS holds a port or an address that is none");
  }
  const scratch = await openScratchFolder(needs);
  const remotes = createRemotes({
    scratch,
    allowedHosts,
    caFile: git.caFile,
    maxBytes: maxRepositoryBytes,
  });
  return { remotes, scratch };
}
