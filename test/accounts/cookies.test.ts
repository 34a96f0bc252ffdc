import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const HTTPS = { host: "aether.example", "x-forwarded-proto": "https", "content-type": "application/json" };
const OWN_PAGE = { ...HTTPS, origin: "https://aether.example", "sec-fetch-site": "same-origin" };

describe.each(ENGINES)("AUTH-17: cookies on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const post = (path: string, body: string, headers: Record<string, string>) =>
    served.http(`/api/v1/auth/${path}`, { method: "POST", body, headers });
  const signIn = async (headers: Record<string, string>) => {
    const { email } = await served.member("viewer");
    return post("login", JSON.stringify({ email, password: PASSWORD }), headers);
  };
  const pairOf = (answer: Awaited<ReturnType<typeof signIn>>): string =>
    answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";

  test("our own page is given the refresh token in a cookie that scripts, other sites and plain http do not get", async () => {
    const answer = await signIn(OWN_PAGE);
    const cookies = answer.headers["set-cookie"] ?? [];
    expect(cookies).toHaveLength(2);
    expect(cookies[0]).toMatch(
      /^__Host-aether_refresh_token=aeth_rt_[\w-]+; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(cookies[1]).toMatch(
      /^__Host-aether_device_token=aeth_dev_\w+_[\w-]+; Max-Age=15552000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.json()["data"]).toMatchObject({ refresh_token: null, device_token: null });
    const refreshed = await post("refresh", "{}", { ...OWN_PAGE, cookie: `a=b; ${pairOf(answer)}` });
    expect(refreshed.status).toBe(200);
    expect(pairOf(refreshed)).not.toBe(pairOf(answer));
  });

  test("AUTH-14: a browser that signed in before is let in from a new address while others guess; another one waits", async () => {
    const { email } = await served.member("viewer");
    const from = (address: string) => ({ ...OWN_PAGE, "x-forwarded-for": address });
    const right = JSON.stringify({ email, password: PASSWORD });
    const device = (await post("login", right, from("203.0.113.1"))).headers["set-cookie"]?.[1]?.split(";")[0] ?? "";
    for (let at = 0; at < 60; at += 1) {
      await post("login", JSON.stringify({ email, password: "wrong wrong wrong" }), from(`198.51.100.${at}`));
    }
    const stranger = await post("login", right, from("203.0.113.2"));
    expect([stranger.status, stranger.json()["error"].details.turn]).toEqual([429, true]);
    expect(Number(stranger.headers["retry-after"])).toBeLessThanOrEqual(30);
    const form = { ...from("203.0.113.3"), "content-type": "application/x-www-form-urlencoded", cookie: device };
    const body = new URLSearchParams({ email, password: PASSWORD }).toString();
    expect((await served.http("/sign-in", { method: "POST", headers: form, body })).status).toBe(303);
    expect((await post("login", right, { ...from("203.0.113.4"), cookie: device })).status).toBe(200);
    // Nor does it count where another site sends the call.
    const foreign = { ...from("203.0.113.5"), cookie: device, "sec-fetch-site": "cross-site" };
    expect((await post("login", right, foreign)).status).toBeGreaterThanOrEqual(400);
  });

  test("programs are given it in the answer, and so is whoever comes by plain http", async () => {
    const plain = { ...OWN_PAGE, "x-forwarded-proto": "http", origin: "http://aether.example" };
    for (const headers of [HTTPS, plain]) {
      const answer = await signIn(headers);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(answer.json()["data"].refresh_token).toMatch(/^aeth_rt_/);
    }
  });

  test("on this machine browsers keep it by plain http, too", async () => {
    const answer = await signIn({ "content-type": "application/json", "sec-fetch-site": "same-origin" });
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^__Host-aether_refresh_token=.*; Secure; HttpOnly/);
  });

  test("a cookie does not count in calls from other sites, however they are dressed", async () => {
    const cookie = pairOf(await signIn(OWN_PAGE));
    const attempts: Record<string, string>[] = [
      { ...OWN_PAGE, "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { ...OWN_PAGE, "sec-fetch-site": "same-site", origin: "https://aether.example.evil.example" },
      { ...OWN_PAGE, "sec-fetch-site": "none" },
      { ...OWN_PAGE, origin: "null" },
      { ...OWN_PAGE, origin: "https://evil-aether.example" },
      { ...OWN_PAGE, origin: "http://aether.example.evil.example" },
      HTTPS,
      { ...OWN_PAGE, "content-type": "text/plain" },
      { ...OWN_PAGE, "content-type": "application/x-www-form-urlencoded" },
    ];
    for (const headers of attempts) {
      const answer = await post("refresh", "{}", { ...headers, cookie });
      expect([headers, answer.status >= 400, answer.headers["access-control-allow-origin"]]).toEqual([
        headers,
        true,
        undefined,
      ]);
    }
    expect((await post("refresh", "{}", { ...OWN_PAGE, cookie })).status).toBe(200);
  });

  test("signing out takes the cookie back", async () => {
    const answer = await signIn(OWN_PAGE);
    const authorization = `Bearer ${answer.json()["data"].access_token}`;
    const out = await post("logout", "{}", { ...OWN_PAGE, authorization, cookie: pairOf(answer) });
    expect(out.status).toBe(200);
    expect(out.headers["set-cookie"]?.[0]).toMatch(/^__Host-aether_refresh_token=; Max-Age=0; /);
    expect((await post("refresh", "{}", { ...OWN_PAGE, cookie: pairOf(answer) })).status).toBe(401);
  });
});
