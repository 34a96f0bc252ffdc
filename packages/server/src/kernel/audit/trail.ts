import type { Db } from "#kernel/db";
import { type Log, redactText } from "#kernel/log";
import type { Actor, Context } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import { type Anchors, openAnchors } from "./anchors.ts";
import { type CheckpointStore, writeCheckpoint } from "./checkpoints.ts";
import { openLanes } from "./lanes.ts";
import { chainKey, type Unchained } from "./record.ts";
import { tailOf } from "./store.ts";
import { type Verdict, verifyTrail } from "./verify.ts";

/** What happened, as whoever ran it knows. */
export interface AuditEntry {
  readonly context: Pick<Context, "tenantId" | "actor" | "requestId" | "origin">;
  /** The operation's name. */
  readonly action: string;
  /** Ids of what was acted on, as `/repositories/shop`; never content. */
  readonly target: string;
  /** OK, or the code of the fault. */
  readonly outcome: string;
}

export interface Trail {
  /** Resolves when the record is committed; its time is now. @throws Fault STORAGE_UNAVAILABLE and the database's own */
  record(entry: AuditEntry): Promise<void>;
  verify(asked: VerifyAsked): Promise<Verdict>;
  /** A signed checkpoint of the trail as it stands, for whoever wants it verified later; undefined of an empty one. */
  sign(tenantId: string): Promise<string | undefined>;
  /** After a tenant was deleted and its trail erased. */
  forget(tenantId: string): Promise<void>;
  /** Waits for what is being written and makes checkpoints. */
  close(): Promise<void>;
}

export interface VerifyAsked {
  readonly tenantId: string;
  readonly after?: number;
  readonly limit: number;
  /** Signed texts from the log, besides those that are kept. */
  readonly checkpoints?: readonly string[];
}

export interface TrailOptions {
  readonly db: Db;
  /** Of the whole installation. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly log: Pick<Log, "info" | "error">;
  readonly checkpoints: CheckpointStore;
}

export function createTrail(options: TrailOptions): Trail {
  const { db, clock, key, log } = options;
  const lanes = openLanes({ db, key, isNeeded: (tenantId) => anchors.isTouched(tenantId) });
  const anchors: Anchors = openAnchors({ ...options, tailOf: (tenantId) => lanes.tailOf(tenantId) });
  const open = new Set<Promise<void>>();

  const record = async (entry: AuditEntry): Promise<void> => {
    const { tenantId } = entry.context;
    const written = lanes.append(tenantId, recordOf(entry, clock.now()));
    open.add(written);
    try {
      await written;
      anchors.touch(tenantId);
    } catch (error) {
      const { context, ...told } = entry;
      log.error({ tenantId, requestId: context.requestId, ...told, err: error }, "audit.failed");
      throw error;
    } finally {
      open.delete(written);
    }
  };

  return {
    record,
    async verify({ tenantId, after = 0, limit, checkpoints = [] }) {
      const known = [...(await anchors.of(tenantId)), ...anchors.read(tenantId, checkpoints)];
      return verifyTrail(db.forTenant({ tenantId }), {
        key: chainKey(key, tenantId),
        after,
        limit,
        checkpoints: known,
      });
    },
    async sign(tenantId) {
      const tail = await tailOf(db.forTenant({ tenantId }));
      return tail && writeCheckpoint(key, { tenantId, ...tail, atMs: clock.now() });
    },
    async forget(tenantId) {
      lanes.forget(tenantId);
      await anchors.forget(tenantId);
    },
    async close() {
      await Promise.allSettled(open);
      await anchors.close();
    },
  };
}

function recordOf({ context, action, target, outcome }: AuditEntry, atMs: number): Unchained {
  const { actor, origin, requestId } = context;
  return {
    at: new Date(atMs).toISOString(),
    actor_kind: actor.kind,
    actor_id: clean(idOf(actor), 100),
    action: clean(action, 100),
    target: clean(target, 300),
    outcome: clean(outcome, 100),
    address: clean(origin?.address ?? "", 60),
    user_agent: clean(origin?.userAgent ?? "", 300),
    request_id: clean(requestId, 200),
  };
}

function idOf(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return actor.personId;
    case "operator":
    case "key":
      return actor.keyId;
    case "job":
      return actor.jobId;
    case "owner":
    case "anonymous":
      return "";
  }
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What callers choose is kept short, printable, and without what has the form of a secret. */
function clean(text: string, maxChars: number): string {
  return redactText(text.toWellFormed().replaceAll(UNPRINTABLE, "\ufffd")).slice(0, maxChars).toWellFormed();
}
