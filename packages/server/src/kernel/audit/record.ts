import { createHmac } from "node:crypto";

/** One line of a trail, as it is kept. */
export interface AuditRecord {
  /** Decimal: 1, 2, 3… of its tenant. */
  readonly number: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly address: string;
  readonly user_agent: string;
  readonly request_id: string;
  readonly previous: Uint8Array;
  readonly hash: Uint8Array;
}

export type Unchained = Omit<AuditRecord, "number" | "previous" | "hash">;

/** The last record of a trail, or what stands before the first. */
export interface Tail {
  readonly number: number;
  readonly hash: Uint8Array;
}

const HASH_BYTES = 32;
const FORM = "audit/v1";
export const BEGINNING: Tail = { number: 0, hash: new Uint8Array(HASH_BYTES) };

/** The key of one tenant's chain, so that a record of one is none of another. */
export function chainKey(key: Uint8Array, tenantId: string): Uint8Array {
  return createHmac("sha256", key).update(`${FORM}\0${tenantId}`).digest();
}

/** The MAC of a record: over the one before, its own number and all of its fields, in a form that has one reading. */
export function hashOf(key: Uint8Array, record: Omit<AuditRecord, "hash">): Uint8Array {
  const { number, at, actor_kind, actor_id, action, target, outcome, address, user_agent, request_id } = record;
  const time = microseconds(at);
  const fields = [FORM, number, time, actor_kind, actor_id, action, target, outcome, address, user_agent, request_id];
  return createHmac("sha256", key).update(record.previous).update(JSON.stringify(fields)).digest();
}

/** Hangs records on the end of a chain. */
export function chain(key: Uint8Array, tail: Tail, entries: readonly Unchained[]): AuditRecord[] {
  let { number, hash: previous } = tail;
  return entries.map((entry) => {
    number += 1;
    const record = { ...entry, number: String(number), previous };
    previous = hashOf(key, record);
    return { ...record, hash: previous };
  });
}

/** PostgreSQL leaves zeros at the end of a second's fraction away. */
function microseconds(at: string): string {
  return at.replace(/(?:\.(\d{1,6}))?Z$/, (_, fraction = "") => `.${String(fraction).padEnd(6, "0")}Z`);
}
