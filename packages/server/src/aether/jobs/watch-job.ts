import { createHash } from "node:crypto";

import type { z } from "zod";

import { isFinished, type Job, type Jobs } from "#kernel/jobs";
import { type StreamEvent, streamOperation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { job, watchJobInput } from "../contract.ts";
import { presentJob } from "./operations.ts";

type JobEvent = StreamEvent<z.input<typeof job>>;

/** `watch_job`: a job as it is now and whenever it has changed, until it has ended. */
export function watchJob(jobs: Jobs) {
  return streamOperation({
    name: "watch_job",
    summary: "A job as it is now, and again at every change, until it has ended.",
    permission: "jobs:read",
    input: watchJobInput,
    output: job,
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    http: { method: "GET", path: "/jobs/{id}/events", also: ["/ingest/job/{id}/events"] },
    async open(context, { id, last_event_id }) {
      const latest = createLatest<Job>(context.signal);
      const stop = await jobs.subscribe(context, id, (now) => latest.put(now));
      return eventsOf({ latest, stop }, last_event_id);
    },
  });
}

interface Watched {
  readonly latest: Latest<Job>;
  readonly stop: () => void;
}

/** Undefined where the job has ended and the caller has heard of it. */
async function eventsOf({ latest, stop }: Watched, heard: string | undefined) {
  const first = await latest.next();
  if (first === undefined || (isFinished(first) && eventOf(first).id === heard)) {
    stop();
    return undefined;
  }
  return follow({ latest, stop }, { first, heard });
}

async function* follow(
  { latest, stop }: Watched,
  { first, heard }: { readonly first: Job; readonly heard: string | undefined },
): AsyncGenerator<JobEvent> {
  try {
    for (let now: Job | undefined = first; now !== undefined; now = await latest.next()) {
      const event = eventOf(now);
      if (event.id !== heard || now !== first) yield event;
      if (isFinished(now)) return;
    }
  } finally {
    stop();
  }
}

/** Named by its content: the same state has the same name in every process and after every restart. */
function eventOf(row: Job): JobEvent {
  const data = presentJob(row);
  return { id: createHash("sha1").update(JSON.stringify(data)).digest("base64url"), event: "job", data };
}

interface Latest<T> {
  put(value: T): void;
  /** The newest value that was not read yet: what came in between is skipped. Undefined once the signal is aborted. */
  next(): Promise<T | undefined>;
}

function createLatest<T>(signal: Context["signal"]): Latest<T> {
  let value: T | undefined;
  let wake: (() => void) | undefined;
  signal.addEventListener("abort", () => wake?.(), { once: true });
  return {
    put(next) {
      value = next;
      wake?.();
    },
    async next() {
      if (value === undefined && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      const found = signal.aborted ? undefined : value;
      value = undefined;
      return found;
    },
  };
}
