/** `index_repository`: a folder becomes a repository (or is found to be one already) and a job that reads it. */
import { randomUUID } from "node:crypto";
import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, resolve } from "node:path";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Job, Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";

import { indexInput, indexOutput } from "../contract.ts";
import { type AllowedRoots, refuseOutside } from "./allowed-roots.ts";
import { indexJob, subjectOf } from "./index-job.ts";
import { insertRepo, namesTaken, renameRepo, type Repo, repoByRoot } from "./repo-store.ts";
import { scipFileAt } from "./scip-stage.ts";
import { requireRef } from "./source.ts";

export interface IndexNeeds {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly limits: { readonly allowedRoots: AllowedRoots };
}

export function indexRepository(needs: IndexNeeds) {
  return operation({
    name: "index_repository",
    kind: "command",
    summary: "Read a folder on the server's machine, or a commit of it: answers at once with the job that does it.",
    permission: "code:write",
    input: indexInput,
    output: indexOutput,
    errors: [
      "PATH_NOT_FOUND",
      "PATH_NOT_ALLOWED",
      "PATH_NOT_A_DIRECTORY",
      "PATH_NOT_READABLE",
      "SCIP_INVALID",
      "NOT_FOUND",
      "CONFLICT",
      "QUEUE_FULL",
    ],
    http: { method: "POST", path: "/ingest/repository", status: 202, location: "/ingest/job/{job_id}" },
    async run(context, input) {
      const { allowedRoots } = needs.limits;
      const root = await folderAt(input.path, allowedRoots);
      const { ref } = input;
      const scip = await Promise.all((input.scip ?? []).map((path) => scipFileAt(path, allowedRoots)));
      if (ref !== undefined) await requireRef({ root, ref, allowedRoots }, context.signal);
      return needs.db.forTenant(context).write(async (tx) => {
        const { repo, renamedFrom } = await findOrCreate(tx, root, input.name);
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

interface Registered {
  readonly repo: Repo;
  /** Its name until now, if another one was wanted. */
  readonly renamedFrom: string | null;
}

async function findOrCreate(tx: Tx, root: string, wanted: string | undefined): Promise<Registered> {
  const known = await repoByRoot(tx, root);
  if (known !== undefined && (wanted === undefined || wanted === known.name)) return { repo: known, renamedFrom: null };
  const name =
    wanted ??
    (basename(root)
      .replaceAll(/[^\w.@+-]/g, "-")
      .replace(/^[^\w]+/, "") ||
      "root");
  const taken = await namesTaken(tx, name);
  if (wanted !== undefined && taken.has(wanted)) {
    throw new Fault("CONFLICT", `another folder is indexed as "${wanted}": choose another name`, { name: wanted });
  }
  if (known !== undefined) {
    await renameRepo(tx, known.repoId, name);
    return { repo: { ...known, name }, renamedFrom: known.name };
  }
  const repo = await insertRepo(tx, { repoId: randomUUID(), name: freeName(name, taken), root });
  return { repo, renamedFrom: null };
}

/** `api`, then `api-2`, `api-3` …: folders of the same name in different places are different repositories. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}-${n}`)) n += 1;
  return `${name}-${n}`;
}
