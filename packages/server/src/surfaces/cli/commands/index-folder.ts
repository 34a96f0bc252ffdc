import { stat } from "node:fs/promises";
import path from "node:path";

import type { ApiClient } from "../api-client.ts";
import type { Arguments } from "../arguments.ts";
import { CliError } from "../failure.ts";
import { count, grouped } from "../place.ts";
import { createProgress, durationOf } from "../progress-bar.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { failureOf, hasEnded, watchJob } from "../watch-job.ts";
import type { Job, Started } from "../wire.ts";

const INTERRUPTED = 130;

/** `aether index`: starts the job and watches it. */
export async function indexFolder(session: Session, given: Arguments): Promise<number> {
  const folder = path.resolve(session.host.cwd, given.operands[0] ?? ".");
  await refuseEarly(folder, given);
  session.takeInterrupts();
  const client = await session.connect({ announce: true });
  if (session.interrupted.aborted) return INTERRUPTED;
  const started = await client.post<Started>("/ingest/repository", {
    path: folder,
    name: given.text("name"),
    ref: given.text("ref"),
  });
  const progress = createProgress(session.print);
  let job: Job;
  try {
    job = await watchJob(session, started.job_id, progress.show);
  } finally {
    progress.end();
  }
  if (hasEnded(job)) return report(session, started, job);
  return leave(session, job, folder);
}

/** A path that is not there is told before a database is opened for it; on another machine only that one knows. */
async function refuseEarly(folder: string, given: Arguments): Promise<void> {
  if (given.has("api-url")) return;
  const found = await stat(folder).catch((cause: unknown) => {
    throw new CliError({
      code: "PATH_NOT_FOUND",
      message: `"${folder}" does not exist or cannot be reached`,
      next: "Check the spelling; a relative path starts at the current directory.",
      cause,
    });
  });
  if (found.isDirectory()) return;
  throw new CliError({
    code: "PATH_NOT_A_DIRECTORY",
    message: `"${folder}" is a file`,
    next: `Index the folder it lies in: aether index ${path.dirname(folder)}`,
  });
}

async function report(session: Session, { repo }: Started, job: Job): Promise<number> {
  const { print } = session;
  if (job.state !== "succeeded") throw failureOf(job);
  if (print.isJson) {
    await print.json(job);
    return 0;
  }
  const name = plainLine(repo);
  await print.line(`${print.style.bold(name)}: ${resultOf(job)}`);
  for (const line of skippedOf(job)) print.say(line);
  print.say(`Ask it something: aether search --repo ${name} "…"`);
  return 0;
}

function resultOf({ result, started_at, finished_at }: Job): string {
  const numbers = new Map(Object.entries(result ?? {}));
  const number = (name: string): number => Number(numbers.get(name) ?? 0);
  const seconds = (Date.parse(finished_at ?? "") - Date.parse(started_at ?? "")) / 1000;
  const { files, nodes, edges, changed } = {
    files: count(number("files"), "file"),
    nodes: count(number("nodes"), "node"),
    edges: count(number("edges"), "edge"),
    changed: `${grouped(number("changed"))} changed`,
  };
  return `${files} (${changed}), ${nodes}, ${edges}${Number.isFinite(seconds) ? ` in ${durationOf(seconds)}` : ""}`;
}

function skippedOf({ progress }: Job): string[] {
  const skipped = progress.skipped ?? 0;
  if (skipped === 0) return [];
  const known = progress.skipped_files ?? [];
  const reasons = new Map<string, number>();
  for (const { reason } of known) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counted = [...reasons].map(([reason, files]) => `${files} ${plainLine(reason)}`).join(", ");
  // The job names the first hundred only.
  const why = known.length === skipped ? counted : [...reasons.keys()].map(plainLine).join(", ");
  return [
    `Not read, or in part only: ${count(skipped, "file")}${why === "" ? "" : ` (${why})`}. aether repos lists them.`,
  ];
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
