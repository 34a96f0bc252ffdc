import type { Db } from "#kernel/db";
import { isFault } from "#kernel/errors";
import type { Log } from "#kernel/log";

import { LAPSED_BATCH, type LapsedQuery } from "../queue-store.ts";
import type { Claim, Queue } from "../queue.ts";
import { isWellFormed } from "./begin.ts";
import { giveBack } from "./fence.ts";

export interface PutBackParts {
  readonly db: Db;
  readonly queue: Queue;
  readonly log: Log;
}

/** Claims that nobody tends any more go back to where they can be claimed. */
export async function putBackLapsed(parts: PutBackParts, query: LapsedQuery): Promise<void> {
  let lapsed: readonly Claim[];
  do {
    lapsed = await parts.queue.lapsed(query);
    for (const claim of lapsed) {
      parts.log.warn({ tenantId: claim.tenantId, jobId: claim.jobId }, "job.lapsed");
      await giveBackClaim(parts, claim, true);
    }
  } while (lapsed.length === LAPSED_BATCH);
}

/** The claims of all others: for the owner of an embedded database, who knows that whoever held one is dead. */
export function putBackAll(parts: PutBackParts): Promise<void> {
  return putBackLapsed(parts, { leaseMs: -1, except: [] });
}

export async function giveBackClaim({ db, queue }: PutBackParts, claim: Claim, lost: boolean): Promise<void> {
  if (!isWellFormed(claim)) return queue.discard(claim.ticket);
  try {
    await giveBack({ tenantDb: db.forTenant(claim), queue, ticket: claim.ticket, jobId: claim.jobId, lost });
  } catch (error) {
    if (!isFault(error, "CLAIM_LOST")) throw error;
  }
}
