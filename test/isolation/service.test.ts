/** The service as it is put together for people to use, asked for everything with credentials of every kind. */
import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { recordsAfter } from "../../packages/server/src/kernel/audit/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { type Answered, openWholeService, type WholeService } from "../audit/whole-service.ts";
import { wireOf } from "./asked.ts";
import { EXAMPLES } from "./examples.ts";
import { PASSWORD } from "./furnish.ts";
import { permissionPage } from "./permission-page.ts";
import { nowhere } from "./world.ts";

const MINUTE_MS = 60_000;
const ROLES = ["owner", "admin", "member", "viewer"] as const;
const PAGE = permissionPage();
const SCOPES = [...PAGE].filter(([, who]) => who.has("keys")).map(([name]) => name);

let service: WholeService;
/** Who asks, by what they are. */
const tokens = new Map<string, string>();
let ours: string;
let theirs: string;
beforeAll(async () => {
  service = await openWholeService();
  tokens.set("local", service.api.token);
  ours = await newTenant();
  theirs = await newTenant();
  for (const role of ROLES) tokens.set(role, await personOf(ours, role));
  for (const scope of SCOPES) tokens.set(scope, await keyOf("owner", [scope]));
  tokens.set("operator", (await data("local", "create_operator_key", { name: "of the test" })).key);
}, 3 * MINUTE_MS);
afterAll(() => service.close());

interface Asking {
  readonly input?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

let calls = 0;
/** As anybody, each time from another address: strangers' calls are counted by it. */
function ask(who: string, operation: AnyOperation, { input, headers = {} }: Asking = {}): Promise<Answered> {
  const wire = wireOf(operation, input ?? EXAMPLES[operation.name]?.[0]?.(nowhere()) ?? {});
  const { method } = operation.http;
  calls += 1;
  const address = `10.${calls >> 16}.${(calls >> 8) % 256}.${calls % 256}`;
  const sent = { method, url: wire.path, token: tokens.get(who), headers: { ...wire.headers, ...headers }, address };
  return service.send(wire.body === undefined ? sent : { ...sent, body: String(wire.body) });
}

const named = (name: string): AnyOperation => {
  const found = service.operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`there is no operation ${name}`);
  return found;
};

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
async function data(who: string, name: string, input: object): Promise<any> {
  const { status, text } = await ask(who, named(name), { input });
  if (status >= 400) throw new Error(`${name}: ${text}`);
  return JSON.parse(text).data;
}

async function newTenant(): Promise<string> {
  const slug = `t-${randomUUID()}`;
  return (await data("local", "create_tenant", { slug, quotas: { qps: 1_000_000 } })).tenant_id;
}

/** The access token of somebody who has joined. */
async function personOf(tenantId: string, role: (typeof ROLES)[number]): Promise<string> {
  const email = `${role}-${tenantId}@example.org`;
  const asked =
    role === "owner"
      ? await data("local", "invite_owner", { id: tenantId, email })
      : await data("owner", "invite_member", { email, role });
  await data("nobody", "accept_invitation", { token: asked.token, password: PASSWORD });
  return (await data("nobody", "login", { email, password: PASSWORD })).access_token;
}

async function keyOf(who: string, permissions: readonly string[]): Promise<string> {
  return (await data(who, "create_key", { name: randomUUID(), permissions })).key;
}

const guarded = (): readonly AnyOperation[] => service.operations.filter(({ permission }) => permission !== "public");
const codeOf = ({ text }: Answered): string => String(JSON.parse(text).error?.code ?? "OK");

