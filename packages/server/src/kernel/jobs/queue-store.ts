/** The two things that pg-boss has no call for, on its tables. */
import type { QueueExecutor } from "#kernel/db";

import type { JobClass } from "./job.ts";

/** The application may use the queues, not change what they are. */
export async function grantQueue(executor: QueueExecutor): Promise<void> {
  await executor.executeSql(`
    revoke all on all functions in schema pgboss from public;
    grant execute on function pgboss.job_now() to aether_app;
    grant usage on schema pgboss to aether_app;
    grant select, insert, update, delete on all tables in schema pgboss to aether_app`);
}

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
      limit 100`,
    [leaseMs, except],
  );
  return rows.map((row) => ({
    queue: row["name"] === "realtime" ? "realtime" : "bulk",
    id: String(row["id"]),
    retryCount: Number(row["retry_count"]),
    payload: row["data"],
  }));
}
