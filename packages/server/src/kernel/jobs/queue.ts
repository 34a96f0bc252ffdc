/**
 * pg-boss as this house uses it: tickets of a tenant id and a job id, claimed one at a time.
 *
 * The order, the leases and the fences are pg-boss'; when to try again and when to give up is decided by the runner, from the
 * `job` row. So pg-boss is told to retry without end and at once, and never looks for lapsed jobs itself.
 */
import type { PgBoss } from "pg-boss";

import type { Db, QueueExecutor, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { JOB_CLASSES, type JobClass } from "./job.ts";
import { finishInstallation, lapsedTickets, readInstallation, type LapsedQuery } from "./queue-store.ts";

const DAY_S = 86_400;

/** A claim on one row of pg-boss. Its retry count names the attempt: another claim has another. */
export interface Ticket {
  readonly queue: JobClass;
  readonly id: string;
  readonly retryCount: number;
}

export interface Claim {
  readonly ticket: Ticket;
  readonly tenantId: string;
  readonly jobId: string;
}

/** What pg-boss answers to a command, though its types show an empty object. */
interface Answer {
  readonly affected?: number;
  readonly settled?: readonly string[];
}

export interface Message {
  readonly queue: JobClass;
  readonly id: string;
  readonly jobId: string;
  readonly turn: number;
  readonly startAfterMs: number;
}

export interface Queue {
  send(tx: Tx, message: Message): Promise<void>;
  /** Claims what is next. `perTenant` bounds how many claims of one tenant there may be in all processes together. */
  fetch(queue: JobClass, perTenant: number | undefined): Promise<Claim | undefined>;
  /** Prolongs the leases and says which of the tickets are still held. */
  touch(tickets: readonly Ticket[]): Promise<ReadonlySet<string>>;
  /** Throws CLAIM_LOST where the ticket is not held any more; else nobody can take it before the transaction ends. */
  hold(tx: Tx, ticket: Ticket): Promise<void>;
  /** The end of a ticket, whatever came of the job. Throws CLAIM_LOST where it is not held. */
  acknowledge(tx: Tx, ticket: Ticket, outcome: object): Promise<void>;
  /** Drops a ticket that belongs to no tenant. */
  discard(ticket: Ticket): Promise<void>;
  /** Gives a ticket back, to be claimed again after the delay. Throws CLAIM_LOST where it is not held. */
  release(tx: Tx, ticket: Ticket, delayMs: number): Promise<void>;
  /** Ends a ticket whoever holds it. */
  withdraw(tx: Tx, queue: JobClass, id: string): Promise<void>;
  /** Claims whose holder has not touched them for the length of a lease, by the clock of the database. */
  lapsed(query: LapsedQuery): Promise<readonly Claim[]>;
  /** Deletes what was settled a day ago. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** What installQueue has left behind. Another one where pg-boss or anything in there changes, so that it runs again. */
export const INSTALLATION = "pg-boss 12.35.0, aether 1";

/**
 * pg-boss' schema, its two queues, and what the application may do there. Run by the migrator each time; costs one statement
 * where all of it is in place.
 */
export async function installQueue(executor: QueueExecutor): Promise<void> {
  if ((await readInstallation(executor)) === INSTALLATION) return;
  const boss = await createBoss(executor, { migrate: true, createSchema: true });
  const problems: Error[] = [];
  boss.on("error", (error) => problems.push(error));
  await boss.start();
  try {
    for (const name of JOB_CLASSES) {
      if ((await boss.getQueue(name)) === null) await boss.createQueue(name);
      await boss.updateQueue(name, {
        retryLimit: 1_000_000,
        retryDelay: 0,
        expireInSeconds: DAY_S - 60, // hard limits are below a day
        retentionSeconds: 365 * DAY_S,
        deleteAfterSeconds: DAY_S,
      });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (problems.length > 0) throw new AggregateError(problems, "the job queues could not be made");
  await finishInstallation(executor, INSTALLATION);
}

/** Opens the queues, which the migrator has made. */
export async function openQueue(db: Db, onError: (error: Error) => void): Promise<Queue> {
  const boss = await createBoss(db.queueExecutor, { migrate: false, createSchema: false });
  boss.on("error", onError);
  try {
    // Also reads both queues into pg-boss' cache: a send inside of a transaction could not ask for them.
    await boss.start();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("SCHEMA_OUTDATED", "the job queues are missing in the database", {}, error);
  }
  return {
    ...claiming(boss, db.queueExecutor),
    ...settling(boss),
    tidy: () => boss.supervise(),
    close: () => boss.stop({ graceful: false }),
  };
}

function claiming(boss: PgBoss, executor: QueueExecutor): Pick<Queue, "fetch" | "touch" | "lapsed" | "discard"> {
  return {
    fetch: async (queue, perTenant) => {
      const groups = perTenant === undefined ? {} : { groupConcurrency: perTenant };
      const [job] = await boss.fetch<unknown>(queue, groups);
      if (job === undefined) return undefined;
      return claimOf({ queue, id: job.id, retryCount: job.retryCount }, job.data);
    },
    touch: async (tickets) => {
      const held = new Set<string>();
      for (const queue of JOB_CLASSES) {
        const mine = tickets.filter((ticket) => ticket.queue === queue);
        if (mine.length === 0) continue;
        const answer: Answer = await boss.touch(queue, mine);
        for (const id of answer.settled ?? []) held.add(id);
      }
      return held;
    },
    lapsed: async (query) => {
      const rows = await lapsedTickets(executor, query);
      return rows.map(({ payload, ...ticket }) => claimOf(ticket, payload));
    },
    discard: async (ticket) => {
      await boss.complete(ticket.queue, ticket, { outcome: "discarded" });
    },
  };
}

/** What happens inside of somebody's transaction. */
function settling(boss: PgBoss): Pick<Queue, "send" | "hold" | "acknowledge" | "release" | "withdraw"> {
  return {
    send: async (tx, { queue, id, jobId, turn, startAfterMs }) => {
      const payload = { tenantId: tx.tenantId, jobId };
      const later = startAfterMs > 0 ? { startAfter: startAfterMs / 1000 } : {};
      await boss.send(queue, payload, { id, priority: turn, group: { id: tx.tenantId }, ...later, db: within(tx) });
    },
    hold: async (tx, ticket) => requireOne(await boss.touch(ticket.queue, ticket, { db: within(tx) })),
    acknowledge: async (tx, ticket, outcome) =>
      requireOne(await boss.complete(ticket.queue, ticket, outcome, { db: within(tx) })),
    release: async (tx, ticket, delayMs) => {
      requireOne(await boss.fail(ticket.queue, ticket, null, { db: within(tx) }));
      if (delayMs <= 0) return;
      await boss.update(ticket.queue, undefined, { id: ticket.id, startAfter: delayMs / 1000, db: within(tx) });
    },
    withdraw: async (tx, queue, id) => {
      await boss.cancel(queue, id, { db: within(tx) });
    },
  };
}

/** pg-boss takes 80 ms of CPU to load: who never opens the queues, does not. */
async function createBoss(
  executor: QueueExecutor,
  schema: { readonly migrate: boolean; readonly createSchema: boolean },
): Promise<PgBoss> {
  const { PgBoss } = await import("pg-boss");
  return new PgBoss({
    ...schema,
    db: executor,
    schema: "pgboss",
    supervise: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    queueCacheIntervalSeconds: DAY_S, // the two queues never change
  });
}

/** A transaction as pg-boss wants to see it. */
function within(tx: Tx): QueueExecutor {
  return { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) };
}

function requireOne(response: Answer): void {
  if (response.affected !== 1) {
    throw new Fault("CLAIM_LOST", "the job is not this attempt's any more");
  }
}

function claimOf(ticket: Ticket, payload: unknown): Claim {
  const { tenantId, jobId }: { tenantId?: unknown; jobId?: unknown } = Object(payload);
  return { ticket, tenantId: String(tenantId).toLowerCase(), jobId: String(jobId).toLowerCase() };
}
