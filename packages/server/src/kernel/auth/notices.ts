/** What processes tell one another when somebody may not come in any more. */
import type { AuthTx, Tx } from "#kernel/db";

export const KEY_CHANNEL = "auth_key";
export const TENANT_CHANNEL = "auth_tenant";

/** Every process forgets the key when the transaction commits. */
export function announceKeyChange(tx: Tx | AuthTx, keyId: string): Promise<void> {
  return tx.notify(KEY_CHANNEL, keyId);
}

/** Every process asks anew whether the tenant may act when the transaction commits. */
export function announceTenantChange(tx: Tx | AuthTx, tenantId: string): Promise<void> {
  return tx.notify(TENANT_CHANNEL, tenantId);
}
