import type { AetherClient, Job } from "@aether/client";

import { numbersOf } from "./index-result.ts";

const LOOKED_AT = 100;

/**
 * A run with what others have read since the snapshot that was told last: where two watch one folder, the run of either may
 * have what was changed, and both are to tell it.
 */
export async function withRunsBetween(client: AetherClient, job: Job, told: number): Promise<Job> {
  const own = numbersOf(job);
  if (told === 0 || own("snapshot") <= told + 1) return job;
  const { jobs } = await client.listJobs({ state: "succeeded", limit: LOOKED_AT });
  const between = jobs
    .filter(({ kind, subject }) => kind === job.kind && subject === job.subject)
    .map(numbersOf)
    .filter((number) => number("snapshot") > told && number("snapshot") < own("snapshot"));
  const sum = (name: string): number => between.reduce((all, number) => all + number(name), own(name));
  return { ...job, result: { ...Object(job.result), changed: sum("changed"), removed: sum("removed") } };
}
