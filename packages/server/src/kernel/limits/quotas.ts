/**
 * What a tenant may keep. What a resource takes is counted by the database with the write itself, and whoever adds to it
 * holds the count until the end of the transaction: so `requireWithinQuota` after a write is exact, whoever else writes.
 * What costs before it is written is reserved: the reservation counts from then on, until it is settled in the transaction of the write,
 * or has expired because its owner died.
 */
import { randomUUID } from "node:crypto";

import type { TenantDb, Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { MINUTE_MS } from "#kernel/time";

import {
  addedBy,
  dropReservation,
  insertReservation,
  lockUse,
  type Resource,
  type Standing,
  standingOf,
} from "./quota-store.ts";

export interface Wanted {
  readonly resource: Resource;
  readonly amount: number;
  /** The request or the job. */
  readonly owner: string;
}

export interface Reservation {
  readonly resource: Resource;
  /** Undefined where there is no quota, so nothing to be reserved. */
  readonly id: string | undefined;
}

/** Longer than one call to a model takes; its owner is dead then. */
const RESERVED_MS = 15 * MINUTE_MS;

/**
 * Called after rows were written, in their transaction. Where a quota was lowered below what there is already, only what
 * adds is refused: what is read, replaced by less or deleted goes on.
 * @throws Fault QUOTA_EXCEEDED, with which it is to be rolled back
 */
export async function requireWithinQuota(tx: Tx, resource: Resource): Promise<void> {
  if ((await addedBy(tx, resource)) > 0) refuseBeyond(await standingOf(tx, resource), resource, 0);
}

/** Sets so much aside. @throws Fault QUOTA_EXCEEDED */
export async function reserve(db: TenantDb, wanted: Wanted): Promise<Reservation> {
  const { resource, amount, owner } = wanted;
  if ((await standingOf(db, resource)).quota === null) return { resource, id: undefined };
  return db.write(async (tx) => {
    await lockUse(tx, resource);
    refuseBeyond(await standingOf(tx, resource), resource, amount);
    const id = randomUUID();
    await insertReservation(tx, { id, resource, amount, owner, lifeMs: RESERVED_MS });
    return { resource, id };
  });
}

/** Ends a reservation in the transaction that has written what it was for, or that gives it up. */
export async function settle(tx: Tx, { id }: Reservation): Promise<void> {
  if (id !== undefined) await dropReservation(tx, id);
}

function refuseBeyond({ quota, used, reserved }: Standing, resource: Resource, amount: number): void {
  if (quota === null || used + reserved + amount <= quota) return;
  throw new Fault("QUOTA_EXCEEDED", `the tenant's quota of ${quota} ${WORDS[resource]} is used up`, {
    resource,
    quota,
  });
}

const WORDS: Readonly<Record<Resource, string>> = {
  repos: "repositories",
  vectors: "vectors",
  storage_bytes: "bytes of storage",
};
