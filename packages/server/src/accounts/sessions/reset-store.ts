/** Links that set a new password: good once, for thirty minutes. */
import type { AuthTx } from "#kernel/db";

/** When it expires. */
export async function insertReset(tx: AuthTx, personId: string, hash: Uint8Array): Promise<string> {
  const [row] = await tx.query<{ expires_at: string }>(
    `insert into password_reset (token_hash, person_id, expires_at)
     values ($1, $2, now() + interval '30 minutes')
     returning expires_at`,
    [hash, personId],
  );
  if (row === undefined) throw new Error("the reset was not kept");
  return row.expires_at;
}

/** Whether a link of the person's that is good still was made within five minutes; of several at a time one hears no. */
export async function hasFreshReset(tx: AuthTx, personId: string): Promise<boolean> {
  await tx.query("select person_id from person where person_id = $1 order by person_id limit 1 for update", [personId]);
  const rows = await tx.query(
    `select token_hash
       from password_reset
      where person_id = $1 and used_at is null and created_at > now() - interval '5 minutes'
      order by token_hash
      limit 1`,
    [personId],
  );
  return rows.length > 0;
}

/** Whose it is, once; every other link of theirs is spent with it. */
export async function spendReset(tx: AuthTx, hash: Uint8Array): Promise<string | undefined> {
  const [row] = await tx.query<{ person_id: string }>(
    `update password_reset
        set used_at = now()
      where token_hash = $1 and used_at is null and expires_at > now()
      returning person_id`,
    [hash],
  );
  if (row === undefined) return undefined;
  await tx.execute("update password_reset set used_at = now() where person_id = $1 and used_at is null", [
    row.person_id,
  ]);
  return row.person_id;
}
