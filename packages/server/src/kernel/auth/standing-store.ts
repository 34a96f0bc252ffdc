/** What a person is to a tenant at this moment, through a session. */
import type { Db } from "#kernel/db";
import type { Role } from "#kernel/tenancy";

import type { AccessClaims } from "./access-token.ts";

export interface Standing {
  readonly role: Role;
  readonly tenantState: string;
}

/** Undefined where the session has ended, the person is disabled or no member. */
export async function standingOf(db: Db, claims: AccessClaims): Promise<Standing | undefined> {
  const [row] = await db.forAuth().query<Standing>(
    `select m.role, t.state as "tenantState"
       from session s
       join person p on p.person_id = s.person_id and p.state = 'active'
       join membership m on m.person_id = s.person_id and m.tenant_id = $3
       join tenant t on t.tenant_id = m.tenant_id
      where s.session_id = $1 and s.person_id = $2 and s.revoked_at is null and s.expires_at > now()
      order by s.session_id
      limit 1`,
    [claims.sessionId, claims.personId, claims.tenantId],
  );
  return row;
}
