import { randomUUID } from "node:crypto";

import { accounts } from "../../packages/server/src/accounts/index.ts";
import { createKeyCheck } from "../../packages/server/src/kernel/auth/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
  type Role,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { manualClock } from "../../packages/server/src/kernel/time/index.ts";
import {
  createCredentialAccess,
  createHttpSurface,
  createOwnerAccess,
} from "../../packages/server/src/surfaces/http/index.ts";
import type { Engine } from "../support/databases.ts";
import { type Answer, callHttp, type CallOptions } from "../support/http-call.ts";
import { testKeyring } from "../support/keyring.ts";
import { newTenant } from "../support/tenants.ts";

export const OPERATOR: Identity = {
  tenantId: NO_TENANT,
  actor: { kind: "operator", keyId: "k" },
  permissions: permissionsOfOperator(),
};

/** Tenants, people and keys on a database of their own, as operations and over HTTP. */
export async function serveAccounts(engine: Engine) {
  const database = await engine.open();
  const { db } = database;
  // Expiry is the database's to judge too, so both clocks begin together.
  const clock = manualClock(Date.now());
  const keyring = testKeyring();
  const logged: object[] = [];
  const record = (fields: object): void => void logged.push(fields);
  const log = { info: record, warn: record, error: record };
  const { operations } = accounts({ db, keyring, clock });
  const keys = await createKeyCheck({ db, keyring, clock, log });
  const owner = createOwnerAccess({ token: "owner", tenantId: NO_TENANT, permissions: [], clock });
  const access = createCredentialAccess({ keys, owner });
  const ping = (): Promise<void> => db.ping();
  const surface = await createHttpSurface({ operations, access, ping, log, clock, version: "1.2.3" });
  const url = await surface.listen({ host: "127.0.0.1", port: 0 });

  return {
    db,
    clock,
    keys,
    keyring,
    logged,
    adminUrl: database.adminUrl,
    async close() {
      await surface.stop(0);
      await keys.close();
      await database.drop();
    },
    /** Over HTTP, with a credential where one is given. */
    http(path: string, { token, ...options }: CallOptions & { token?: string } = {}): Promise<Answer> {
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...options.headers };
      return callHttp(`${url}${path}`, { ...options, headers });
    },
    /** Past every surface, as somebody. */
    call: (identity: Identity, name: string, input: object) => callAs(operations, identity, { name, input }),
    async person(role: Role, tenantId?: string): Promise<Identity> {
      const tenant = tenantId ?? (await newTenant(db)).tenantId;
      const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role } as const;
      return { tenantId: tenant, actor, permissions: permissionsOf(role) };
    },
  };
}

export type ServedAccounts = Awaited<ReturnType<typeof serveAccounts>>;

interface Call {
  readonly name: string;
  readonly input: object;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
function callAs(operations: readonly AnyOperation[], identity: Identity, { name, input }: Call): Promise<any> {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  if (!identity.permissions.includes(found.permission)) throw new Error(`${name} needs ${found.permission}`);
  const signal = new AbortController().signal;
  return found.call(createContext({ ...identity, requestId: "test", signal }), input);
}
