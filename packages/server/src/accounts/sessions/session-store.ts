/** Sign-ins: families of refresh tokens, of which the newest generation is good. */
import type { AuthDb, AuthTx } from "#kernel/db";
import { siteOf } from "#kernel/limits";

import { deleteApprovals } from "../device-logins/store.ts";

export interface SessionRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly acts_in: string | null;
  readonly generation: number;
  readonly secret_hash: Uint8Array;
  readonly is_open: boolean;
  /** The newest generation is ten seconds old at most. */
  readonly is_fresh: boolean;
  readonly address: string;
  readonly user_agent: string;
  readonly created_at: string;
  readonly rotated_at: string;
  readonly expires_at: string;
}

const COLUMNS = `session_id, person_id, acts_in, generation, secret_hash,
       revoked_at is null and expires_at > now() as is_open, rotated_at > now() - interval '10 seconds' as is_fresh,
       address, user_agent, created_at, rotated_at, expires_at`;

export interface NewSession {
  readonly sessionId: string;
  readonly personId: string;
  readonly tenantId: string;
  readonly hash: Uint8Array;
  readonly address: string;
  readonly userAgent: string;
}

/** Ends after thirty days, however often it is refreshed. */
export async function insertSession(tx: AuthTx, it: NewSession): Promise<void> {
  await tx.execute(
    `insert into session (session_id, person_id, acts_in, secret_hash, expires_at, address, user_agent)
     values ($1, $2, $3, $4, now() + interval '30 days', $5, $6)`,
    [it.sessionId, it.personId, it.tenantId, it.hash, it.address, it.userAgent],
  );
}

export async function sessionById(db: AuthDb | AuthTx, sessionId: string): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>(
    `select ${COLUMNS} from session where session_id = $1 order by session_id limit 1`,
    [sessionId],
  );
  return row;
}

/** A person's own. Another's is not even read, so that an answer takes no longer for it than for one that is not there. */
export async function ownSession(
  db: AuthDb | AuthTx,
  { sessionId, personId }: { readonly sessionId: string; readonly personId: string },
): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>(
    `select ${COLUMNS} from session where session_id = $1 and person_id = $2 order by session_id limit 1`,
    [sessionId, personId],
  );
  return row;
}

/** A place in a list that goes from the newest to the oldest, and how far to go from there. */
export interface SessionPage {
  readonly personId: string;
  /** The session before it; "" at the beginning. */
  readonly after: string;
  readonly limit: number;
}

/** Those that have ended are not among them, but one that has ended meanwhile still marks a place. */
export function openSessions(db: AuthDb, { personId, after, limit }: SessionPage): Promise<SessionRow[]> {
  return db.query<SessionRow>(
    `select ${COLUMNS}
       from session s
      where s.person_id = $1 and s.revoked_at is null and s.expires_at > now()
        and ($2 = ''
             or (s.created_at, s.session_id) <
                (select c.created_at, c.session_id
                   from session c
                  where c.session_id = nullif($2, '')::uuid and c.person_id = $1))
      order by s.created_at desc, s.session_id desc
      limit $3`,
    [personId, after, limit],
  );
}

/** Whether the person was let in from there, or from another address of the same site, within half a year. */
export async function wasLetInFrom(db: AuthDb, personId: string, address: string): Promise<boolean> {
  const rows = await db.query<Pick<SessionRow, "address">>(
    `select address
       from session
      where person_id = $1 and created_at > now() - interval '180 days'
      group by address
      order by max(created_at) desc, address
      limit 1000`,
    [personId],
  );
  const site = siteOf(address);
  return rows.some((row) => siteOf(row.address) === site);
}

export interface Rotation {
  readonly sessionId: string;
  readonly generation: number;
  readonly hash: Uint8Array;
  readonly nextHash: Uint8Array;
  readonly tenantId: string;
}

/** Of several at the same time one succeeds. */
export async function rotate(tx: AuthTx, it: Rotation): Promise<boolean> {
  const rotated = await tx.execute(
    `update session
        set generation = generation + 1, secret_hash = $4, rotated_at = now(), acts_in = $5
      where session_id = $1 and generation = $2 and secret_hash = $3 and revoked_at is null and expires_at > now()`,
    [it.sessionId, it.generation, it.hash, it.nextHash, it.tenantId],
  );
  return rotated === 1;
}

export async function revokeSession(tx: AuthTx, sessionId: string, why: string): Promise<void> {
  await tx.execute(
    "update session set revoked_at = now(), revoked_why = $2 where session_id = $1 and revoked_at is null",
    [sessionId, why],
  );
}

/** All of a person's, save the one that is to stay; and what they approved that is no session yet. */
export async function revokeSessions(
  tx: AuthTx,
  personId: string,
  { why, except = null }: { readonly why: string; readonly except?: string | null },
): Promise<void> {
  await tx.execute(
    `update session
        set revoked_at = now(), revoked_why = $2
      where person_id = $1 and revoked_at is null and session_id is distinct from $3::uuid`,
    [personId, why, except],
  );
  await deleteApprovals(tx, personId);
}
