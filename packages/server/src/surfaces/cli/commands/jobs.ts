import type { Job } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { createProgress, progressLine } from "../progress-bar.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";
import { plainLine } from "../terminal.ts";
import { failureOf, hasEnded, watchJob } from "../watch-job.ts";

const ACTIONS = ["list", "watch", "cancel", "retry"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INTERRUPTED = 130;

/** `aether jobs [list | watch ID | cancel ID | retry ID]`. */
export async function jobs(session: Session, given: Arguments): Promise<number> {
  const [action = "list", id] = given.operands;
  switch (action) {
    case "list":
      if (id !== undefined)
        throw usage(`aether jobs list cannot use "${id}"`, `To follow one: aether jobs watch ${id}`);
      return list(session, given);
    case "watch":
      return watch(session, checkedId(action, id));
    case "cancel":
    case "retry":
      return change(session, action, checkedId(action, id));
    default: {
      const guess = await didYouMean(action, ACTIONS);
      throw usage(
        `aether jobs cannot "${action}"`,
        `${guess === "" ? "" : `${guess} `}It knows: ${ACTIONS.join(", ")}.`,
      );
    }
  }
}

function checkedId(action: string, id: string | undefined): string {
  if (id === undefined) throw usage(`aether jobs ${action} needs the ID of a job`, "`aether jobs` lists them.");
  if (!UUID.test(id))
    throw usage(`"${id}" is not the id of a job`, "Take it from `aether jobs`; it has 36 characters.");
  return id;
}

async function list({ connect, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const answer = await client.listJobs({ limit: given.integer("limit") });
  if (print.isJson) await print.json(answer);
  else for (const job of answer.jobs) await print.line(jobLine(job));
  if (answer.jobs.length === 0) print.say("There are no jobs. `aether index PATH` makes one.");
  return 0;
}

function jobLine(job: Job): string {
  const { job_id, state, stalled, kind, created_at, error } = job;
  const why = error === null ? "" : `  ${error.code}: ${plainLine(error.message)}`;
  const shown = stalled ? "stalled" : state;
  return `${job_id}  ${shown.padEnd(9)}  ${created_at.slice(0, 19)}Z  ${kind}  ${howFar(job)}${why}`;
}

function howFar(job: Job): string {
  const { state, stalled, stage, percent, retry_at } = job;
  if (stalled) return "its process does not answer; it will be queued again";
  if (state === "queued" && stage === "interrupted") return "its process ended; it runs again";
  if (state === "queued" && retry_at !== null) return `not before ${retry_at.slice(0, 19)}Z`;
  return state === "running" ? progressLine(job) : `${Math.round(percent)} %`;
}

async function watch(session: Session, id: string): Promise<number> {
  const { print } = session;
  session.takeInterrupts();
  await session.connect({ announce: true }); // without a server, the job runs here
  const progress = createProgress(print);
  let shown = "";
  const show = async (job: Job): Promise<void> => {
    progress.show(job);
    const text = JSON.stringify(job);
    if (print.isJson && text !== shown) await print.line(text);
    shown = text;
  };
  let job: Job;
  try {
    job = await watchJob(session, id, show);
  } finally {
    progress.end();
  }
  if (!hasEnded(job)) {
    print.say(`It goes on. To watch again: aether jobs watch ${id}`);
    return INTERRUPTED;
  }
  if (job.state !== "succeeded") throw failureOf(job);
  if (!print.isJson) await print.line(jobLine(job));
  return 0;
}

async function change({ connect, print }: Session, action: "cancel" | "retry", id: string): Promise<number> {
  const client = await connect();
  const job = await (action === "cancel" ? client.cancelJob({ id }) : client.retryJob({ id }));
  await (print.isJson ? print.json(job) : print.line(jobLine(job)));
  return 0;
}
