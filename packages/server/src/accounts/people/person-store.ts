/** People, who belong to no tenant. */
import type { AuthDb, AuthTx } from "#kernel/db";
import type { Role } from "#kernel/tenancy";

export interface PersonRow {
  readonly person_id: string;
  readonly email: string;
  readonly name: string;
  readonly password: string | null;
  readonly state: "active" | "disabled";
}

const COLUMNS = "person_id, email, name, password, state";

export async function personByEmail(db: AuthDb | AuthTx, email: string): Promise<PersonRow | undefined> {
  const [row] = await db.query<PersonRow>(`select ${COLUMNS} from person where email = $1 order by person_id limit 1`, [
    email,
  ]);
  return row;
}

export async function personById(db: AuthDb | AuthTx, personId: string): Promise<PersonRow | undefined> {
  const [row] = await db.query<PersonRow>(
    `select ${COLUMNS} from person where person_id = $1 order by person_id limit 1`,
    [personId],
  );
  return row;
}

export interface NewPerson {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** False where the address is somebody's already. */
export async function insertPerson(tx: AuthTx, { personId, email, name, password }: NewPerson): Promise<boolean> {
  const made = await tx.execute(
    `insert into person (person_id, email, name, password, password_at)
     values ($1, $2, $3, $4, now())
     on conflict (email) do nothing`,
    [personId, email, name, password],
  );
  return made === 1;
}

export async function setPassword(tx: AuthTx, personId: string, password: string): Promise<void> {
  await tx.execute("update person set password = $2, password_at = now() where person_id = $1", [personId, password]);
}

export async function setName(tx: AuthTx, personId: string, name: string): Promise<void> {
  await tx.execute("update person set name = $2 where person_id = $1", [personId, name]);
}

export interface MembershipRow {
  readonly tenant_id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** The tenants that a person may act in, the oldest membership first. */
export function membershipsOf(db: AuthDb | AuthTx, personId: string): Promise<MembershipRow[]> {
  return db.query<MembershipRow>(
    `select m.tenant_id, t.slug, t.name, m.role
       from membership m
       join tenant t on t.tenant_id = m.tenant_id
      where m.person_id = $1
      order by m.created_at, m.tenant_id
      limit 1000`,
    [personId],
  );
}

export interface PersonsTenant {
  readonly tenant_id: string;
  readonly slug: string;
  readonly state: string;
  readonly role: Role;
  /** How many owners it has. */
  readonly owners: number;
}

/** Every tenant that a person belongs to, whatever its state. */
export function tenantsOf(db: AuthDb, personId: string): Promise<PersonsTenant[]> {
  return db.query<PersonsTenant>(
    `select m.tenant_id, t.slug, t.state, m.role,
            (select count(*)::int from membership o where o.tenant_id = m.tenant_id and o.role = 'owner') as owners
       from membership m
       join tenant t on t.tenant_id = m.tenant_id
      where m.person_id = $1
      order by m.tenant_id
      limit 10000`,
    [personId],
  );
}

/** With everything that hangs on it. */
export async function deletePersonRow(tx: AuthTx, personId: string): Promise<void> {
  await tx.execute("delete from person where person_id = $1", [personId]);
}

export function peopleById(
  db: AuthDb,
  ids: readonly string[],
): Promise<Pick<PersonRow, "person_id" | "email" | "name">[]> {
  return db.query(
    `select person_id, email, name
       from person
      where person_id = any($1::uuid[])
      order by person_id
      limit 1000`,
    [ids],
  );
}
