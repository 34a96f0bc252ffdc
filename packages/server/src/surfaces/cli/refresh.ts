import type { AetherClient, IndexRepositoryOutput, Job } from "@aether/client";

import { numbersOf } from "./index-result.ts";
import { withRunsBetween } from "./runs-between.ts";
import type { Session } from "./session.ts";
import { failureOf, hasEnded, watchJob } from "./watch-job.ts";
import type { WatchTells } from "./watch-tells.ts";

/** Runs the index of a folder as often as it is asked to, and tells how each run went. */
export interface Refresher {
  /** @throws CliError of a folder that is refused; a run that fails is told and no more. */
  first(): Promise<void>;
  /** `paths` are some of those that changed. @throws CliError where nothing could be brought up to date. */
  again(paths: readonly string[]): Promise<void>;
}

export interface RefresherNeeds {
  readonly session: Session;
  readonly client: AetherClient;
  readonly folder: string;
  readonly name: string | undefined;
  readonly tells: WatchTells;
}

const snapshotOf = (job: Job): number => numbersOf(job)("snapshot");

export function createRefresher({ session, client, folder, name, tells }: RefresherNeeds): Refresher {
  // Named once: what is renamed while the watch goes on keeps its new name.
  const start = (called?: string) => client.indexRepository({ path: folder, name: called });
  let hasFailed = false;
  let told = 0;

  /** The job's end; undefined when the person has pressed Ctrl-C. */
  async function run(started: IndexRepositoryOutput): Promise<Job | undefined> {
    let current = started;
    for (;;) {
      const job = await watchJob(session, current.job_id, tells.progress);
      if (!hasEnded(job)) return leave(session, job);
      // Somebody else's run was under way and may have read the tree before what changed: its end is not ours.
      if (current.state === "queued") return job;
      current = await start();
    }
  }
  async function settle(started: IndexRepositoryOutput): Promise<Job | undefined> {
    try {
      const job = await run(started);
      if (job === undefined) return undefined;
      if (job.state !== "succeeded") throw failureOf(job);
      const whole = await withRunsBetween(client, job, told);
      told = snapshotOf(job);
      return whole;
    } finally {
      tells.endProgress();
    }
  }
  return {
    async first() {
      const started = await start(name);
      try {
        const job = await settle(started);
        if (job !== undefined) await tells.first(started, job);
      } catch (error) {
        hasFailed = true;
        await tells.failedFirst(error);
      }
    },
    async again(paths) {
      const startedAt = performance.now();
      try {
        const started = await start();
        const job = await settle(started);
        if (job !== undefined) await tells.refreshed({ job, paths, isNews: hasFailed, startedAt, repo: started.repo });
        hasFailed = false;
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    },
  };
}

/** What runs elsewhere goes on; what runs here is cancelled, and nothing of it shows. */
async function leave({ connect, server }: Session, { job_id: id }: Job): Promise<undefined> {
  if (server?.isInProcess === true) await (await connect()).cancelJob({ id });
  return undefined;
}
