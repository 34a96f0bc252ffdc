/** Who belongs to a tenant. */
import type { TenantDb, Tx } from "#kernel/db";
import type { Role } from "#kernel/tenancy";

export interface MemberRow {
  readonly person_id: string;
  readonly role: Role;
  readonly created_at: string;
}

/** By person, after the given one. */
export function membersAfter(db: TenantDb, after: string, limit: number): Promise<MemberRow[]> {
  return db.query<MemberRow>(
    `select person_id, role, created_at
       from membership
      where $1 = '' or person_id > nullif($1, '')::uuid
      order by person_id
      limit $2`,
    [after, limit],
  );
}

export async function memberById(db: TenantDb, personId: string): Promise<MemberRow | undefined> {
  const [row] = await db.query<MemberRow>(
    `select person_id, role, created_at
       from membership
      where person_id = $1
      order by person_id
      limit 1`,
    [personId],
  );
  return row;
}

/** The member, locked; the owners are locked with it, so that two changes cannot each leave the other as the last. */
export async function lockedMember(
  tx: Tx,
  personId: string,
): Promise<{ readonly member: MemberRow | undefined; readonly owners: number }> {
  const rows = await tx.query<MemberRow>(
    `select person_id, role, created_at
       from membership
      where role = 'owner' or person_id = $1
      order by person_id
      limit 10000
        for update`,
    [personId],
  );
  return {
    member: rows.find(({ person_id }) => person_id === personId),
    owners: rows.filter(({ role }) => role === "owner").length,
  };
}

/** False where the person is a member already. */
export async function insertMember(tx: Tx, personId: string, role: Role): Promise<boolean> {
  const made = await tx.execute(
    `insert into membership (tenant_id, person_id, role)
     values ($1, $2, $3)
     on conflict (tenant_id, person_id) do nothing`,
    [tx.tenantId, personId, role],
  );
  return made === 1;
}

export async function setRole(tx: Tx, personId: string, role: Role): Promise<void> {
  await tx.execute("update membership set role = $2 where person_id = $1", [personId, role]);
}

export async function deleteMember(tx: Tx, personId: string): Promise<void> {
  await tx.execute("delete from membership where person_id = $1", [personId]);
}
