import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { mostTold, sampling, timesOf } from "../support/refusal-times.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

describe.each(ENGINES)("sessions on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const login = (email: string, password = PASSWORD) => served.post("/api/v1/auth/login", { email, password });
  const signIn = async () => {
    const person = await served.member("member");
    const answer = await login(person.email);
    const { access_token: access, refresh_token: refresh, session_id: sessionId } = answer.json()["data"];
    return { ...person, access, refresh, sessionId } as const;
  };
  const refresh = (token: string) => served.post("/api/v1/auth/refresh", { refresh_token: token });
  /** The status of a call with an access token, asked anew: what was seen of a session is believed for a second. */
  const me = async (token: string): Promise<number> => {
    served.clock.advance(1001);
    return (await served.http("/api/v1/me", { token })).status;
  };

  test("who signs in acts in their tenant with the permissions of their role", async () => {
    const { email, access, tenantId, personId, sessionId } = await signIn();
    const answer = await served.http("/api/v1/me", { token: access });
    const memberships = [{ tenant_id: tenantId, slug: `t-${tenantId}`, name: "", role: "member" }];
    const expected = { person_id: personId, email, session_id: sessionId, tenant_id: tenantId, role: "member" };
    expect(answer.json()["data"]).toEqual({ ...expected, name: "", memberships });
    expect((await served.http("/api/v1/keys", { token: access })).status).toBe(403);
  });

  test("AUTH-14: an e-mail is the same in any case and any form of Unicode", async () => {
    const plain = `zoë.${randomBytes(4).toString("hex")}@x.example`;
    await served.member("viewer", { email: plain });
    for (const form of [plain.toUpperCase(), plain.normalize("NFD"), ` ${plain} `, plain.replace("x", "ｘ")]) {
      expect((await login(form)).status).toBe(200);
    }
  });

  test("AUTH-14: a password is the same in any form of Unicode", async () => {
    const password = "pässwörter für alle";
    const { email } = await served.member("viewer", { password });
    for (const form of [password, password.normalize("NFD")]) expect((await login(email, form)).status).toBe(200);
  });

  test("AUTH-14: how long a refusal takes does not tell who has an account", async () => {
    const emails = await Promise.all([1, 2, 3, 4].map(async () => (await served.member("viewer")).email));
    const guess = (email: string) =>
      served.callFrom(`10.9.${randomBytes(1)[0]}.${randomBytes(1)[0]}`, "login", {
        email,
        password: "wrong wrong wrong",
      });
    let turn = 0;
    const kinds = [
      { kind: "known", ask: () => guess(emails[turn++ % 4] ?? "").catch(() => undefined) },
      { kind: "unknown", ask: () => guess(`${randomBytes(6).toString("hex")}@x.example`).catch(() => undefined) },
    ];
    const samples = 150;
    const { area } = mostTold(await timesOf(kinds, samples));
    expect(area).toBeLessThan(0.55 + sampling(samples));
  }, 120_000);

  test("AUTH-14: a wrong password, an unknown address and no address at all are answered alike", async () => {
    const { email } = await served.member("viewer");
    const answers = [await login(email, "wrong wrong wrong"), await login("nobody@x.example"), await login("nonsense")];
    for (const answer of answers) expect(answer.status).toBe(401);
    expect(new Set(answers.map((it) => JSON.stringify(it.json()["error"]))).size).toBe(1);
  });

  test("AUTH-14: a megabyte of password is refused before it is hashed", async () => {
    const { email } = await served.member("viewer");
    const before = process.cpuUsage().user;
    expect((await login(email, "x".repeat(1_000_000))).status).toBe(400);
    expect(process.cpuUsage(undefined).user - before).toBeLessThan(200_000);
    expect((await login(email, "x".repeat(2_000_000))).status).toBe(413);
  });

  test("AUTH-12: a refresh token is good once; used again, it ends the sign-in, its successor included", async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh)).json()["data"];
    expect(second.refresh_token).not.toBe(first.refresh);
    const third = (await refresh(second.refresh_token)).json()["data"];
    expect(await me(third.access_token)).toBe(200);
    expect((await refresh(first.refresh)).status).toBe(401); // two generations old: in two hands
    expect((await refresh(third.refresh_token)).status).toBe(401);
    expect(await me(third.access_token)).toBe(401);
    expect(served.logged).toContainEqual(expect.objectContaining({ sessionId: first.sessionId }));
    const told = served.recorded.filter(({ target }) => target === `/sessions/${first.sessionId}`);
    const actor = { kind: "person", personId: first.personId };
    const context = { tenantId: first.tenantId, actor };
    expect(told).toMatchObject([{ context, action: "reuse_refresh_token", outcome: "UNAUTHENTICATED" }]);
  });

  test("AUTH-12: a token whose successor is older than ten seconds ends the sign-in, a younger one's holder only asks again", async () => {
    const first = await signIn();
    const second = (await refresh(first.refresh)).json()["data"];
    expect((await refresh(first.refresh)).status).toBe(409);
    const sql = "update session set rotated_at = rotated_at - interval '10.1 seconds' where session_id = $1";
    await served.db.forAuth().write((tx) => tx.execute(sql, [first.sessionId]));
    expect((await refresh(first.refresh)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(401);
    expect(served.recorded.filter(({ target }) => target === `/sessions/${first.sessionId}`)).toHaveLength(1);
  });

  test("AUTH-12: of parallel refreshes with the same token one wins, and the session lives on", async () => {
    const { refresh: token } = await signIn();
    const answers = await Promise.all([refresh(token), refresh(token), refresh(token)]);
    expect(answers.map((it) => it.status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    const winner = answers.find((it) => it.status === 200)?.json()["data"];
    expect((await refresh(winner.refresh_token)).status).toBe(200);
  });

  test("AUTH-12: a refresh token that was made up ends nobody's session", async () => {
    const { refresh: token } = await signIn();
    const made = `${token.slice(0, -43)}${randomBytes(32).toString("base64url")}`;
    expect((await refresh(made)).status).toBe(401);
    expect((await refresh(token.replace(/_1_/, "_99_"))).status).toBe(401);
    expect((await refresh(token)).status).toBe(200);
  });

  test("AUTH-12: nothing of a session is good after signing out", async () => {
    const { access, refresh: token } = await signIn();
    expect((await served.post("/api/v1/auth/logout", {}, access)).status).toBe(200);
    expect(await me(access)).toBe(401);
    expect((await refresh(token)).status).toBe(401);
  });

  test("AUTH-12: another password ends every session but the one that set it", async () => {
    const here = await signIn();
    const there = (await login(here.email)).json()["data"];
    const change = (password: string) =>
      served.post("/api/v1/me/password", { password, new_password: "another long password" }, here.access);
    expect((await change("not the one")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect([await me(here.access), await me(there.access_token)]).toEqual([200, 401]);
    expect((await refresh(there.refresh_token)).status).toBe(401);
    expect([(await login(here.email)).status, (await login(here.email, "another long password")).status]).toEqual([
      401, 200,
    ]);
  });

  test("one ends one's own sessions; another's and one that is not there answer alike", async () => {
    const ours = await signIn();
    const theirs = await signIn();
    const end = (id: string) => served.http(`/api/v1/sessions/${id}`, { token: ours.access, method: "DELETE" });
    const answers = [await end(theirs.sessionId), await end(crypto.randomUUID())];
    expect(answers.map((it) => [it.status, it.json()["error"].code])).toEqual([
      [404, "NOT_FOUND"],
      [404, "NOT_FOUND"],
    ]);
    expect(await me(theirs.access)).toBe(200);
    const other = (await login(ours.email)).json()["data"];
    const listed = (await served.http("/api/v1/sessions", { token: ours.access })).json()["data"].sessions;
    expect(listed.map((it: { session_id: string }) => it.session_id)).toEqual([other.session_id, ours.sessionId]);
    expect((await end(other.session_id)).status).toBe(200);
    expect([await me(other.access_token), await me(ours.access)]).toEqual([401, 200]);
  });

  test("TIME-08: one's sessions come in pages, each once, though one ends meanwhile", async () => {
    const { email, access, sessionId } = await signIn();
    const ids = [sessionId];
    for (let i = 0; i < 4; i += 1) ids.unshift((await login(email)).json()["data"].session_id);
    const page = async (query: string) =>
      (await served.http(`/api/v1/sessions?limit=2${query}`, { token: access })).json()["data"];
    const first = await page("");
    await served.http(`/api/v1/sessions/${ids[1]}`, { token: access, method: "DELETE" });
    const second = await page(`&cursor=${first.next_cursor}`);
    const third = await page(`&cursor=${second.next_cursor}`);
    const told = [first, second, third].map(({ sessions }) =>
      sessions.map((it: { session_id: string }) => it.session_id),
    );
    expect(told).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(third.next_cursor).toBeNull();
  });

  test("AUTH-14: a reset link is good once, leads where the configuration says, and ends every session", async () => {
    const { email, access } = await signIn();
    const headers = { "content-type": "application/json", "x-forwarded-host": "evil.example", forwarded: "host=evil" };
    const ask = (to: string) =>
      served.http("/api/v1/auth/password-reset", { method: "POST", headers, body: JSON.stringify({ email: to }) });
    const bodies = [await ask(email), await ask("nobody@x.example"), await ask("nonsense")].map((it) => it.json());
    expect(new Set(bodies.map((it) => JSON.stringify(it.data))).size).toBe(1);
    await expect.poll(() => served.letters.some(({ to }) => to === email)).toBe(true);
    const letter = served.letters.find(({ to, subject }) => to === email && subject.includes("password"));
    const [, token] = /https:\/\/aether\.example\/reset-password#(\S+)/.exec(letter?.text ?? "") ?? [];
    expect(letter?.text).not.toContain("evil");
    const spend = (wanted: string) =>
      served.post("/api/v1/auth/password-reset/spend", { token: token ?? "", new_password: wanted });
    expect((await spend("short")).status).toBe(400);
    expect((await spend("a third long password")).status).toBe(200);
    expect((await spend("a fourth long password")).status).toBe(401);
    expect(await me(access)).toBe(401);
    expect((await login(email, "a third long password")).status).toBe(200);
  });

  test("AUTH-14: the operator can make a reset link, which is of no use after thirty minutes", async () => {
    const { email } = await served.member("viewer");
    const made = await served.call(OPERATOR, "make_reset_link", { email });
    expect(Date.parse(made.expires_at) - Date.now()).toBeLessThanOrEqual(30 * 60_000);
    await served.db
      .forAuth()
      .write((tx) => tx.execute("update password_reset set expires_at = now() - interval '1 second'"));
    const spent = await served.post("/api/v1/auth/password-reset/spend", {
      token: made.token,
      new_password: "a long password",
    });
    expect(spent.status).toBe(401);
  });

  test("a suspended tenant's people are refused with a code of their own", async () => {
    const { access, tenantId } = await signIn();
    await served.call(OPERATOR, "update_tenant", { id: tenantId, state: "suspended" });
    expect(await me(access)).toBe(403);
    const answer = await served.http("/api/v1/me", { token: access });
    expect(answer.json()["error"].code).toBe("TENANT_SUSPENDED");
  });
});

describe.each(ENGINES)("AUTH-14: guessing passwords on $engine", (engine) => {
  test("an address is stopped after ten wrong ones for an account and a hundred for all, others go on", async () => {
    const served = await serveAccounts(engine);
    const { email } = await served.member("viewer");
    const call = async (address: string, to = email, password = "wrong wrong wrong"): Promise<string> => {
      const input = { email: to, password };
      return served.callFrom(address, "login", input).then(
        () => "in",
        (error: { code: string }) => error.code,
      );
    };
    const ten = await Promise.all(Array.from({ length: 14 }, () => call("10.0.0.1")));
    expect(ten.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(10);
    expect(ten.filter((code) => code === "RATE_LIMITED")).toHaveLength(4);
    expect(await call("10.0.0.1", email, PASSWORD)).toBe("RATE_LIMITED");
    expect(await call("10.0.0.2", email, PASSWORD)).toBe("in");
    const stuffed = await Promise.all(Array.from({ length: 1000 }, (_, n) => call("10.0.0.3", `p${n}@x.example`)));
    expect(stuffed.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(100);
    expect(stuffed.filter((code) => code === "RATE_LIMITED")).toHaveLength(900);
    await served.close();
  });

  test("an account that many addresses try lets new ones wait for a turn, and is open from where its person was let in", async () => {
    const served = await serveAccounts(engine);
    const { email } = await served.member("viewer");
    const call = (address: string, password: string): Promise<string> =>
      served.callFrom(address, "login", { email, password }).then(
        () => "in",
        (error: { code: string }) => error.code,
      );
    expect(await call("10.1.0.1", PASSWORD)).toBe("in");
    for (let i = 0; i < 60; i += 1) await call(`10.2.0.${i}`, "wrong wrong wrong");
    expect(await call("10.3.0.1", PASSWORD)).toBe("RATE_LIMITED");
    expect(await call("10.1.0.1", PASSWORD)).toBe("in");
    await served.close();
  });

  test("an address of IPv6 counts as its site: as one that guesses, and as one that its person was let in from", async () => {
    const served = await serveAccounts(engine);
    const [tried, home] = [await served.member("viewer"), await served.member("viewer")];
    const call = (address: string, email: string, password = "wrong wrong wrong"): Promise<string> =>
      served.callFrom(address, "login", { email, password }).then(
        () => "in",
        (error: { code: string }) => error.code,
      );
    const turns: string[] = [];
    for (let i = 1; i <= 14; i += 1) turns.push(await call(`2001:db8:1:1::${i}`, tried.email));
    expect(turns.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(10);
    expect(await call("2001:db8:1:1:f::f", tried.email, PASSWORD)).toBe("RATE_LIMITED");
    expect(await call("2001:db8:1:2::1", tried.email, PASSWORD)).toBe("in");

    expect(await call("2001:db8:2:1::1", home.email, PASSWORD)).toBe("in");
    for (let i = 0; i < 60; i += 1) await call(`2001:db8:3:${i}::1`, home.email);
    expect(await call("2001:db8:2:2::1", home.email, PASSWORD)).toBe("RATE_LIMITED");
    expect(await call("2001:db8:2:1:a::b", home.email, PASSWORD)).toBe("in");
    await served.close();
  });
});
