/** Who is asked to join a tenant. */
import type { Queryable, TenantDb, Tx } from "#kernel/db";
import type { Role } from "#kernel/tenancy";

export interface InvitationRow {
  readonly invitation_id: string;
  readonly email: string;
  readonly role: Role;
  readonly state: "open" | "accepted" | "revoked" | "expired";
  readonly invited_by: string | null;
  readonly created_at: string;
  readonly expires_at: string;
}

const COLUMNS = `i.invitation_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at,
         case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
              when i.expires_at <= now() then 'expired' else 'open' end as state`;

export interface NewInvitation {
  readonly invitationId: string;
  readonly email: string;
  readonly role: Role;
  readonly hash: Uint8Array;
  readonly invitedBy: string | null;
  readonly days: number;
}

export async function insertInvitation(tx: Tx, it: NewInvitation): Promise<void> {
  await tx.execute(
    `insert into invitation (tenant_id, invitation_id, email, role, secret_hash, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))`,
    [tx.tenantId, it.invitationId, it.email, it.role, it.hash, it.invitedBy, it.days],
  );
}

export async function invitationById(
  from: Pick<Queryable, "query">,
  id: string,
): Promise<(InvitationRow & { readonly secret_hash: Uint8Array }) | undefined> {
  const [row] = await from.query<InvitationRow & { readonly secret_hash: Uint8Array }>(
    `select ${COLUMNS}, i.secret_hash
       from invitation i
      where i.invitation_id = $1
      order by i.invitation_id
      limit 1`,
    [id],
  );
  return row;
}

/** Newest first, after the given one. */
export function invitationsAfter(db: TenantDb, after: string, limit: number): Promise<InvitationRow[]> {
  return db.query<InvitationRow>(
    `select ${COLUMNS}
       from invitation i
      where $1 = ''
         or (i.created_at, i.invitation_id) <
            (select c.created_at, c.invitation_id from invitation c where c.invitation_id = nullif($1, '')::uuid)
      order by i.created_at desc, i.invitation_id desc
      limit $2`,
    [after, limit],
  );
}

/** False where it is not open any more. */
export async function spendInvitation(tx: Tx, id: string): Promise<boolean> {
  const spent = await tx.execute(
    `update invitation
        set accepted_at = now()
      where invitation_id = $1 and accepted_at is null and revoked_at is null and expires_at > now()`,
    [id],
  );
  return spent === 1;
}

/** Whatever became of them. */
export async function deleteInvitationsTo(tx: Tx, email: string): Promise<void> {
  await tx.execute("delete from invitation where email = $1", [email]);
}

export async function revokeInvitationRow(tx: Tx, id: string): Promise<void> {
  await tx.execute(
    `update invitation
        set revoked_at = now()
      where invitation_id = $1 and accepted_at is null and revoked_at is null`,
    [id],
  );
}
