import { Fault } from "#kernel/errors";

import { askGit, type Asking } from "./ask-git.ts";
import { faultOfGit } from "./git-fault.ts";
import { remoteNames } from "./ref-name.ts";
import { MAX_TEXT } from "./run-git.ts";

const LIST_MS = 60_000;
/** Their answer has room in what is kept of git's output. */
const REFS_AT_ONCE = 50;

interface Listing extends Asking {
  readonly asked: Asking["asked"] & { readonly refs: readonly (string | undefined)[] };
}

/** Where refs lead: an annotated tag to its commit. A server that speaks protocol 2 names no others. */
export async function listCommits(listing: Listing): Promise<readonly (string | undefined)[]> {
  const { refs } = listing.asked;
  const commits: (string | undefined)[] = [];
  for (let at = 0; at < refs.length; at += REFS_AT_ONCE) {
    const some = refs.slice(at, at + REFS_AT_ONCE);
    const known = await listSome(listing, [...new Set(some.flatMap(namesOf))]);
    commits.push(
      ...some.map((ref) => namesOf(ref).flatMap((name) => known.get(`${name}^{}`) ?? known.get(name) ?? [])[0]),
    );
  }
  return commits;
}

async function listSome(listing: Listing, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const patterns = names.flatMap((name) => [name, `${name}^{}`]);
  const end = await askGit(listing, ["ls-remote", "--quiet", "--", "origin", ...patterns], LIST_MS);
  const { url } = listing.pinned;
  if (!end.isDone) throw faultOfGit(end, { url, ref: undefined, maxBytes: Infinity, bytes: 0 });
  // What was cut off is not known to be missing.
  if (end.output.length >= MAX_TEXT) {
    throw new Fault("UPSTREAM_FAILED", `"${url.host}" names more refs than were asked for`, { service: url.host });
  }
  return new Map(
    [...end.output.matchAll(/^([\da-f]{40}|[\da-f]{64})\t(\S+)$/gm)].map(([, commit = "", name = ""]) => [
      name,
      commit,
    ]),
  );
}

/** None for a hash: no server lists it. */
function namesOf(ref: string | undefined): readonly string[] {
  return remoteNames(ref).filter((name) => name === "HEAD" || name.startsWith("refs/"));
}
