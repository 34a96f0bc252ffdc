/** Joins the operations of tenants, people, keys and credentials to what they need; the one place that knows all of them. */
import type { Db } from "#kernel/db";
import type { AnyOperation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";
import type { Clock } from "#kernel/time";

import { deleteCredentialOperation, listCredentials, putCredentialOperation } from "./credentials/credentials.ts";
import { reencryptSecrets } from "./credentials/reencrypt.ts";
import { createKey, getKey, listKeys, revokeKey, rotateKey } from "./keys/keys.ts";
import { createTenant, getTenant, listTenants, renameTenant, updateTenant } from "./tenants/tenants.ts";

export interface AccountsNeeds {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

export function accounts(needs: AccountsNeeds): { readonly operations: readonly AnyOperation[] } {
  const { db } = needs;
  const tenants = [createTenant(db), listTenants(db), getTenant(db), updateTenant(db), renameTenant(db)];
  const keys = [createKey(needs), listKeys(needs), getKey(needs), rotateKey(needs), revokeKey(needs)];
  const credentials = [putCredentialOperation(needs), listCredentials(needs), deleteCredentialOperation(needs)];
  return { operations: [...tenants, ...keys, ...credentials, reencryptSecrets(needs)] };
}
