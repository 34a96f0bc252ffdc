/** Joins the operations of tenants, people and keys to what they need; the one place that knows all of them. */
import type { Db } from "#kernel/db";
import type { AnyOperation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";

import { deleteCredentialOperation, listCredentials, putCredentialOperation } from "./credentials/credentials.ts";
import { reencryptSecrets } from "./credentials/reencrypt.ts";
import { createTenant, getTenant, listTenants, renameTenant, updateTenant } from "./tenants/tenants.ts";

export interface AccountsNeeds {
  readonly db: Db;
  readonly keyring: Keyring;
}

export function accounts({ db, keyring }: AccountsNeeds): { readonly operations: readonly AnyOperation[] } {
  return {
    operations: [
      createTenant(db),
      listTenants(db),
      getTenant(db),
      updateTenant(db),
      renameTenant(db),
      putCredentialOperation({ db, keyring }),
      listCredentials({ db, keyring }),
      deleteCredentialOperation({ db, keyring }),
      reencryptSecrets({ db, keyring }),
    ],
  };
}
