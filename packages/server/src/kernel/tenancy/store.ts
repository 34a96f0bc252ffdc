import type { Db, Tx } from "#kernel/db";

/** Makes a tenant without limits unless it is there. */
export async function ensureTenant(
  db: Db,
  tenant: { readonly tenantId: string; readonly slug: string },
): Promise<void> {
  await db.forAuth().write((tx) =>
    tx.execute(
      `insert into tenant (tenant_id, slug)
       values ($1, $2)
       on conflict (tenant_id) do nothing`,
      [tenant.tenantId, tenant.slug],
    ),
  );
}

/** Hands out `count` numbers of a tenant's counter; the first of them. Whoever else takes some waits for the transaction. */
export async function takeNumbers(
  tx: Tx,
  counter: "repo" | "track" | "run" | "unit" | "segment",
  count: number,
): Promise<number> {
  const [row] = await tx.query<{ value: string }>(
    `insert into tenant_counter (tenant_id, name, value)
     values ($1, $2, $3)
     on conflict (tenant_id, name) do update set value = tenant_counter.value + excluded.value
     returning value`,
    [tx.tenantId, counter, count],
  );
  if (row === undefined) throw new Error(`counter ${counter} gave no number`);
  return Number(row.value) - count + 1;
}
