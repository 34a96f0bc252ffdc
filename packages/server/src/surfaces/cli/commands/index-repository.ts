import type { IndexRepositoryOutput, Job } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { renamedOf, resultOf, scipOf, skippedOf, withoutVectorsOf } from "../index-result.ts";
import { type IndexSource, sourceOf } from "../index-source.ts";
import { createProgress } from "../progress-bar.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { failureOf, hasEnded, watchJob } from "../watch-job.ts";

const INTERRUPTED = 130;

/** `aether index`: starts the job and watches it. */
export async function indexRepository(session: Session, given: Arguments): Promise<number> {
  const source = await sourceOf(session, given);
  session.takeInterrupts();
  const client = await session.connect({ announce: true });
  if (session.interrupted.aborted) return INTERRUPTED;
  const started = await source.start(client);
  for (const line of renamedOf(started)) session.print.say(line);
  const progress = createProgress(session.print);
  const job = await watchJob(session, started.job_id, progress.show).finally(() => progress.end());
  if (!hasEnded(job)) return leave(session, job, source);
  return report(session, { started, job, hints: await source.hints(), ref: given.text("ref") });
}

interface Ended {
  readonly started: IndexRepositoryOutput;
  readonly job: Job;
  readonly hints: readonly string[];
  readonly ref: string | undefined;
}

async function report(session: Session, { started, job, hints, ref }: Ended): Promise<number> {
  const { print } = session;
  const { repo, renamed_from } = started;
  if (job.state !== "succeeded") throw failureOf(job);
  if (print.isJson) {
    await print.json({ ...job, renamed_from });
    return 0;
  }
  const name = plainLine(repo);
  await print.line(`${print.style.bold(name)}: ${resultOf(job)}`);
  for (const line of [...scipOf(job), ...skippedOf(job), ...withoutVectorsOf(job), ...hints]) print.say(line);
  print.say(`Ask it something: aether search --repo ${name}${ref === undefined ? "" : ` --ref ${plainLine(ref)}`} "…"`);
  return 0;
}

/** Ctrl-C. What runs elsewhere goes on; what runs here is cancelled, and nothing of it shows. */
async function leave(session: Session, { job_id, subject }: Job, { operand }: IndexSource): Promise<number> {
  const { print } = session;
  const client = await session.connect();
  if (session.server?.isInProcess !== true) {
    print.say(`The server goes on with it. To watch again: aether jobs watch ${job_id}`);
    return INTERRUPTED;
  }
  await client.cancelJob({ id: job_id });
  print.say(`Cancelled; what was searchable before still is. To go on where it stopped: aether index ${operand}`);
  if (print.isJson) await print.json({ job_id, subject, state: "cancelled" });
  return INTERRUPTED;
}
