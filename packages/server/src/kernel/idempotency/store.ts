import type { AuthTx, Tx } from "#kernel/db";

/** One call of a tenant's actor, by what the caller named it. */
export interface CallName {
  readonly tenantId: string;
  readonly operation: string;
  readonly actor: string;
  readonly key: string;
}

export interface Claim extends CallName {
  readonly request: Uint8Array;
  readonly claim: string;
}

export interface KnownCall {
  readonly is_same: boolean;
  readonly state: "running" | "done";
  readonly answer: string | null;
}

const NAMED = "tenant_id = $1 and operation = $2 and actor = $3 and key = $4";
const nameOf = ({ tenantId, operation, actor, key }: CallName): string[] => [tenantId, operation, actor, key];

/**
 * True where the call is this attempt's: it is new, the kept one is older than a day, or its attempt has not been heard
 * of for `giveUpMs` and left no effect.
 */
export async function claimCall(tx: Tx, call: Claim, giveUpMs: number): Promise<boolean> {
  const claimed = await tx.execute(
    `insert into idempotent_call as c (tenant_id, operation, actor, key, request, claim, state)
     values ($1, $2, $3, $4, $5, $6, 'running')
     on conflict (tenant_id, operation, actor, key) do update
        set request = excluded.request, claim = excluded.claim, state = 'running', answer = null,
            claimed_at = now(), created_at = now()
      where c.created_at < now() - interval '24 hours'
         or (c.state = 'running' and c.request = excluded.request and c.claimed_at < now() - $7 * interval '1 ms')`,
    [...nameOf(call), call.request, call.claim, giveUpMs],
  );
  return claimed === 1;
}

export async function knownCall(tx: Tx, call: Claim): Promise<KnownCall | undefined> {
  const [row] = await tx.query<KnownCall>(
    `select request = $5 as is_same, state, answer
       from idempotent_call
      where ${NAMED}
      order by key
      limit 1`,
    [...nameOf(call), call.request],
  );
  return row;
}

/** Says with the effect, whoever's it is, that there is one. False where the call is another attempt's by now. */
export async function markDone(effect: AuthTx, call: Claim): Promise<boolean> {
  const marked = await effect.within(call.tenantId, (tx) =>
    tx.execute(`update idempotent_call set state = 'done' where ${NAMED} and claim = $5`, [
      ...nameOf(call),
      call.claim,
    ]),
  );
  return marked === 1;
}

export function keepAnswer(tx: Tx, call: Claim, answer: string | null): Promise<number> {
  return tx.execute(`update idempotent_call set state = 'done', answer = $6 where ${NAMED} and claim = $5`, [
    ...nameOf(call),
    call.claim,
    answer,
  ]);
}

/** For an attempt that failed before it had an effect: the next one begins anew. */
export function forgetCall(tx: Tx, call: Claim): Promise<number> {
  return tx.execute(`delete from idempotent_call where ${NAMED} and claim = $5 and state = 'running'`, [
    ...nameOf(call),
    call.claim,
  ]);
}

/** Takes away some of what is older than a day. */
export function sweepCalls(tx: Tx, limit: number): Promise<number> {
  return tx.execute(
    `delete from idempotent_call c
      using (select operation, actor, key
               from idempotent_call
              where created_at < now() - interval '24 hours'
              order by created_at, operation, actor, key
              limit $2
                for update skip locked) old
      where c.tenant_id = $1 and (c.operation, c.actor, c.key) = (old.operation, old.actor, old.key)`,
    [tx.tenantId, limit],
  );
}
