import type { FastifyReply } from "fastify";

import { Fault } from "#kernel/errors";
import type { Identity } from "#kernel/tenancy";

/** Whose budget a call is paid from: whoever the credential names, or an address where there is none. */
export type Payer = { readonly identity: Identity } | { readonly address: string };

export interface LimitAnswer {
  readonly allowed: boolean;
  /** Calls a window. */
  readonly limit: number;
  readonly remaining: number;
  /** Until there is more. */
  readonly resetSeconds: number;
  /** Length of the window; not told where it is not given. */
  readonly windowSeconds?: number;
}

export interface Limits {
  /** Takes `cost` from the payer's budget; undefined where there is no limit. */
  take(payer: Payer, cost: number): Promise<LimitAnswer | undefined>;
}

/**
 * Takes a call from its payer's budget and tells what is left (draft-ietf-httpapi-ratelimit-headers-11).
 * @throws Fault RATE_LIMITED
 */
export async function takeFromLimits(limits: Limits, payer: Payer, reply: FastifyReply): Promise<void> {
  const answer = await limits.take(payer, 1);
  if (answer === undefined) return;
  const resetSeconds = Math.ceil(answer.resetSeconds);
  const window = answer.windowSeconds === undefined ? "" : `;w=${Math.ceil(answer.windowSeconds)}`;
  void reply.headers({
    "ratelimit-policy": `"default";q=${answer.limit}${window}`,
    ratelimit: `"default";r=${Math.max(0, answer.remaining)};t=${resetSeconds}`,
  });
  if (answer.allowed) return;
  const retryAfterSeconds = Math.max(1, resetSeconds);
  throw new Fault("RATE_LIMITED", "too many calls in a short time", { limit: answer.limit, retryAfterSeconds });
}
