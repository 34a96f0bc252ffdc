/** Signing in a device that has no browser (RFC 8628): what the device and the person are answered. */
import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import type { Answer } from "../support/http-call.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

describe.each(ENGINES)("sign-ins of devices on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const begin = (address = "192.0.2.1", client = "laptop") =>
    served.callFrom(address, "start_device_login", { client });
  const ask = (device_code: string) => served.callFrom("192.0.2.1", "finish_device_login", { device_code });
  const decide = (who: Identity, user_code: string, approve = true) =>
    served.call(who, "decide_device_login", { user_code, approve });
  const change = (what: string, userCode: string) =>
    served.db.forAuth().write((tx) => tx.execute(`update device_login set ${what} where user_code = $1`, [userCode]));

  /** Somebody with an account, as they act when they are signed in. */
  async function person() {
    const member = await served.member("admin");
    const actor = { kind: "person", personId: member.personId, sessionId: randomUUID(), role: "admin" } as const;
    const identity: Identity = { tenantId: member.tenantId, actor, permissions: permissionsOf("admin") };
    return { ...member, identity };
  }

  test("a device is signed in as whoever approved it, in their tenant, once", async () => {
    const { identity, email, personId, tenantId } = await person();
    const started = await begin();
    expect(started).toMatchObject({
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: "https://aether.example/device",
      verification_uri_complete: `https://aether.example/device#${started.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    const typed = ` ${started.user_code.replace("-", " ").toLowerCase()} `;
    const asked = await served.call(identity, "find_device_login", { user_code: typed });
    expect(asked).toMatchObject({ user_code: started.user_code, client: "laptop", address: "192.0.2.1", email });
    await decide(identity, typed);
    const signedIn = await ask(started.device_code);
    expect(signedIn).toMatchObject({ tenant_id: tenantId, token_type: "Bearer" });
    const me = await served.http("/api/v1/me", { token: signedIn.access_token });
    expect(me.json().data).toMatchObject({ person_id: personId, session_id: signedIn.session_id });
    expect((await served.post("/api/v1/auth/refresh", { refresh_token: signedIn.refresh_token })).status).toBe(200);
    await expect(ask(started.device_code)).rejects.toMatchObject({ code: "EXPIRED_TOKEN" });
    expect(served.recorded).toContainEqual(
      expect.objectContaining({
        action: "finish_device_login",
        target: `/sessions/${signedIn.session_id}`,
        context: expect.objectContaining({ tenantId, actor: expect.objectContaining({ personId }) }),
      }),
    );
  });

  test("until somebody decides it is told to wait, and longer each time it asks too early", async () => {
    const { device_code, user_code } = await begin();
    await expect(ask(device_code)).rejects.toMatchObject({
      code: "AUTHORIZATION_PENDING",
      details: { error: "authorization_pending", retryAfterSeconds: 5 },
    });
    for (const retryAfterSeconds of [10, 15]) {
      const details = { error: "slow_down", retryAfterSeconds };
      await expect(ask(device_code)).rejects.toMatchObject({ code: "SLOW_DOWN", details });
    }
    await change("polled_at = polled_at - interval '15 seconds'", user_code);
    await expect(ask(device_code)).rejects.toMatchObject({ details: { retryAfterSeconds: 15 } });
    const answer = await served.post("/api/v1/auth/device/token", { device_code });
    expect([answer.status, answer.json().error.code, answer.headers["retry-after"]]).toEqual([400, "SLOW_DOWN", "20"]);
  });

  test("AUDIT-01: however often a device asks, how it ended is on record once, and that it waited is not", async () => {
    const { identity } = await person();
    const outcomes = async (device_code: string, times: number): Promise<string[]> => {
      const before = served.recorded.length;
      for (let n = 0; n < times; n += 1) await served.post("/api/v1/auth/device/token", { device_code });
      const { recorded } = served;
      const asked = recorded.slice(before).filter(({ action }) => action === "finish_device_login");
      return asked.map(({ outcome, context }) => `${context.actor.kind} ${outcome}`);
    };
    const [denied, approved, late] = [await begin("192.0.2.14"), await begin("192.0.2.14"), await begin("192.0.2.14")];
    for (const { device_code } of [denied, approved, late]) expect(await outcomes(device_code, 3)).toEqual([]);
    await decide(identity, denied.user_code, false);
    await decide(identity, approved.user_code);
    await change("expires_at = now()", late.user_code);
    expect(await outcomes(denied.device_code, 1)).toEqual(["anonymous ACCESS_DENIED"]);
    // The call was nobody's; the session is on the tenant's trail.
    expect(await outcomes(approved.device_code, 1)).toEqual(["person OK", "anonymous OK"]);
    expect(await outcomes(late.device_code, 1)).toEqual(["anonymous EXPIRED_TOKEN"]);
    expect(await outcomes(denied.device_code, 1)).toEqual(["anonymous EXPIRED_TOKEN"]);
  });

  test("one that is denied, has expired or was never there gets no session, and nobody can decide it again", async () => {
    const { identity } = await person();
    const denied = await begin();
    await decide(identity, denied.user_code, false);
    await expect(ask(denied.device_code)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      details: { error: "access_denied" },
    });
    await expect(decide(identity, denied.user_code)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const late = await begin();
    await change("expires_at = now()", late.user_code);
    await expect(decide(identity, late.user_code)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const other = await begin();
    const forged = other.device_code.replace(/.{43}$/, "A".repeat(43));
    for (const code of [late.device_code, forged, "aeth_dl_x", ""]) {
      await expect(ask(code)).rejects.toMatchObject({ code: "EXPIRED_TOKEN", details: { error: "expired_token" } });
    }
  });

  test("an approval can be taken back by whoever gave it, and by nobody else, while the device has not used it", async () => {
    const [one, two] = [await person(), await person()];
    const { device_code, user_code } = await begin("192.0.2.13");
    await decide(one.identity, user_code);
    await expect(decide(two.identity, user_code, false)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(served.call(two.identity, "find_device_login", { user_code })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await decide(one.identity, user_code, false);
    await expect(ask(device_code)).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  });

  test("of many that ask at a time one is signed in, and of two who decide one does", async () => {
    const [one, two] = [await person(), await person()];
    const { user_code } = await begin();
    const decided = await Promise.allSettled([decide(one.identity, user_code), decide(two.identity, user_code, false)]);
    expect(decided.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const approved = await begin();
    await decide(one.identity, approved.user_code);
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => ask(approved.device_code)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("a new password, a lost membership or a deleted account ends what was approved", async () => {
    const [reset, left, gone] = [await person(), await person(), await person()];
    const approved = async ({ identity }: { identity: Identity }): Promise<string> => {
      const { device_code, user_code } = await begin("192.0.2.7");
      await decide(identity, user_code);
      return device_code;
    };
    const codes = [await approved(reset), await approved(left), await approved(gone)] as const;
    const { token } = await served.call(OPERATOR, "make_reset_link", { email: reset.email });
    await served.callFrom("192.0.2.7", "reset_password", { token, new_password: "another long password" });
    await served.db.forTenant({ tenantId: left.tenantId }).write((tx) => tx.execute("delete from membership"));
    await served.db
      .forAuth()
      .write((tx) => tx.execute("update person set state = 'disabled' where person_id = $1", [gone.personId]));
    await expect(ask(codes[0])).rejects.toMatchObject({ code: "EXPIRED_TOKEN" });
    await expect(ask(codes[1])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(ask(codes[2])).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  });

  test("AUTH-14: somebody who is signed in tries ten codes in a quarter of an hour, and others are not slowed down", async () => {
    const [guesser, other] = [await person(), await person()];
    const { user_code } = await begin("192.0.2.8");
    for (let tries = 0; tries < 10; tries += 1) {
      const wrong = served.call(guesser.identity, "find_device_login", { user_code: `BBBB-BBB${"BCDFGHJKLM"[tries]}` });
      await expect(wrong).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(decide(guesser.identity, user_code)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await decide(other.identity, user_code)).toEqual({ done: true });
  });

  test("an address begins thirty in a quarter of an hour, and others still may", async () => {
    for (let begun = 0; begun < 30; begun += 1) await begin("192.0.2.9");
    await expect(begin("192.0.2.9")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(await begin("192.0.2.10")).toMatchObject({ interval: 5 });
  });

  test("the database keeps no code that signs in, and what has expired goes when the next begins", async () => {
    const { device_code, user_code } = await begin("192.0.2.11");
    const rows = () =>
      served.db.forAuth().query("select d::text as row from device_login d where user_code = $1 limit 1", [user_code]);
    expect(JSON.stringify(await rows())).not.toContain(device_code.slice(-43));
    await change("expires_at = now() - interval '1 hour'", user_code);
    await begin("192.0.2.11");
    expect(await rows()).toEqual([]);
  });

  test("WEB-01: what a device calls itself is one short line", async () => {
    const { identity } = await person();
    const { user_code } = await begin("192.0.2.12", `a\u0000b\u202ec\n${"x".repeat(500)}`);
    const { client } = await served.call(identity, "find_device_login", { user_code });
    expect(client).toBe(`a b c ${"x".repeat(94)}`);
  });
});

describe.each(ENGINES)("the page for devices on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const FORM = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    served.http("/device", {
      method: "POST",
      headers: { ...FORM, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const begin = async (client = "laptop") => (await served.post("/api/v1/auth/device", { client })).json().data;
  const cookieOf = ({ headers }: Answer): string =>
    (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");

  test("somebody who is not signed in does so on the way, is shown what asks and from where, and approves it", async () => {
    const { email } = await served.member("viewer");
    const { user_code, device_code } = await begin(`<script>alert(1)</script>`);
    const stranger = await send({ user_code });
    expect([stranger.status, stranger.text.includes(`value="${user_code}"`)]).toEqual([401, true]);
    const wrong = await send({ user_code, email, password: "wrong wrong wrong" });
    expect([wrong.status, wrong.text.includes("wrong wrong wrong")]).toEqual([401, false]);
    const signed = await send({ user_code, email, password: PASSWORD });
    expect(signed.status).toBe(200);
    for (const shown of [user_code, "127.0.0.1", email, "&lt;script&gt;alert(1)&lt;/script&gt;"])
      expect(signed.text).toContain(shown);
    expect(signed.text).not.toContain("<script>alert");
    const done = await send({ user_code, decision: "approve" }, { cookie: cookieOf(signed) });
    expect([done.status, done.text.includes("The device is signed in")]).toEqual([200, true]);
    expect((await served.post("/api/v1/auth/device/token", { device_code })).status).toBe(200);
    const again = await send({ user_code, decision: "approve" }, { cookie: cookieOf(done) });
    expect([again.status, again.text.includes('role="alert"')]).toEqual([404, true]);
  });

  test("AUTH-17: forms of other sites decide nothing, whatever they know", async () => {
    const { email } = await served.member("viewer");
    const { user_code, device_code } = await begin();
    const cookie = cookieOf(await send({ user_code, email, password: PASSWORD }));
    for (const foreign of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }, { origin: "null" }])
      expect((await send({ user_code, decision: "approve" }, { ...foreign, cookie })).status).toBe(403);
    const pending = await served.post("/api/v1/auth/device/token", { device_code });
    expect(pending.json().error.code).toBe("AUTHORIZATION_PENDING");
    const denied = await send({ user_code, decision: "deny" }, { cookie });
    expect(denied.text).toContain("The device is not signed in");
    expect((await served.post("/api/v1/auth/device/token", { device_code })).json().error.code).toBe("ACCESS_DENIED");
  });
});
