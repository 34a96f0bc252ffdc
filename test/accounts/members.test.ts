import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Identity, permissionsOf, type Role } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

describe.each(ENGINES)("members on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const identityOf = (personId: string, tenantId: string, role: Role): Identity => {
    const actor = { kind: "person", personId, sessionId: crypto.randomUUID(), role } as const;
    return { tenantId, actor, permissions: permissionsOf(role) };
  };
  const joined = async (role: Role, tenantId?: string) => {
    const person = await served.member(role, { ...(tenantId !== undefined && { tenantId }) });
    return { ...person, as: identityOf(person.personId, person.tenantId, role) };
  };
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  const accept = (token: string, password = PASSWORD) => served.post("/api/v1/invitations/accept", { token, password });

  test("the operator hands a tenant over to its first owner, who asks others in", async () => {
    const { tenant_id: id } = await served.call(OPERATOR, "create_tenant", { slug: `handed-${engine.engine}` });
    const asked = await served.call(OPERATOR, "invite_owner", { id, email: "Boss@New.Example" });
    expect(asked).toMatchObject({ role: "owner", email: "boss@new.example", state: "open", invited_by: null });
    expect(asked.link).toBe(`https://aether.example/join#${asked.token}`);
    const answer = await accept(asked.token);
    expect(answer.json()["data"]).toMatchObject({ tenant_id: id, role: "owner", email: "boss@new.example" });
    const login = await served.post("/api/v1/auth/login", { email: "boss@new.example", password: PASSWORD });
    const { access_token: token } = login.json()["data"];
    const invited = await served.post("/api/v1/invitations", { email: "dev@new.example" }, token);
    expect(invited.json()["data"]).toMatchObject({ role: "member" });
    await accept(invited.json()["data"].token);
    const { members } = (await served.http("/api/v1/members", { token })).json()["data"];
    expect(members.map((it: { email: string }) => it.email).toSorted()).toEqual([
      "boss@new.example",
      "dev@new.example",
    ]);
  });

  test("an invitation is good once, and not after it was taken back or a week has passed", async () => {
    const { as } = await joined("owner");
    const invite = () => served.call(as, "invite_member", { email: `x${crypto.randomUUID()}@x.example` });
    const used = await invite();
    expect([(await accept(used.token)).status, (await accept(used.token)).status]).toEqual([200, 401]);
    const revoked = await invite();
    expect((await served.call(as, "revoke_invitation", { id: revoked.invitation_id })).state).toBe("revoked");
    const late = await invite();
    expect(Date.parse(late.expires_at) - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
    const sql = "update invitation set expires_at = now() - interval '1 second' where invitation_id = $1";
    await served.db.forTenant(as).write((tx) => tx.execute(sql, [late.invitation_id]));
    const wrong = `${used.token.slice(0, -3)}abc`;
    const answers = await Promise.all([revoked.token, late.token, wrong, "junk"].map((token) => accept(token)));
    expect(answers.map((it) => it.status)).toEqual([401, 401, 401, 401]);
    expect(new Set(answers.map((it) => JSON.stringify(it.json()["error"]))).size).toBe(1);
  });

  test("an account that is there already joins with its own password and no other", async () => {
    const { email, personId } = await served.member("viewer");
    const { as, tenantId } = await joined("owner");
    const { token } = await served.call(as, "invite_member", { email, role: "admin" });
    expect((await accept(token, "somebody else's password")).status).toBe(401);
    expect((await accept(token)).json()["data"]).toMatchObject({ person_id: personId, tenant_id: tenantId });
    const again = await served.call(as, "invite_member", { email });
    expect((await accept(again.token)).status).toBe(409);
    const login = await served.post("/api/v1/auth/login", { email, password: PASSWORD, tenant: tenantId });
    expect(login.json()["data"].tenant_id).toBe(tenantId);
  });

  test("nobody gives, changes or takes away a role above their own", async () => {
    const owner = await joined("owner");
    const admin = await joined("admin", owner.tenantId);
    const member = await joined("member", owner.tenantId);
    const asAdmin = (name: string, input: object) => codeOf(served.call(admin.as, name, input));
    expect(await asAdmin("invite_member", { email: "a@x.example", role: "owner" })).toBe("FORBIDDEN");
    expect(await asAdmin("change_role", { id: owner.personId, role: "viewer" })).toBe("FORBIDDEN");
    expect(await asAdmin("remove_member", { id: owner.personId })).toBe("FORBIDDEN");
    expect(await asAdmin("change_role", { id: member.personId, role: "owner" })).toBe("FORBIDDEN");
    expect(await asAdmin("change_role", { id: admin.personId, role: "owner" })).toBe("FORBIDDEN");
    expect(await asAdmin("change_role", { id: member.personId, role: "admin" })).toBe("done");
  });

  test("the last owner can neither be removed nor made less, also not by two who do it to each other at once", async () => {
    const one = await joined("owner");
    expect(await codeOf(served.call(one.as, "remove_member", { id: one.personId }))).toBe("CONFLICT");
    expect(await codeOf(served.call(one.as, "change_role", { id: one.personId, role: "viewer" }))).toBe("CONFLICT");
    for (let round = 0; round < 4; round += 1) {
      const { tenantId } = await newTenant(served.db);
      const [a, b] = [await joined("owner", tenantId), await joined("owner", tenantId)];
      const codes = await Promise.all([
        codeOf(served.call(a.as, "remove_member", { id: b.personId })),
        codeOf(served.call(b.as, "change_role", { id: a.personId, role: "member" })),
      ]);
      expect(codes.toSorted()).toEqual(["CONFLICT", "done"]);
    }
  });

  test("a changed role and a removed member show within a second", async () => {
    const owner = await joined("owner");
    const admin = await joined("admin", owner.tenantId);
    const login = await served.post("/api/v1/auth/login", { email: admin.email, password: PASSWORD });
    const { access_token: token, refresh_token } = login.json()["data"];
    const status = async (): Promise<number> => (await served.http("/api/v1/keys", { token })).status;
    expect(await status()).toBe(200);
    await served.call(owner.as, "change_role", { id: admin.personId, role: "viewer" });
    served.clock.advance(1001);
    expect(await status()).toBe(403);
    await served.call(owner.as, "remove_member", { id: admin.personId });
    served.clock.advance(1001);
    expect(await status()).toBe(401);
    expect((await served.post("/api/v1/auth/refresh", { refresh_token })).status).toBe(403);
  });

  test("API-18: another tenant's members and invitations and those that are not there answer alike", async () => {
    const ours = await joined("owner");
    const theirs = await joined("owner");
    const { invitation_id } = await served.call(theirs.as, "invite_member", { email: "z@x.example" });
    const calls: [string, string, object][] = [
      ["change_role", theirs.personId, { role: "viewer" }],
      ["remove_member", theirs.personId, {}],
      ["get_invitation", invitation_id, {}],
      ["revoke_invitation", invitation_id, {}],
    ];
    for (const [name, id, more] of calls) {
      const missing = crypto.randomUUID();
      const texts = await Promise.all(
        [id, missing].map((it) =>
          served.call(ours.as, name, { id: it, ...more }).catch((error: Error) => error.message.replace(it, "")),
        ),
      );
      expect(texts[0]).toBe(texts[1]);
      expect(texts[0]).toMatch(/^no (?:member|invitation)/);
    }
    expect((await served.call(theirs.as, "get_invitation", { id: invitation_id })).state).toBe("open");
  });

  test("pages of members and invitations hold each once", async () => {
    const owner = await joined("owner");
    for (let i = 0; i < 4; i += 1) await joined("viewer", owner.tenantId);
    for (const [name, field, count] of [
      ["list_members", "members", 5],
      ["list_invitations", "invitations", 5],
    ] as const) {
      const seen: object[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page = await served.call(owner.as, name, { limit: 2, ...(cursor === "" ? {} : { cursor }) });
        seen.push(...page[field]);
        cursor = page.next_cursor;
      }
      expect(new Set(seen.map((it) => JSON.stringify(it))).size).toBe(count);
      expect(seen).toHaveLength(count);
    }
  });
});
