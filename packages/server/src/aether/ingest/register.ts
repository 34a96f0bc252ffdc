/** `index_repository`: a folder or a URL becomes a repository (or is found to be one already) and a job that reads it. */
import { access, constants, realpath, stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";

import type { z } from "zod";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Job, Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";
import { type Remotes, requireRefName } from "#remote";

import { indexInput, indexOutput } from "../contract.ts";
import { type AllowedRoots, refuseOutside, rootsFor } from "./allowed-roots.ts";
import { indexJob, subjectOf } from "./index-job.ts";
import { findOrCreate, type Registered, renamed, requireRepo } from "./name-repo.ts";
import type { Repo } from "./repo-store.ts";
import { scipFileAt } from "./scip-stage.ts";
import { requireRef } from "./source.ts";

export interface IndexNeeds {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly remotes: Remotes;
  readonly limits: { readonly allowedRoots: AllowedRoots };
}

export function indexRepository(needs: IndexNeeds) {
  return operation({
    name: "index_repository",
    kind: "command",
    summary:
      "Read a repository, by its URL or its place on the server's machine: answers at once with the job that does it.",
    permission: "code:write",
    input: indexInput,
    output: indexOutput,
    errors: [
      "PATH_NOT_FOUND",
      "PATH_NOT_ALLOWED",
      "PATH_NOT_A_DIRECTORY",
      "PATH_NOT_READABLE",
      "SCIP_INVALID",
      "URL_REFUSED",
      "UPSTREAM_FAILED",
      "NOT_FOUND",
      "CONFLICT",
      "QUEUE_FULL",
    ],
    http: { method: "POST", path: "/ingest/repository", status: 202, location: "/ingest/job/{job_id}" },
    async run(context, input) {
      const { allowedRoots } = needs.limits;
      const find = await finderOf(needs, context, input);
      const scip = await Promise.all(
        (input.scip ?? []).map((path) => scipFileAt(path, rootsFor(context, allowedRoots))),
      );
      return needs.db.forTenant(context).write(async (tx) => {
        const { repo, renamedFrom } = await find(tx);
        // What is followed stands for the working tree.
        const ref = input.ref === repo.followed ? undefined : input.ref;
        const asked = { repo_id: repo.repoId, ...(ref !== undefined && { ref }) };
        const work = scip.length === 0 ? asked : { ...asked, scip };
        const job = await needs.jobs.enqueue(tx, indexJob, { input: work, subject: subjectOf(work) });
        if (scip.length > 0 && !isGiven(job, scip)) throw isBusy(repo, job);
        return {
          job_id: job.jobId,
          repo_id: repo.repoId,
          repo: repo.name,
          renamed_from: renamedFrom,
          state: job.state,
        };
      });
    },
  });
}

type Input = z.output<typeof indexInput>;
type Find = (tx: Tx) => Promise<Registered>;

/** What can be wrong about a folder, a URL or a ref is said here, before anything is written. */
async function finderOf(needs: IndexNeeds, context: Context, input: Input): Promise<Find> {
  const { path, url, repo_id: idOrName, ref, name, credential } = input;
  if ([path, url, idOrName].filter((one) => one !== undefined).length !== 1) {
    throw new Fault("VALIDATION_ERROR", "give one of path, url and repo_id");
  }
  if (credential !== undefined && url === undefined) {
    throw new Fault("VALIDATION_ERROR", "a credential opens a url, and there is none");
  }
  if (path !== undefined) {
    const allowedRoots = rootsFor(context, needs.limits.allowedRoots);
    const root = await folderAt(path, allowedRoots);
    if (ref !== undefined) await requireRef({ root, ref, allowedRoots }, context.signal);
    return (tx) => findOrCreate(tx, folder(root), name);
  }
  if (ref !== undefined) requireRefName(ref);
  if (url !== undefined) {
    const { href } = await needs.remotes.check(url);
    const remote = { root: href, kind: "git", followed: null, credential: credential ?? null } as const;
    return (tx) => findOrCreate(tx, remote, name);
  }
  const known = await requireRepo(needs.db.forTenant(context), idOrName ?? "");
  if (known.kind === "folder" && ref !== undefined) {
    await requireRef({ root: known.root, ref, allowedRoots: needs.limits.allowedRoots }, context.signal);
  }
  return async (tx) => {
    const repo = await requireRepo(tx, known.repoId);
    return name === undefined || name === repo.name ? { repo, renamedFrom: null } : renamed(tx, repo, name);
  };
}

function folder(root: string) {
  return { root, kind: "folder", followed: null, credential: null } as const;
}

/** One run of a track waits or runs at a time: one that was asked for before does not know the index files. */
function isGiven({ input }: Job, scip: readonly string[]): boolean {
  return JSON.stringify(indexJob.input.parse(input).scip) === JSON.stringify(scip);
}

function isBusy({ name }: Repo, { jobId }: Job): Fault {
  const why = `"${name}" is being indexed already, without these index files`;
  return new Fault("CONFLICT", `${why}: ask again when job ${jobId} has ended`, { job_id: jobId });
}

/** The folder with every link in it resolved, so that one folder is one repository whatever way leads to it. */
async function folderAt(path: string, allowedRoots: AllowedRoots): Promise<string> {
  if (path.includes("\0")) throw new Fault("PATH_NOT_FOUND", "a path cannot hold a NUL byte");
  if (!isAbsolute(path)) {
    throw new Fault(
      "VALIDATION_ERROR",
      `"${path}" is relative, and the server's directory is not yours: give an absolute path`,
    );
  }
  const root = await realpath(resolve(path)).catch(async (error: unknown) => {
    await refuseOutside(allowedRoots, { path, real: resolve(path) });
    throw new Fault("PATH_NOT_FOUND", `"${path}" does not exist or cannot be reached`, { path }, error);
  });
  await refuseOutside(allowedRoots, { path, real: root });
  if (!(await stat(root)).isDirectory()) {
    throw new Fault("PATH_NOT_A_DIRECTORY", `"${path}" is a file: give the folder it lies in`, { path });
  }
  await access(root, constants.R_OK | constants.X_OK).catch((error: unknown) => {
    throw new Fault("PATH_NOT_READABLE", `"${path}" may not be read by the user this server runs as`, { path }, error);
  });
  return root;
}
