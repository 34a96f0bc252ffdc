import type { Db } from "#kernel/db";
import { operation } from "#kernel/operation";
import { type Keyring, resealInstallationKeys } from "#kernel/secrets";

import { reencryptSecretsInput, reencryptSecretsOutput } from "../contract-credentials.ts";
import { tenantsAfter } from "../tenants/store.ts";
import { type CredentialNeeds, placeOf } from "./credentials.ts";
import { credentialsUnderOthers, type KeyUse, keyUseOf, keyUseOfInstallation, resealCredential } from "./store.ts";

const PAGE = 200;

/**
 * `reencrypt_secrets`: after a new root key became the current one. Whatever lies under another is found by its row, so a
 * call that was killed, or several at once, leave nothing half done: the next goes on with what is left.
 */
export function reencryptSecrets(needs: CredentialNeeds) {
  const { db, keyring } = needs;
  return operation({
    name: "reencrypt_secrets",
    kind: "command",
    summary: "Seal everything under the current root key, and say which keys nothing needs any more.",
    permission: "platform:write",
    input: reencryptSecretsInput,
    output: reencryptSecretsOutput,
    errors: ["SECRET_UNREADABLE"],
    http: { method: "POST", path: "/secrets/reencrypt" },
    async run(_context, { limit }) {
      let resealed = await resealInstallationKeys(needs);
      const uses: KeyUse[] = await keyUseOfInstallation(db.forAuth());
      for await (const tenantId of allTenants(db)) {
        if (resealed < limit) resealed += await resealTenant(needs, tenantId, limit - resealed);
        uses.push(...(await keyUseOf(db.forTenant({ tenantId }))));
      }
      const keys = keyStates(keyring, uses);
      return {
        current: keyring.current,
        resealed,
        more: keys.some(({ id, secrets }) => id !== keyring.current && secrets > 0),
        keys,
      };
    },
  });
}

async function* allTenants(db: Db): AsyncGenerator<string> {
  let after = "";
  for (;;) {
    const page = await tenantsAfter(db.forAuth(), after, PAGE);
    for (const { tenant_id } of page) yield tenant_id;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.slug;
  }
}

function resealTenant({ db, keyring }: CredentialNeeds, tenantId: string, limit: number): Promise<number> {
  return db.forTenant({ tenantId }).write(async (tx) => {
    const rows = await credentialsUnderOthers(tx, keyring.current, limit);
    for (const row of rows) {
      const place = placeOf(tenantId, row);
      const sealed = keyring.seal(keyring.open(row.sealed, place), place);
      await resealCredential(tx, row.name, { sealed, rootKey: keyring.current });
    }
    return rows.length;
  });
}

/** Every key that is at hand, and those that are needed and are not. */
function keyStates({ ids, current }: Keyring, uses: readonly KeyUse[]) {
  const all = new Set([...ids, ...uses.map(({ root_key }) => root_key)]);
  return [...all].map((id) => {
    const own = uses.filter(({ root_key }) => root_key === id);
    const secrets = own.reduce((sum, use) => sum + use.secrets, 0);
    const api_keys = own.reduce((sum, use) => sum + use.api_keys, 0);
    return { id, secrets, api_keys, removable: id !== current && secrets + api_keys === 0 };
  });
}
