import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { watchJob } from "../../packages/server/src/aether/jobs/watch-job.ts";
import { installQueue, type Jobs } from "../../packages/server/src/kernel/jobs/index.ts";
import { isEventStream, type StreamEvent } from "../../packages/server/src/kernel/operation/index.ts";
import type { Context } from "../../packages/server/src/kernel/tenancy/index.ts";
import { newTenant, openJobs, WORK } from "../jobs/support.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";

describe.each(ENGINES)("watch_job on $engine", (engine) => {
  let database: TestDatabase;
  let jobs: Jobs;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: installQueue });
    jobs = await openJobs(database.db);
  });
  afterAll(async () => {
    await jobs.stop({ graceMs: 0 });
    await database.drop();
  });

  async function open(context: Context, input: object): Promise<AsyncIterator<StreamEvent> | undefined> {
    const events = await watchJob(jobs).call(context, input);
    return isEventStream(events) ? events[Symbol.asyncIterator]() : undefined;
  }

  const queued = (context: Context) => jobs.enqueue(context, WORK, { input: { n: 1 } });

  test("a job is told as it is, then at its change, and the stream ends with it", async () => {
    const context = await newTenant(database.db);
    const { jobId } = await queued(context);
    const events = await open(context, { id: jobId });
    const first = await events?.next();
    expect(first?.value).toMatchObject({ event: "job", data: { job_id: jobId, state: "queued" } });
    await jobs.cancel(context, jobId);
    expect((await events?.next())?.value).toMatchObject({ data: { state: "cancelled" } });
    expect((await events?.next())?.done).toBe(true);
  });

  test("who has heard the present state hears of the next one, and who has heard the end of nothing more", async () => {
    const context = await newTenant(database.db);
    const { jobId } = await queued(context);
    const heard: StreamEvent = (await (await open(context, { id: jobId }))?.next())?.value;
    const again = await open(context, { id: jobId, last_event_id: heard.id });
    await jobs.cancel(context, jobId);
    const end: StreamEvent = (await again?.next())?.value;
    expect(end.data).toMatchObject({ state: "cancelled" });
    expect(await open(context, { id: jobId, last_event_id: end.id })).toBeUndefined();
    const late = await open(context, { id: jobId, last_event_id: heard.id });
    expect((await late?.next())?.value).toEqual(end);
  });

  test("another tenant's job and one that is not there are refused alike, before anything is told", async () => {
    const [ours, theirs] = [await newTenant(database.db), await newTenant(database.db)];
    const { jobId } = await queued(theirs);
    for (const id of [jobId, randomUUID()]) {
      await expect(open(ours, { id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("a reader who has gone ends the wait", async () => {
    const gone = new AbortController();
    const context = await newTenant(database.db, gone.signal);
    const { jobId } = await queued(context);
    const events = await open(context, { id: jobId });
    await events?.next();
    const next = events?.next();
    gone.abort();
    expect((await next)?.done).toBe(true);
  });
});
