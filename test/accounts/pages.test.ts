/** The pages of people without a session, as a browser without scripts asks for them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const PATHS = ["/sign-in", "/forgotten-password", "/reset-password", "/join", "/sign-out", "/device"];
const FORM = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };

describe.each(ENGINES)("account pages on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = FORM) =>
    served.http(path, { method: "POST", headers, body: new URLSearchParams(fields).toString() });

  test("each has a form of its own and a policy that lets it load and send to nobody but us, without inline scripts", async () => {
    for (const path of PATHS) {
      const { status, headers, text } = await served.http(path);
      expect([path, status]).toEqual([path, 200]);
      expect(String(headers["content-security-policy"])).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; .*form-action 'self'; frame-ancestors 'none'$/,
      );
      expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "same-origin" });
      expect(text).toContain(`<form method="post" action="${path}"`);
      expect(text).not.toMatch(/<script(?! src=)|<style| on\w+=|javascript:/);
    }
  });

  test("who signs in gets the cookie and the page, and who signs out loses both", async () => {
    const { email } = await served.member("viewer");
    const wrong = await send("/sign-in", { email, password: "wrong wrong wrong" });
    expect([wrong.status, wrong.headers["set-cookie"]]).toEqual([401, undefined]);
    expect(wrong.text).toContain('role="alert"');
    expect(wrong.text).not.toContain("wrong wrong wrong");
    const signed = await send("/sign-in", { email, password: PASSWORD });
    expect([signed.status, signed.headers["location"]]).toEqual([303, "/"]);
    const cookie = signed.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    expect(cookie).toMatch(/^__Host-aether_refresh_token=aeth_rt_/);
    const out = await send("/sign-out", {}, { ...FORM, cookie });
    expect(out.headers["set-cookie"]).toEqual([expect.stringMatching(/^__Host-aether_refresh_token=; Max-Age=0/)]);
    const json = { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie };
    const after = await served.http("/api/v1/auth/refresh", { method: "POST", headers: json, body: "{}" });
    expect(after.status).toBe(401);
  });

  test("a reset link and an invitation are spent by their pages, and a mistake can be mended without the link", async () => {
    const { email, tenantId } = await served.member("viewer");
    const { token } = await served.call(OPERATOR, "make_reset_link", { email });
    const short = await send("/reset-password", { token, new_password: "short" });
    expect([short.status, short.text.includes(`value="${token}"`)]).toEqual([400, true]);
    expect((await send("/reset-password", { token, new_password: "another long password" })).status).toBe(200);
    expect((await send("/sign-in", { email, password: "another long password" })).status).toBe(303);
    const asked = await served.call(OPERATOR, "invite_owner", { id: tenantId, email: "new@pages.example" });
    expect((await send("/join", { token: asked.token, name: "", password: PASSWORD })).status).toBe(200);
    expect((await send("/join", { token: asked.token, name: "", password: PASSWORD })).status).toBe(401);
    expect((await send("/sign-in", { email: "new@pages.example", password: PASSWORD })).status).toBe(303);
  });

  test("AUTH-14: asking for a link is answered alike for everybody", async () => {
    const { email } = await served.member("viewer");
    const answers = [await send("/forgotten-password", { email }), await send("/forgotten-password", { email: "no" })];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  });

  test("AUTH-17: forms of other sites are refused, and forms are taken nowhere else", async () => {
    const { email } = await served.member("viewer");
    const fields = { email, password: PASSWORD };
    const foreign: Record<string, string>[] = [
      { ...FORM, "sec-fetch-site": "cross-site" },
      { ...FORM, "sec-fetch-site": "same-site" },
      { ...FORM, origin: "https://evil.example" },
      { ...FORM, origin: "null" },
    ];
    for (const headers of foreign) expect((await send("/sign-in", fields, headers)).status).toBe(403);
    expect((await send("/api/v1/auth/login", fields)).status).toBe(415);
    const json = { ...FORM, "content-type": "application/json" };
    expect((await served.http("/sign-in", { method: "POST", headers: json, body: "{}" })).status).toBe(415);
    const unsafe = await send("/sign-in", fields, { ...FORM, host: "aether.example" });
    expect([unsafe.status, unsafe.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  test("WEB-01: what was typed is shown as text", async () => {
    const typed = `"><script>alert(1)</script>'&`;
    const { text } = await send("/sign-in", { email: typed, password: PASSWORD });
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;");
    expect((await send("/sign-in", { email: "x".repeat(20_000) })).status).toBe(413);
  });
});
