import { createHmac, randomUUID } from "node:crypto";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Logger } from "#kernel/log";
import type { Actor, Context } from "#kernel/tenancy";
import { MINUTE_MS } from "#kernel/time";

import {
  type Claim,
  claimCall,
  forgetCall,
  keepAnswer,
  knownCall,
  type KnownCall,
  markDone,
  sweepCalls,
} from "./store.ts";

export interface IdempotentCall {
  readonly context: Context;
  /** The operation's name. */
  readonly operation: string;
  /** What the caller named the call; 255 characters at most. */
  readonly key: string;
  readonly input: unknown;
  /** Whether the answer may lie in the database for a day. */
  readonly keepsAnswer: boolean;
}

export interface Idempotency {
  /**
   * Does the work once for each name of a call, and answers later ones with the first one's answer. Work that fails
   * without an effect is forgotten and may be tried again under the same name.
   * @throws Fault IDEMPOTENCY_KEY_REUSED for another input, IN_PROGRESS while the first one works, CONFLICT where it was
   * carried out and its answer is not known (the process died, or the answer holds a secret)
   */
  once(
    call: IdempotentCall,
    work: () => Promise<unknown>,
  ): Promise<{ readonly answer: unknown; readonly isReplay: boolean }>;
}

export interface IdempotencyParts {
  readonly db: Db;
  /** What inputs are fingerprinted with: they may hold passwords, which a plain hash would let be guessed. */
  readonly key: Uint8Array;
  readonly log: Pick<Logger, "warn">;
}

/** An attempt that has not ended by then is dead, or will find that it has lost its claim: no request takes so long. */
const GIVE_UP_MS = 2 * MINUTE_MS;
const RETRY_AFTER_SECONDS = 1;
const ANSWER_MAX_CHARS = 256 * 1024;
const SWEPT_WITH_A_CLAIM = 10; // more than one, so that what is old goes away faster than it comes

export function createIdempotency({ db, key, log }: IdempotencyParts): Idempotency {
  return {
    async once({ context, operation, key: name, input, keepsAnswer }, work) {
      const { tenantId, actor } = context;
      const request = createHmac("sha256", key).update(canonical(input)).digest();
      const call: Claim = { tenantId, operation, actor: nameOf(actor), key: name, request, claim: randomUUID() };
      const tenant = db.forTenant(context);
      const known = await tenant.write(async (tx) => {
        if (!(await claimCall(tx, call, GIVE_UP_MS))) return knownCall(tx, call);
        await sweepCalls(tx, SWEPT_WITH_A_CLAIM);
        return undefined;
      });
      if (known !== undefined) return { answer: answerOf(known), isReplay: true };
      const answer = await carryOut(db, call, work);
      const text = JSON.stringify(answer);
      const kept = keepsAnswer && text.length <= ANSWER_MAX_CHARS ? text : null;
      // The effect is there, and its mark with it: whoever asked hears of it also where the answer cannot be kept.
      await tenant
        .write((tx) => keepAnswer(tx, call, kept))
        .catch((error: unknown) => log.warn({ err: error, operation }, "idempotency.answer.lost"));
      return { answer, isReplay: false };
    },
  };
}

/** Every transaction of the work also says that the call is done, or writes nothing where the claim is lost. */
async function carryOut(db: Db, call: Claim, work: () => Promise<unknown>): Promise<unknown> {
  const mark: Parameters<Db["alongside"]>[0] = async (tx) => {
    if (!(await markDone(tx, call))) throw inProgress("the call took too long, and another attempt has taken it over");
  };
  try {
    return await db.alongside(mark, work);
  } catch (error) {
    // Where this fails, the claim is given up for dead in time.
    await db
      .forTenant(call)
      .write((tx) => forgetCall(tx, call))
      .catch(() => undefined);
    throw error;
  }
}

function answerOf({ is_same, state, answer }: KnownCall): unknown {
  if (!is_same) {
    throw new Fault("IDEMPOTENCY_KEY_REUSED", "this Idempotency-Key was used for a request with another content");
  }
  if (state === "running") throw inProgress("the first call with this Idempotency-Key has not ended");
  if (answer !== null) return JSON.parse(answer);
  throw new Fault("CONFLICT", "the call was carried out already, and its answer is not kept: read the resource", {
    carriedOut: true,
  });
}

function inProgress(why: string): Fault {
  return new Fault("IN_PROGRESS", why, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function nameOf(actor: Actor): string {
  switch (actor.kind) {
    case "operator":
    case "key":
      return `${actor.kind}:${actor.keyId}`;
    case "person":
      return `person:${actor.personId}`;
    case "job":
      return `job:${actor.jobId}`;
    case "owner":
    case "anonymous":
      return actor.kind;
  }
}

/** The same text for the same content, whatever the order of its keys. */
function canonical(input: unknown): string {
  return (
    JSON.stringify(input, (_key, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ) ?? ""
  );
}
