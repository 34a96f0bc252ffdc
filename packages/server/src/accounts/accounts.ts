/** Joins the operations of tenants, people and keys to what they need; the one place that knows all of them. */
import type { Db } from "#kernel/db";
import type { AnyOperation } from "#kernel/operation";

import { createTenant, getTenant, listTenants, renameTenant, updateTenant } from "./tenants/tenants.ts";

export interface AccountsNeeds {
  readonly db: Db;
}

export function accounts({ db }: AccountsNeeds): { readonly operations: readonly AnyOperation[] } {
  return {
    operations: [createTenant(db), listTenants(db), getTenant(db), updateTenant(db), renameTenant(db)],
  };
}
