import { refsThatExist } from "@aether/graph/disk";
import { closest, distance } from "fastest-levenshtein";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { CredentialSource } from "#kernel/secrets";
import type { Context } from "#kernel/tenancy";
import { isCommitHash, type Remotes } from "#remote";

import { forgetInput, forgetOutput } from "../contract-forget.ts";
import { credentialOf } from "../ingest/discover-stage.ts";
import { indexJob, subjectOf } from "../ingest/index-job.ts";
import { repositories, type RepositoryRow } from "../repositories/store.ts";
import { disownTracks, liveSubjects, type RefTrack, refTracks } from "./store.ts";

export interface ForgetNeeds {
  readonly db: Db;
  readonly remotes: Pick<Remotes, "commitsOf">;
  readonly credentials: CredentialSource;
  /** Asks for what nobody refers to any more to be removed. */
  readonly queueSweep: (to: Tx | Context, startAfterMs: number) => Promise<void>;
}

/** `forget_refs`: refs that were indexed and are of no interest any more. */
export function forgetRefs(needs: ForgetNeeds) {
  const { db, queueSweep } = needs;
  return operation({
    name: "forget_refs",
    kind: "command",
    summary: "Forget indexed refs: the named ones, or those that lead to no commit any more.",
    permission: "code:write",
    input: forgetInput,
    output: forgetOutput,
    errors: [
      "NOT_FOUND",
      "CONFLICT",
      "PATH_NOT_READABLE",
      "URL_REFUSED",
      "REPOSITORY_DENIED",
      "UPSTREAM_FAILED",
      "TIMEOUT",
    ],
    http: { method: "POST", path: "/repositories/{id}/forget" },
    async run(context, { id, refs, gone }) {
      const tenant = db.forTenant(context);
      const [repo] = await repositories(tenant, { idOrName: id, limit: 1 });
      if (repo === undefined) throw new Fault("NOT_FOUND", `no repository "${id}": see list_repositories`, { id });
      if (refs.length === 0 && !gone) throw new Fault("VALIDATION_ERROR", "name refs, or ask for those that are gone");
      const lost = gone ? await lostRefs(needs, { repo, context, tracks: await refTracks(tenant, repo.repo_id) }) : [];
      const forgotten = await tenant.write(async (tx) => {
        const tracks = await refTracks(tx, repo.repo_id);
        const named = [...new Set(refs)].map((ref) => requireTrack(tracks, ref));
        const going = new Map(
          [...named, ...tracks.filter(({ ref }) => lost.includes(ref))].map((one) => [one.ref, one]),
        );
        await refuseLive(tx, repo.repo_id, [...going.keys()]);
        await disownTracks(
          tx,
          [...going.values()].map((track) => track.track_id),
        );
        if (going.size > 0) await queueSweep(tx, 0);
        return [...going.keys()].sort();
      });
      return { repo: repo.name, forgotten };
    },
  });
}

function requireTrack(tracks: readonly RefTrack[], ref: string): RefTrack {
  const found = tracks.find((track) => track.ref === ref);
  if (found !== undefined) return found;
  const refs = tracks.map((track) => track.ref);
  const near = refs.length === 0 ? "" : closest(ref, refs);
  const isNear = near !== "" && distance(ref, near) <= Math.max(2, ref.length / 3);
  const hint = isNear
    ? `did you mean "${near}"?`
    : refs.length === 0
      ? "none was"
      : `there are: ${refs.slice(0, 10).join(", ")}`;
  throw new Fault("NOT_FOUND", `the ref "${ref}" was not indexed; ${hint}`, { ref });
}

interface Asked {
  readonly repo: RepositoryRow;
  readonly context: Context;
  readonly tracks: readonly RefTrack[];
}

/** @throws Fault where the repository cannot be asked: then none of them is known to be gone. */
async function lostRefs(needs: ForgetNeeds, { repo, context, tracks }: Asked): Promise<string[]> {
  const { kind, root } = repo;
  const refs = tracks.map(({ ref }) => ref);
  if (refs.length === 0 || kind === "upload") return [];
  if (kind === "git") {
    // A commit by its hash leads to itself; whether its server still has it, no list says.
    const named = refs.filter((ref) => !isCommitHash(ref));
    const credential = await credentialOf(needs, context, repo);
    const { tenantId, signal } = context;
    const commits = await needs.remotes.commitsOf({ tenantId, url: root, refs: named, credential, signal });
    return named.filter((_ref, at) => commits[at] === undefined);
  }
  const there = await refsThatExist(refs, { folder: root, signal: context.signal });
  if (there !== undefined) return refs.filter((ref) => !there.has(ref));
  throw new Fault("PATH_NOT_READABLE", `which refs are gone cannot be told: git does not answer for "${root}"`, {
    path: root,
  });
}

/** Else its run would go on writing what nobody can read. */
async function refuseLive(tx: Tx, repoId: string, refs: readonly string[]): Promise<void> {
  const subjects = new Map(refs.map((ref) => [subjectOf({ repo_id: repoId, ref }), ref]));
  const [live] = await liveSubjects(tx, indexJob.name, [...subjects.keys()]);
  if (live === undefined) return;
  const ref = subjects.get(live) ?? "";
  throw new Fault("CONFLICT", `"${ref}" is being indexed: wait for its job or cancel it`, { ref });
}
