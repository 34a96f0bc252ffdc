import { join } from "node:path";

import type { Config } from "#kernel/config";
import { Fault } from "#kernel/errors";
import { createRemotes, parseAllowedHosts, type Remotes } from "#remote";

/** Repositories from the network, as the settings allow them. */
export function remotesOf({ dataDirectory, git, maxRepositoryBytes }: Config): Remotes {
  const allowedHosts = git.allowedHosts.length === 0 ? [] : parseAllowedHosts(git.allowedHosts.join(","));
  if (allowedHosts === undefined) {
    throw new Fault("CONFIG_INVALID", "AETHER_GIT_ALLOWED_HOSTS holds a port or an address that is none");
  }
  return createRemotes({
    directory: join(dataDirectory, "clones"),
    trees: join(dataDirectory, "trees"),
    allowedHosts,
    caFile: git.caFile,
    maxBytes: maxRepositoryBytes,
  });
}
