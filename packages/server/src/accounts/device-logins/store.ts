/** Sign-ins that devices have asked for: ten minutes each, gone when they are used. */
import type { AuthDb, AuthTx } from "#kernel/db";

export interface DeviceLoginRow {
  readonly device_login_id: string;
  readonly secret_hash: Uint8Array;
  readonly user_code: string;
  readonly client: string;
  readonly address: string;
  readonly user_agent: string;
  readonly state: "waiting" | "approved" | "denied";
  readonly person_id: string | null;
  readonly acts_in: string | null;
  readonly interval_seconds: number;
  /** The device asked before its interval was over. */
  readonly is_early: boolean;
  readonly created_at: string;
  readonly expires_at: string;
}

/** The second less is for what the network takes. */
const COLUMNS = `device_login_id, secret_hash, user_code, client, address, user_agent, state, person_id, acts_in,
       interval_seconds, created_at, expires_at,
       coalesce(polled_at > now() - make_interval(secs => interval_seconds - 1), false) as is_early`;

export interface NewDeviceLogin {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly userCode: string;
  readonly client: string;
  readonly address: string;
  readonly userAgent: string;
  readonly intervalSeconds: number;
  readonly lifeSeconds: number;
}

/** False where somebody has the code already. Takes a few along that have expired. */
export async function insertDeviceLogin(tx: AuthTx, it: NewDeviceLogin): Promise<boolean> {
  await tx.execute(
    `delete from device_login
      where device_login_id in (select device_login_id from device_login where expires_at <= now()
                                 order by expires_at, device_login_id limit 100 for update skip locked)`,
  );
  const made = await tx.execute(
    `insert into device_login
            (device_login_id, secret_hash, user_code, client, address, user_agent, interval_seconds, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8::int))
     on conflict (user_code) do nothing`,
    [it.id, it.hash, it.userCode, it.client, it.address, it.userAgent, it.intervalSeconds, it.lifeSeconds],
  );
  return made === 1;
}

/** What waits for a decision of the person: everybody's until somebody approves it, then theirs to take back. */
export async function decidable(db: AuthDb, userCode: string, personId: string): Promise<DeviceLoginRow | undefined> {
  const [row] = await db.query<DeviceLoginRow>(
    `select ${COLUMNS}
       from device_login
      where user_code = $1 and (state = 'waiting' or person_id = $2) and expires_at > now()
      order by device_login_id
      limit 1`,
    [userCode, personId],
  );
  return row;
}

export interface Decision {
  readonly personId: string;
  /** For which it is approved; null where it is denied. */
  readonly tenantId: string | null;
}

/** False where it is not the person's to decide any more. */
export async function decide(tx: AuthTx, userCode: string, { personId, tenantId }: Decision): Promise<boolean> {
  const decided = await tx.execute(
    `update device_login
        set state = case when $3::uuid is null then 'denied' else 'approved' end,
            person_id = case when $3::uuid is null then null else $2::uuid end,
            acts_in = $3::uuid
      where user_code = $1 and (state = 'waiting' or person_id = $2) and expires_at > now()`,
    [userCode, personId, tenantId],
  );
  return decided === 1;
}

/** Nobody else asks after it or uses it meanwhile. */
export async function lockedDeviceLogin(tx: AuthTx, id: string): Promise<DeviceLoginRow | undefined> {
  const [row] = await tx.query<DeviceLoginRow>(
    `select ${COLUMNS}
       from device_login
      where device_login_id = $1 and expires_at > now()
      order by device_login_id
      limit 1
        for update`,
    [id],
  );
  return row;
}

/** Notes that the device asked, and how long it waits before it does again. */
export async function notePoll(tx: AuthTx, id: string, intervalSeconds: number): Promise<void> {
  await tx.execute("update device_login set polled_at = now(), interval_seconds = $2 where device_login_id = $1", [
    id,
    intervalSeconds,
  ]);
}

export async function deleteDeviceLogin(tx: AuthTx, id: string): Promise<void> {
  await tx.execute("delete from device_login where device_login_id = $1", [id]);
}

/** What a person approved and no device has used yet: it ends with all else that lets others act as them. */
export async function deleteApprovals(tx: AuthTx, personId: string): Promise<void> {
  await tx.execute("delete from device_login where person_id = $1", [personId]);
}