describe("every operation of the whole service", () => {
  test(
    "API-06: a key of one permission may what the page says of this one, and nothing else",
    async () => {
      const wrong: object[] = [];
      for (const scope of SCOPES) {
        for (const operation of guarded()) {
          const answer = await ask(scope, operation);
          const isRefused = answer.status === 401 || answer.status === 403;
          if (isRefused === (operation.permission === scope)) wrong.push({ scope, name: operation.name, ...answer });
        }
      }
      expect(wrong).toEqual([]);
      expect(SCOPES.length).toBeGreaterThan(5);
    },
    3 * MINUTE_MS,
  );

  test("API-06: no key is made with a permission that the page lets no key bear", async () => {
    for (const [permission, who] of PAGE) {
      if (who.has("keys")) continue;
      const input = { name: "more", permissions: ["code:read", permission] };
      const answer = await ask("owner", named("create_key"), { input });
      expect({ permission, code: codeOf(answer) }).toEqual({ permission, code: "VALIDATION_ERROR" });
    }
  });

  test(
    "API-06: each role and the operator are refused all that the page does not give them",
    async () => {
      for (const who of [...ROLES, "operator"]) {
        for (const operation of guarded().filter(({ permission }) => PAGE.get(permission)?.has(who) !== true)) {
          const code = codeOf(await ask(who, operation));
          expect({ who, name: operation.name, code }).toEqual({ who, name: operation.name, code: "FORBIDDEN" });
        }
      }
    },
    3 * MINUTE_MS,
  );

  test(
    "API-06: a key that has expired, was revoked, or is of a suspended tenant opens nothing",
    async () => {
      const { db } = service.api.kernel;
      tokens.set("revoked", await keyOf("owner", SCOPES));
      tokens.set("expired", await keyOf("owner", SCOPES));
      const made = await data("owner", "list_keys", { limit: 2 });
      const [expired, revoked]: readonly { readonly key_id: string }[] = made.keys;
      await data("owner", "revoke_key", { id: revoked?.key_id });
      const ended =
        "update api_key set created_at = now() - interval '2 s', expires_at = now() - interval '1 s' where key_id = $1";
      await db.forTenant({ tenantId: ours }).write((tx) => tx.execute(ended, [expired?.key_id]));
      const suspended = await newTenant();
      tokens.set("owner of the suspended", await personOf(suspended, "owner"));
      tokens.set("suspended", await keyOf("owner of the suspended", SCOPES));
      await data("local", "update_tenant", { id: suspended, state: "suspended" });
      const codes = {
        expired: "UNAUTHENTICATED",
        revoked: "UNAUTHENTICATED",
        suspended: "TENANT_SUSPENDED",
        "owner of the suspended": "TENANT_SUSPENDED",
      };
      for (const [who, code] of Object.entries(codes)) {
        for (const operation of guarded()) {
          const answer = await ask(who, operation);
          expect({ who, name: operation.name, code: codeOf(answer) }).toEqual({ who, name: operation.name, code });
        }
      }
    },
    3 * MINUTE_MS,
  );

  test(
    "API-01: another tenant's id in X-Tenant-ID is refused by every operation as one that is not there, and is on record",
    async () => {
      tokens.set("all", await keyOf("owner", SCOPES));
      const told = new Set<string>();
      const asked: { readonly name: string; readonly requestId: string }[] = [];
      for (const operation of guarded()) {
        for (const who of ["all", "owner"]) {
          for (const tenantId of [theirs, randomUUID()]) {
            const answer = await ask(who, operation, { headers: { "x-tenant-id": tenantId } });
            told.add(JSON.stringify([answer.status, JSON.parse(answer.text).error]));
            asked.push({ name: operation.name, requestId: answer.requestId });
          }
        }
      }
      expect([...told]).toEqual([expect.stringMatching(/^\[403,.*"FORBIDDEN"/)]);
      const own = service.api.kernel.db.forTenant({ tenantId: ours });
      const onRecord = async (): Promise<object[]> => {
        const of = new Map(asked.map(({ requestId, name }) => [requestId, name]));
        const records = (await recordsAfter(own, 0, 100_000)).filter(({ request_id: id }) => of.has(id));
        return records.filter(
          ({ request_id: id, action, outcome }) => action === of.get(id) && outcome === "FORBIDDEN",
        );
      };
      // No answer waits for these records.
      await expect.poll(async () => (await onRecord()).length).toBe(asked.length);
      const foreign = await recordsAfter(service.api.kernel.db.forTenant({ tenantId: theirs }), 0, 100_000);
      expect(foreign).toEqual([]);
    },
    3 * MINUTE_MS,
  );

  test("API-01: where nobody is asked for, X-Tenant-ID changes nothing", async () => {
    for (const operation of service.operations.filter(({ permission }) => permission === "public")) {
      const input = EXAMPLES[operation.name]?.[0]?.(nowhere()) ?? {};
      const plain = await ask("nobody", operation, { input });
      const spoofed = await ask("nobody", operation, { input, headers: { "x-tenant-id": theirs } });
      expect([operation.name, spoofed.status, codeOf(spoofed)]).toEqual([operation.name, plain.status, codeOf(plain)]);
    }
  });
});
