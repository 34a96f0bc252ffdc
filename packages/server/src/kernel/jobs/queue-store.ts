/** What pg-boss has no call for, on its schema. */
import type { QueueExecutor } from "#kernel/db";

import type { JobClass } from "./job.ts";

/** What was said by the last installation that came to its end. */
export async function readInstallation(executor: QueueExecutor): Promise<unknown> {
  const { rows } = await executor.executeSql(
    "select obj_description(to_regnamespace('pgboss'), 'pg_namespace') as installation",
  );
  return rows[0]?.["installation"];
}

/** Lets the application use the queues, not change what they are, and writes down that all is in place. */
export async function finishInstallation(executor: QueueExecutor, installation: string): Promise<void> {
  await executor.executeSql(`
    revoke all on all functions in schema pgboss from public;
    grant execute on function pgboss.job_now() to aether_app;
    grant usage on schema pgboss to aether_app;
    grant select, insert, update, delete on all tables in schema pgboss to aether_app;
    comment on schema pgboss is '${installation}'`);
}

/** Lapsed tickets that are read at a time. */
export const LAPSED_BATCH = 100;

export interface LapsedQuery {
  readonly leaseMs: number;
  /** Tickets that this process holds itself: it is alive, whatever their age. */
  readonly except: readonly string[];
}

export interface TicketRow {
  readonly queue: JobClass;
  readonly id: string;
  readonly retryCount: number;
  readonly payload: unknown;
}

/** pg-boss' own supervisor would hold such a job back as if it had failed. */
export async function lapsedTickets(
  executor: QueueExecutor,
  { leaseMs, except }: LapsedQuery,
): Promise<readonly TicketRow[]> {
  const { rows } = await executor.executeSql(
    `select name, id, retry_count, data
       from pgboss.job
      where state = 'active'
        and name in ('realtime', 'bulk')
        and heartbeat_on < pgboss.job_now() - $1 * interval '1 ms'
        and id <> all($2::uuid[])
      order by heartbeat_on, id
      limit $3`,
    [leaseMs, except, LAPSED_BATCH],
  );
  return rows.map((row) => ({
    queue: row["name"] === "realtime" ? "realtime" : "bulk",
    id: String(row["id"]),
    retryCount: Number(row["retry_count"]),
    payload: row["data"],
  }));
}
