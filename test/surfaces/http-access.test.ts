import { expect, test } from "vitest";

import { callHttp } from "../support/http-call.ts";
import { OWNER, serveSmallOperations, TOKEN } from "./http-server.ts";

const MINUTE_MS = 60_000;

test("every operation refuses a call without the owner's token", async () => {
  const { url, operations } = await serveSmallOperations();
  for (const { http } of operations) {
    const path = http.path.replaceAll(/\{\w+\}/g, "x");
    const answer = await callHttp(`${url}/api/v1${path}`, { method: http.method });
    expect([http.path, answer.status, answer.json()["error"].code]).toEqual([http.path, 401, "UNAUTHENTICATED"]);
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="aether"');
  }
});

test.each(["Bearer wrong", "Bearer ", TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, `Bearer ${TOKEN.toUpperCase()}`])(
  "%j is not the token",
  async (authorization) => {
    const { url } = await serveSmallOperations();
    expect((await callHttp(`${url}/api/v1/things/a`, { headers: { authorization } })).status).toBe(401);
  },
);

test("a stranger's body is not read before the refusal", async () => {
  const { url } = await serveSmallOperations();
  const headers = { "content-type": "application/json" };
  const answer = await callHttp(`${url}/api/v1/echo`, { method: "POST", headers, body: "{" });
  expect(answer.status).toBe(401);
});

test.each(["localhost", "LOCALHOST:1234", "127.0.0.1", "127.0.0.1:80", "[::1]:9"])("Host %s is ours", async (host) => {
  const { call } = await serveSmallOperations();
  expect((await call("/api/v1/things/a", { headers: { host } })).status).toBe(200);
});

test.each([
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "localhost.",
  "127.0.0.2",
  "[::2]",
  "a@localhost",
])("Host %s is refused even with the token, so a rebound name reaches nothing", async (host) => {
  const { call } = await serveSmallOperations();
  for (const path of ["/api/v1/things/a", "/", "/api/v1/openapi.json"]) {
    expect((await call(path, { headers: { host } })).status).toBe(403);
  }
});

test("a configured name is answered to", async () => {
  const { call } = await serveSmallOperations({ allowedHosts: ["Aether.example"] });
  expect((await call("/health", { headers: { host: "aether.example:443" } })).status).toBe(200);
});

test("calls from pages of another origin are refused, those of our own are not", async () => {
  const { call, url } = await serveSmallOperations();
  const status = async (origin: string): Promise<number> =>
    (await call("/api/v1/things/a", { headers: { origin } })).status;
  expect(await status(url)).toBe(200);
  for (const foreign of [
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "http://localhost",
    `${url}.evil.example`,
  ]) {
    expect([foreign, await status(foreign)]).toEqual([foreign, 403]);
  }
});

async function signIn(server: Awaited<ReturnType<typeof serveSmallOperations>>) {
  const issued = await server.call("/api/v1/session/code", { method: "POST" });
  const { code } = issued.json()["data"];
  const headers = { "content-type": "application/json", origin: server.url, "sec-fetch-site": "same-origin" };
  const exchange = (more: Readonly<Record<string, string>> = {}) =>
    callHttp(`${server.url}/api/v1/session`, {
      method: "POST",
      headers: { ...headers, ...more },
      body: JSON.stringify({ code }),
    });
  return { code: String(code), exchange };
}

test("a one-time code becomes a cookie that scripts cannot read and that opens the API to our own pages only", async () => {
  const server = await serveSmallOperations();
  const { exchange } = await signIn(server);
  const opened = await exchange();
  expect(opened.status).toBe(201);
  const setCookie = String(opened.headers["set-cookie"]);
  expect(setCookie).toMatch(/^aether_session=[\w-]{32}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = setCookie.slice(0, setCookie.indexOf(";"));
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await callHttp(`${server.url}/api/v1/things/a`, { headers: { cookie, ...headers } })).status;
  expect(await status({ "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await status({ "sec-fetch-site": "same-site" })).toBe(401);
  expect(await status({ "sec-fetch-site": "cross-site" })).toBe(401);
  expect(await status({ cookie: "aether_session=guess" })).toBe(401);
  expect(await status({ authorization: "Bearer wrong" })).toBe(401);
});

test("AUTH-17: the owner's cookie, given over https, stays on https", async () => {
  const server = await serveSmallOperations({ trustedProxies: ["127.0.0.1"] });
  const opened = await (await signIn(server)).exchange({ "x-forwarded-proto": "https" });
  expect(String(opened.headers["set-cookie"])).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
});

test("a code works once, for ten minutes, and a made-up one never", async () => {
  const server = await serveSmallOperations();
  const used = await signIn(server);
  expect([(await used.exchange()).status, (await used.exchange()).status]).toEqual([201, 401]);
  const late = await signIn(server);
  server.clock.advance(10 * MINUTE_MS);
  expect((await late.exchange()).status).toBe(401);
});

test("a session ends after a day, and at once when it signs out", async () => {
  const server = await serveSmallOperations();
  const cookieOf = async (): Promise<string> =>
    String((await (await signIn(server)).exchange()).headers["set-cookie"]).replace(/;.*/, "");
  const [first, second] = [await cookieOf(), await cookieOf()];
  const ask = (cookie: string, method: string) =>
    callHttp(`${server.url}/api/v1/session`, { method, headers: { cookie } });
  expect((await ask(first, "DELETE")).headers["set-cookie"]?.[0]).toContain("Max-Age=0");
  expect([(await ask(first, "GET")).status, (await ask(second, "GET")).status]).toEqual([401, 200]);
  server.clock.advance(24 * 60 * MINUTE_MS);
  expect((await ask(second, "GET")).status).toBe(401);
});

test("a session does not make more codes: only the token does", async () => {
  const server = await serveSmallOperations();
  const opened = await (await signIn(server)).exchange();
  const cookie = String(opened.headers["set-cookie"]).replace(/;.*/, "");
  const answer = await callHttp(`${server.url}/api/v1/session/code`, { method: "POST", headers: { cookie } });
  expect(answer.status).toBe(401);
});

test.each([undefined, 5, "", "x".repeat(1000), { a: 1 }])("the code %j is no code", async (code) => {
  const { url } = await serveSmallOperations();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ code });
  const answer = await callHttp(`${url}/api/v1/session`, { method: "POST", headers, body });
  expect(answer.status).toBeOneOf([400, 401]);
  expect(answer.headers["set-cookie"]).toBeUndefined();
});

test("without the right permission the answer is 403", async () => {
  const { createOwnerAccess } = await import("../../packages/server/src/surfaces/http/index.ts");
  const { manualClock } = await import("../../packages/server/src/kernel/time/index.ts");
  const access = createOwnerAccess({ token: TOKEN, tenantId: "t", permissions: ["code:read"], clock: manualClock() });
  const { url } = await serveSmallOperations({ access });
  const answer = await callHttp(`${url}/api/v1/work`, { method: "POST", headers: OWNER });
  expect([answer.status, answer.json()["error"].code]).toEqual([403, "FORBIDDEN"]);
});
