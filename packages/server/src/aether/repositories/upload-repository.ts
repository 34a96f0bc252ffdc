/** `upload_repository`: an archive of a source tree becomes a repository, or takes the place of what one held. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { beginArchive, dropArchive, keepArchive, storeArchive, UNFINISHED_MS } from "#kernel/archives";
import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";
import { type Context, takeNumbers } from "#kernel/tenancy";
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
  /** Asks for what nobody refers to any more to be removed. */
  readonly queueSweep: (to: Tx | Context, startAfterMs: number) => Promise<void>;
}

const READ_BYTES = 1024 * 1024;

export function uploadRepository(needs: UploadNeeds) {
  const { db, jobs, remotes, limits } = needs;
  return operation({
    name: "upload_repository",
    kind: "command",
    summary: "Send a zip, tar or tar.gz of a source tree as the body: it is kept, unpacked and read by a job.",
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
      const file = remotes.uploads.find(archive);
      if (file === undefined) {
        throw new Fault(
          "VALIDATION_ERROR",
          "send the archive as the body, as application/zip, application/x-tar or application/gzip",
        );
      }
      const repoId =
        idOrName === undefined ? randomUUID() : (await requireUploaded(await requireRepo(tenant, idOrName))).repoId;
      // Folders count as entries, too.
      await remotes.try({ file, maxEntries: limits.maxFiles, signal: context.signal });
      const kept = await keepFile(needs, context, file);
      try {
        const { repo, job } = await tenant.write(async (tx) => {
          const found = idOrName === undefined ? await create(tx, repoId, name) : await requireRepo(tx, repoId);
          await replaceTree(tx, found.repoId, kept);
          await keepArchive(tx, kept.archiveId, { repoId: found.repoId });
          const queued = await jobs.enqueue(tx, indexJob, { input: { repo_id: repoId }, subject: repoId });
          if (queued.state === "running") throw isBusy(found.name, queued.jobId);
          return { repo: found, job: queued };
        });
        return { job_id: job.jobId, repo_id: repoId, repo: repo.name, renamed_from: null, state: job.state };
      } catch (error) {
        await db.aside(() => tenant.write((tx) => dropArchive(tx, kept.archiveId)));
        throw error;
      }
    },
  });
}

/** Into the database, where whoever reads it finds it: it is not said which process that will be. */
async function keepFile({ db, queueSweep }: UploadNeeds, { tenantId, signal }: Context, file: string) {
  const archiveId = randomUUID();
  await db.aside(() =>
    db.forTenant({ tenantId }).write(async (tx) => {
      await beginArchive(tx, archiveId);
      await queueSweep(tx, UNFINISHED_MS);
    }),
  );
  const { size: bytes } = await stat(file);
  await storeArchive(db, {
    tenantId,
    archiveId,
    source: createReadStream(file, { highWaterMark: READ_BYTES }),
    signal,
  });
  return { archiveId, bytes };
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
