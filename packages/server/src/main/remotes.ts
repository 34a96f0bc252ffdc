import type { OpenScratch } from "#kernel/scratch";
import { createRemotes, type Remotes } from "#remote";

import { allowedHostsOf } from "./allowed-hosts.ts";
import { openScratchFolder, type ScratchNeeds } from "./scratch.ts";

export interface OpenRemotes {
  readonly remotes: Remotes;
  readonly scratch: OpenScratch;
}

/** Repositories from the network, as the settings allow them, and where they lie while they are read. */
export async function openRemotes(needs: ScratchNeeds): Promise<OpenRemotes> {
  const { git, maxRepositoryBytes } = needs.config;
  const allowedHosts = allowedHostsOf("AETHER_GIT_ALLOWED_HOSTS", git.allowedHosts);
  const scratch = await openScratchFolder(needs);
  const remotes = createRemotes({
    scratch,
    allowedHosts,
    caFile: git.caFile,
    maxBytes: maxRepositoryBytes,
  });
  return { remotes, scratch };
}
