import { randomUUID } from "node:crypto";

import { accounts, type Letter } from "../../packages/server/src/accounts/index.ts";
import type { AuditEntry } from "../../packages/server/src/kernel/audit/index.ts";
import { createAccessTokens, createKeyCheck, createPersonCheck } from "../../packages/server/src/kernel/auth/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import {
  ANONYMOUS,
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
import { OPEN_GUARDS } from "../support/open-guards.ts";
import { newTenant } from "../support/tenants.ts";

/** This machine is believed to speak for others, so that https can be played. */
const PROXY = { trustedProxies: ["127.0.0.1"], allowedHosts: ["aether.example"] };

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
  const tokens = createAccessTokens(keyring, clock);
  const letters: Letter[] = [];
  const mailer = { send: async (letter: Letter) => void letters.push(letter) };
  const recorded: AuditEntry[] = [];
  const trail = { record: async (entry: AuditEntry) => void recorded.push(entry) };
  const publicUrl = "https://aether.example";
  const { operations } = accounts({ db, keyring, clock, tokens, log, trail, publicUrl, mailer });
  const people = createPersonCheck({ db, tokens, clock });
  const keys = await createKeyCheck({ db, keyring, clock, log });
  const owner = createOwnerAccess({ token: "owner", tenantId: NO_TENANT, permissions: [], clock });
  const access = createCredentialAccess({ keys, people, owner });
  const ping = (): Promise<void> => db.ping();
  const surface = await createHttpSurface({
    ...OPEN_GUARDS,
    operations,
    access,
    ping,
    log,
    clock,
    trail,
    version: "1.2.3",
    ...PROXY,
  });
  const url = await surface.listen({ host: "127.0.0.1", port: 0 });

  return {
    url,
    db,
    clock,
    keys,
    keyring,
    logged,
    letters,
    /** Of the trails: what operations tell them, and what is recorded of each call over HTTP. */
    recorded,
    tokens,
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
    post: (path: string, body: object, token?: string): Promise<Answer> =>
      callHttp(`${url}${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
      }),
    /** Past every surface, as somebody. */
    call: (identity: Identity, name: string, input: object) => callAs(operations, identity, { name, input }),
    /** As nobody, from an address. */
    callFrom: (address: string, name: string, input: object) => callAs(operations, ANONYMOUS, { name, input, address }),
    /** With an account: asked into a tenant (a new one where none is given), joined, and signed in. */
    async member(role: Role, { tenantId, email = `p${randomUUID()}@x.example`, password = PASSWORD }: NewMember = {}) {
      const tenant = tenantId ?? (await newTenant(db)).tenantId;
      const owner = { tenantId: tenant, actor: { kind: "owner" }, permissions: permissionsOf("owner") } as const;
      const { token } = await callAs(operations, owner, { name: "invite_member", input: { email, role } });
      const joined = await callAs(operations, ANONYMOUS, { name: "accept_invitation", input: { token, password } });
      return { email, password, tenantId: tenant, personId: String(joined.person_id) };
    },
    async person(role: Role, tenantId?: string): Promise<Identity> {
      const tenant = tenantId ?? (await newTenant(db)).tenantId;
      const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role } as const;
      return { tenantId: tenant, actor, permissions: permissionsOf(role) };
    },
  };
}

export type ServedAccounts = Awaited<ReturnType<typeof serveAccounts>>;

/** Good enough for everybody here. */
export const PASSWORD = "correct horse battery";

interface NewMember {
  readonly tenantId?: string;
  readonly email?: string;
  readonly password?: string;
}

interface Call {
  readonly name: string;
  readonly input: object;
  readonly address?: string;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
type Data = any;

function callAs(
  operations: readonly AnyOperation[],
  identity: Identity,
  { name, input, address = "" }: Call,
): Promise<Data> {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  if (!identity.permissions.includes(found.permission)) throw new Error(`${name} needs ${found.permission}`);
  const signal = new AbortController().signal;
  return found.call(
    createContext({ ...identity, requestId: "test", signal, origin: { address, userAgent: "" } }),
    input,
  );
}
