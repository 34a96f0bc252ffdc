import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { ApiClient } from "../api-client.ts";
import type { Arguments } from "../arguments.ts";
import { givenFolder } from "../given-folder.ts";
import { renamedOf, resultOf, scipOf, skippedOf } from "../index-result.ts";
import { createProgress } from "../progress-bar.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { failureOf, hasEnded, watchJob } from "../watch-job.ts";
import type { Job, Started } from "../wire.ts";

const INTERRUPTED = 130;

/** `aether index`: starts the job and watches it. */
export async function indexFolder(session: Session, given: Arguments): Promise<number> {
  const folder = await givenFolder(session, given);
  const scip = given.list("scip").map((file) => resolve(session.host.cwd, file));
  session.takeInterrupts();
  const client = await session.connect({ announce: true });
  if (session.interrupted.aborted) return INTERRUPTED;
  const started = await client.post<Started>("/ingest/repository", {
    path: folder,
    name: given.text("name"),
    ref: given.text("ref"),
    ...(scip.length > 0 && { scip }),
  });
  for (const line of renamedOf(started)) session.print.say(line);
  const progress = createProgress(session.print);
  let job: Job;
  try {
    job = await watchJob(session, started.job_id, progress);
  } finally {
    progress.end();
  }
  if (hasEnded(job)) return report(session, { started, job, hint: scip.length > 0 ? [] : await scipLeft(folder) });
  return leave(session, job, folder);
}

interface Ended {
  readonly started: Started;
  readonly job: Job;
  readonly hint: readonly string[];
}

async function report(session: Session, { started, job, hint }: Ended): Promise<number> {
  const { print } = session;
  const { repo, renamed_from } = started;
  if (job.state !== "succeeded") throw failureOf(job);
  if (print.isJson) {
    await print.json({ ...job, renamed_from });
    return 0;
  }
  const name = plainLine(repo);
  await print.line(`${print.style.bold(name)}: ${resultOf(job)}`);
  for (const line of [...scipOf(job), ...skippedOf(job), ...hint]) print.say(line);
  print.say(`Ask it something: aether search --repo ${name} "…"`);
  return 0;
}

/** An index that lies where indexers leave it is never read unasked: it may be of any age. */
async function scipLeft(folder: string): Promise<readonly string[]> {
  const file = join(folder, "index.scip");
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true
    ? [`${plainLine(file)} was not read. To have it: aether index ${folder} --scip ${file}`]
    : [];
}

/** Ctrl-C. What runs elsewhere goes on; what runs here is cancelled, and nothing of it shows. */
async function leave(session: Session, { job_id, subject }: Job, folder: string): Promise<number> {
  const { print } = session;
  const client: ApiClient = await session.connect();
  if (!client.transport.isInProcess) {
    print.say(`The server goes on with it. To watch again: aether jobs watch ${job_id}`);
    return INTERRUPTED;
  }
  await client.post(`/jobs/${job_id}/cancel`, {});
  print.say(`Cancelled; what was searchable before still is. To go on where it stopped: aether index ${folder}`);
  if (print.isJson) await print.json({ job_id, subject, state: "cancelled" });
  return INTERRUPTED;
}
