import type { z } from "zod";

import type { Db, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Jobs } from "#kernel/jobs";
import { operation } from "#kernel/operation";
import { takeNumbers } from "#kernel/tenancy";
import { requireRefName } from "#remote";

import { repository, updateRepositoryInput } from "../contract.ts";
import { queueDue } from "../schedule/run-due.ts";
import { missing, oneRepository } from "./repositories.ts";
import { lockRepository, renameRepository, type SettingsRow, storeSettings } from "./store.ts";

export interface UpdateNeeds {
  readonly db: Db;
  readonly jobs: Pick<Jobs, "enqueue">;
}

/** `update_repository`: its name, what is followed of it, when it is read again, how much of its past is kept. */
export function updateRepository({ db, jobs }: UpdateNeeds) {
  return operation({
    name: "update_repository",
    kind: "command",
    summary: "Change a repository's name, ref, credential, schedule or retention; every id in it stays.",
    permission: "code:write",
    input: updateRepositoryInput,
    output: repository,
    errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
    http: { method: "PATCH", path: "/repositories/{id}", ifMatch: "required" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const repoId = await tenant.write((tx) => change({ tx, jobs }, input));
      return oneRepository(tenant, repoId);
    },
  });
}

type Input = z.output<typeof updateRepositoryInput>;

async function change({ tx, jobs }: Pick<UpdateNeeds, "jobs"> & { readonly tx: Tx }, input: Input): Promise<string> {
  const { id, name, expected_version: expected } = input;
  // One name for two is seen before the database refuses it.
  await takeNumbers(tx, "repo", 0);
  const found = await lockRepository(tx, id);
  if (found === undefined) throw missing(id);
  const { repo_id: repoId, version } = found;
  if (expected !== undefined && expected !== version) {
    throw new Fault("PRECONDITION_FAILED", "the repository has changed since you read it", { version });
  }
  if (name !== undefined && !(await renameRepository(tx, repoId, name))) {
    throw new Fault("CONFLICT", `another repository is called "${name}": choose another name`, { name });
  }
  const settings = settingsAfter(found, input);
  await storeSettings(tx, repoId, settings);
  if (settings.schedule_minutes !== null) await queueDue(jobs, tx);
  return repoId;
}

function settingsAfter(now: SettingsRow, input: Input): SettingsRow {
  const { ref = now.followed, credential = now.credential } = input;
  if (now.kind !== "git" && (ref !== null || credential !== null)) {
    throw new Fault("VALIDATION_ERROR", "only a repository with a URL follows a ref and is opened by a credential");
  }
  if (ref !== null && ref !== now.followed) requireRefName(ref);
  const { schedule_minutes = now.schedule_minutes } = input;
  if (now.kind === "upload" && schedule_minutes !== null) {
    throw new Fault("VALIDATION_ERROR", "what was uploaded does not change: upload it anew instead");
  }
  const { keep_snapshots = now.keep_snapshots, keep_days = now.keep_days } = input;
  return { kind: now.kind, followed: ref, credential, schedule_minutes, keep_snapshots, keep_days };
}
