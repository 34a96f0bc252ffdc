/** `upload_repository`: an archive of a source tree becomes a repository, or takes the place of what one held. */
import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";
import { takeNumbers } from "#kernel/tenancy";
import type { Remotes } from "#remote";

import { uploadInput } from "../contract-remote.ts";
import { indexOutput } from "../contract.ts";
import { indexJob } from "../ingest/index-job.ts";
import { findOrCreate, requireRepo } from "../ingest/name-repo.ts";
import { type Repo, replaceTree } from "../ingest/repo-store.ts";

export interface UploadNeeds {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly remotes: Remotes;
  readonly limits: { readonly maxFiles: number };
}

export function uploadRepository({ db, jobs, remotes, limits }: UploadNeeds) {
  return operation({
    name: "upload_repository",
    kind: "command",
    summary: "Send a zip, tar or tar.gz of a source tree as the body: it is unpacked, and read by a job.",
    permission: "code:write",
    input: uploadInput,
    output: indexOutput,
    errors: ["ARCHIVE_REFUSED", "PAYLOAD_TOO_LARGE", "NOT_FOUND", "CONFLICT", "QUEUE_FULL"],
    http: {
      method: "POST",
      path: "/repositories/upload",
      status: 202,
      location: "/ingest/job/{job_id}",
      body: "archive",
    },
    async run(context, { archive, name, repo_id: idOrName }) {
      const tenant = db.forTenant(context);
      const file = await remotes.uploads.find(archive);
      if (file === undefined) {
        throw new Fault(
          "VALIDATION_ERROR",
          "send the archive as the body, as application/zip, application/x-tar or application/gzip",
        );
      }
      const repoId =
        idOrName === undefined ? randomUUID() : (await requireUploaded(await requireRepo(tenant, idOrName))).repoId;
      const [trees, tree] = [remotes.treeOf(context.tenantId, repoId), randomUUID()];
      const into = join(trees, tree);
      // Folders count as entries, too.
      const { bytes } = await remotes.unpack({ file, into, maxEntries: limits.maxFiles, signal: context.signal });
      try {
        const { repo, job } = await tenant.write(async (tx) => {
          const found = idOrName === undefined ? await create(tx, repoId, name) : await requireRepo(tx, repoId);
          await replaceTree(tx, found.repoId, { name: tree, bytes });
          const queued = await jobs.enqueue(tx, indexJob, { input: { repo_id: repoId }, subject: repoId });
          if (queued.state === "running") throw isBusy(found.name, queued.jobId);
          return { repo: found, job: queued };
        });
        await removeOthers(trees, tree);
        return { job_id: job.jobId, repo_id: repoId, repo: repo.name, renamed_from: null, state: job.state };
      } catch (error) {
        await rm(into, { recursive: true, force: true });
        throw error;
      }
    },
  });
}

async function create(tx: Tx, repoId: string, name: string | undefined): Promise<Repo> {
  await takeNumbers(tx, "repo", 0);
  const wanted = { root: `upload:${repoId}`, kind: "upload", followed: null, credential: null, repoId } as const;
  return (await findOrCreate(tx, wanted, name ?? "upload")).repo;
}

async function requireUploaded(repo: Repo): Promise<Repo> {
  if (repo.kind === "upload") return repo;
  throw new Fault("CONFLICT", `"${repo.name}" was not uploaded, and is read from where it is`, {
    repo_id: repo.repoId,
  });
}

/** Its run reads the tree of before. */
function isBusy(name: string, jobId: string): Fault {
  return new Fault("CONFLICT", `"${name}" is being read: send the archive again when job ${jobId} has ended`, {
    job_id: jobId,
  });
}

async function removeOthers(trees: string, tree: string): Promise<void> {
  for (const name of await readdir(trees)) {
    if (name !== tree) await rm(join(trees, name), { recursive: true, force: true });
  }
}
