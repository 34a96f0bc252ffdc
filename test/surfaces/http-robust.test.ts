import net from "node:net";

import { describe, expect, test } from "vitest";

import type { Limits } from "../../packages/server/src/surfaces/http/index.ts";
import { callHttp, callRaw } from "../support/http-call.ts";
import { OWNER, serveSmallOperations } from "./http-server.ts";
import { smallOperations } from "./small-operations.ts";

const JSON_TYPE = { "content-type": "application/json" };

async function echo(body: string | Buffer, headers: Record<string, string> = {}) {
  const { call } = await serveSmallOperations();
  return call("/api/v1/echo", { method: "POST", body, headers: { ...JSON_TYPE, ...headers } });
}

describe("PARSE-05: bodies that mean harm", () => {
  const HARMFUL: readonly [what: string, status: number, body: string | Buffer][] = [
    ["nested half a million deep", 400, "[".repeat(500_000)],
    ["nested deeply and closed", 400, '{"word":'.repeat(100_000) + "1" + "}".repeat(100_000)],
    ["a hundred thousand names", 400, `{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join(",")}}`],
    ["a name twice", 400, '{"word":"a","word":"b"}'],
    ["a name twice, once in escapes", 400, '{"word":"a","\\u0077ord":"b"}'],
    ["a name twice further inside", 400, '{"word":"a","x":[{"y":1,"y" : 2}]}'],
    ["a number beyond all", 400, '{"word":"a","times":1e400}'],
    ["NaN", 400, '{"word":"a","times":NaN}'],
    ["minus zero where one is the least", 400, '{"word":"a","times":-0}'],
    ["constructor.prototype", 400, '{"word":"a","constructor":{"prototype":{"x":1}}}'],
    ["__proto__ in escapes", 400, '{"word":"a","\\u005f_proto__":{}}'],
    ["a broken escape in a name", 400, '{"w\\u00zzord":"a"}'],
    ["an open string", 400, '{"word":"a'],
  ];
  test.each(HARMFUL)("%s is answered %i", async (_what, status, body) => {
    const answer = await echo(body);
    expect([answer.status, answer.json().success]).toEqual([status, false]);
    expect(answer.text.length).toBeLessThan(2000);
  });

  test("a multipart body of a hundred thousand parts is refused by its type, unread", async () => {
    const part = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n';
    const answer = await echo(part.repeat(10_000), { "content-type": "multipart/form-data; boundary=x" });
    expect([answer.status, answer.json().error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("a body that says it has 100 MB is refused by its length, unread", async () => {
    const { url } = await serveSmallOperations();
    const head = `POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${OWNER.authorization}\r\n`;
    const answer = await callRaw(url, `${head}Content-Type: application/json\r\nContent-Length: 104857600\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("a name may come again in another object, and in a text", async () => {
    const answer = await echo('{"word":"{\\"word\\":1,\\"word\\":2}","times":1}');
    expect(answer.json().data.said).toBe('{"word":1,"word":2}');
  });

  test("a compressed body is refused before anybody unpacks it", async () => {
    const answer = await echo(Buffer.from([0x1f, 0x8b, 8, 0]), { "content-encoding": "gzip" });
    expect([answer.status, answer.json().error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test("64 KB of headers are answered 431", async () => {
    const { url } = await serveSmallOperations();
    const bytes = `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(65_536)}\r\n\r\n`;
    const answer = await callRaw(url, bytes).catch((error: unknown) => String(error));
    // The server may hang up while we still write.
    expect(answer).toMatch(/^HTTP\/1\.1 431 |ECONNRESET|EPIPE/);
  });

  test("a body that never ends is given up", async () => {
    const { url } = await serveSmallOperations({ receiveLimitMs: 100 });
    const head = `POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${OWNER.authorization}\r\n`;
    const answer = await callRaw(url, `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"word`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("WEB-03: smuggling and tricks of headers", () => {
  test.each([
    [
      "length and chunks",
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    [
      "two equal lengths",
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    [
      "an unknown coding",
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
    ["a space before the colon", "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\n"],
    ["a bare line feed in a header", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\nX-B: c\r\n\r\n"],
    ["no host", "GET /health HTTP/1.1\r\n\r\n"],
    ["two hosts", "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"],
  ])("%s has one answer, 4xx", async (_what, bytes) => {
    const { url } = await serveSmallOperations();
    const answer = await callRaw(url, bytes.replace(/\r\n\r\n$/, "\r\nConnection: close\r\n\r\n"));
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain('"status":"ok"');
  });

  test("the name in an absolute address is not believed: it is the Host header that counts", async () => {
    const { url } = await serveSmallOperations();
    const ask = (target: string, host: string) =>
      callRaw(url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await ask("http://localhost/health", "evil.example")).toMatch(/^HTTP\/1\.1 403 /);
    expect(await ask("http://evil.example/health", "localhost")).not.toContain("evil.example");
  });

  test("links in answers hold no name of a host", async () => {
    const { call } = await serveSmallOperations({ allowedHosts: ["other.example"] });
    const { headers } = await call("/api/v1/numbers", {
      headers: { host: "other.example", "x-forwarded-host": "evil.example" },
    });
    expect(headers["link"]).toMatch(/^<\/api\/v1\/numbers\?/);
  });

  test.each(["x-http-method-override", "x-http-method", "x-method-override"])("%s is not heard", async (name) => {
    const { call } = await serveSmallOperations();
    const answer = await call("/api/v1/note", { headers: { [name]: "PATCH" } });
    expect([answer.status, answer.json().data.version]).toEqual([200, 1]);
  });

  test("X-Forwarded-For names nobody unless a trusted proxy says it", async () => {
    const payers: string[] = [];
    const limits: Limits = {
      async take(payer) {
        if ("address" in payer) payers.push(payer.address);
        return undefined;
      },
    };
    const [open] = smallOperations().operations.filter(({ name }) => name === "get_note");
    if (open === undefined) throw new Error("no get_note");
    const operations = [{ ...open, permission: "public" as const }];
    for (const trustedProxies of [undefined, ["10.0.0.0/8"], ["127.0.0.1"]]) {
      const { call } = await serveSmallOperations({ operations, limits, ...(trustedProxies && { trustedProxies }) });
      await call("/api/v1/note", { headers: { "x-forwarded-for": "6.6.6.6, 7.7.7.7" } });
    }
    expect(payers).toEqual(["127.0.0.1", "127.0.0.1", "7.7.7.7"]);
  });
});

describe("WEB-06: one resource has one address and one form", () => {
  test.each([
    "/api/v1/things/a/",
    "/api/v1//things/a",
    "/API/v1/things/a",
    "/api/v1/things%2fa",
    "/api/v1/things/a;v=1/x",
    "/api/v1/things/%2e%2e/echo",
    "/api/v1/./things/a",
    "/api/v1/things",
    "/api/v1/things/",
    "/api/v1/numbers%00",
    "/api%2fv1/things/a",
  ])("%s is no path", async (target) => {
    const { url } = await serveSmallOperations();
    const bytes = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${OWNER.authorization}\r\nConnection: close\r\n\r\n`;
    expect(await callRaw(url, bytes)).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  test("a slash in escapes is part of a name, once and only once", async () => {
    const { call } = await serveSmallOperations();
    expect((await call("/api/v1/things/a%2Fb")).json().data.id).toBe("a/b");
    expect((await call("/api/v1/things/a%252Fb")).json().data.id).toBe("a%2Fb");
  });

  test("a body with a byte order mark is refused, alone and before JSON", async () => {
    for (const json of ["", '{"word":"a"}']) {
      const answer = await echo(Buffer.from(`\ufeff${json}`));
      expect([answer.status, answer.json().error.code]).toEqual([400, "VALIDATION_ERROR"]);
    }
    expect((await echo('{"word":"\ufeffa"}')).json().data.said).toBe("\ufeffa");
  });

  test.each([
    ["another character set", "application/json; charset=utf-7"],
    ["another type", "text/plain"],
    ["no type", ""],
  ])("a body of %s is refused by its type", async (_what, type) => {
    const answer = await echo('{"word":"a"}', { "content-type": type });
    expect([answer.status, answer.json().error.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  test.each(["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO"])(
    "%s is never a 5xx and shows nothing",
    async (method) => {
      const { url } = await serveSmallOperations();
      const answer = await callRaw(
        url,
        `${method} /api/v1/note HTTP/1.1\r\nHost: localhost\r\nX-Echo: mirror\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
      expect(answer).not.toContain("mirror");
    },
  );

  test("a parameter given twice is refused where one is asked for", async () => {
    const { call } = await serveSmallOperations();
    expect((await call("/api/v1/things/a?depth=1&depth=2")).status).toBe(400);
  });
});

describe("pages of other origins", () => {
  const APP = "https://app.example.com";

  test("a named origin gets in with a token, and reads the headers that it needs; its cookies do not count", async () => {
    const { call } = await serveSmallOperations({ corsOrigins: [APP] });
    const answer = await call("/api/v1/note", { headers: { origin: APP } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": APP,
      "access-control-expose-headers": expect.stringContaining("etag"),
      vary: expect.stringContaining("origin"),
    });
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
  });

  test("a preflight of a named origin is answered without a token", async () => {
    const { url } = await serveSmallOperations({ corsOrigins: [APP] });
    const headers = { origin: APP, "access-control-request-method": "PATCH" };
    const answer = await callHttp(`${url}/api/v1/note`, { method: "OPTIONS", headers });
    expect([answer.status, answer.headers["access-control-allow-methods"]]).toEqual([
      204,
      expect.stringContaining("PATCH"),
    ]);
    expect(answer.headers["access-control-allow-headers"]).toContain("idempotency-key");
  });

  test.each([
    "null",
    `${APP}.evil.example`,
    `${APP}:8443`,
    "http://app.example.com",
    "https://evil.app.example.com",
    "https://APP.example.com",
    `${APP}/`,
    `${APP},https://evil.example`,
    "*",
    "https://evilapp.example.com",
    `${APP}evil`,
  ])("AUTH-17: the origin %s is refused, also with the token, and mirrored nowhere", async (origin) => {
    const { call } = await serveSmallOperations({ corsOrigins: [APP] });
    for (const method of ["GET", "OPTIONS"]) {
      const answer = await call("/api/v1/note", {
        method,
        headers: { origin, "access-control-request-method": "GET" },
      });
      expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    }
  });

  test("where no origin is named, nobody hears of origins", async () => {
    const { call } = await serveSmallOperations();
    const answer = await call("/api/v1/note", {
      method: "OPTIONS",
      headers: { "access-control-request-method": "GET" },
    });
    expect([answer.status, answer.headers["access-control-allow-origin"], answer.headers["vary"]]).toEqual([
      405,
      undefined,
      undefined,
    ]);
  });
});

describe("WEB-08: headers of each kind of route", () => {
  test("https is demanded where the operator says so, on every answer", async () => {
    const { call } = await serveSmallOperations({ hstsSeconds: 1000 });
    for (const path of ["/health", "/api/v1/note", "/nowhere", "/api/v1/things/bug", "/api/v1/things/%zz"]) {
      expect((await call(path)).headers["strict-transport-security"]).toBe("max-age=1000");
    }
    const { call: plain } = await serveSmallOperations();
    expect((await plain("/health")).headers["strict-transport-security"]).toBeUndefined();
  });

  test("data, pages, scripts and documents each have their policy, and none allows unsafe-inline", async () => {
    const { call } = await serveSmallOperations();
    for (const path of [
      "/api/v1/note",
      "/health",
      "/api/v1/docs",
      "/api/v1/docs/start.js",
      "/api/v1/openapi.json",
      "/",
    ]) {
      const { headers } = await call(path);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "content-security-policy": expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      });
      expect(headers["content-security-policy"]).not.toContain("unsafe");
    }
    expect((await call("/api/v1/note")).headers["cache-control"]).toBe("no-store");
  });
});

describe("WEB-01: markup in data", () => {
  test("what looks like a page stays JSON that no browser takes for one, in answers and errors", async () => {
    const { post, call } = await serveSmallOperations();
    const mark = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    for (const answer of [
      await post("/api/v1/echo", { word: mark }),
      await call(`/api/v1/things/missing?${encodeURIComponent(mark)}=1`),
    ]) {
      expect(answer.headers["content-type"]).toMatch(/^application\/json/);
      expect(answer.headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
      });
    }
  });
});

test("WEB-04: a request id that means harm is in no line of the log", async () => {
  const { call, logged } = await serveSmallOperations();
  for (const id of ["x".repeat(10_000), '{"a":1}', "a\u001b[31m", "é"]) {
    await call("/api/v1/things/bug", { headers: { "x-request-id": Buffer.from(id).toString("latin1") } }).catch(
      () => undefined,
    );
  }
  const ids = logged.map((line) => String(Object(line).requestId));
  expect(ids.filter((id) => !/^[\w.-]{1,128}$/.test(id))).toEqual([]);
});

test("RFC 9457: problems name each field by a pointer, and the page that explains the error", async () => {
  const { post } = await serveSmallOperations();
  const answer = await post(
    "/api/v1/echo",
    { word: 1, times: 9, extra: 1 },
    { headers: { accept: "application/problem+json" } },
  );
  expect(answer.json()).toMatchObject({
    errors: [
      { pointer: "#/word", detail: expect.any(String) },
      { pointer: "#/times", detail: expect.any(String) },
      { pointer: "#", detail: expect.any(String) },
    ],
    type: "/api/v1/errors/validation_error",
    doc_url: "/api/v1/errors/validation_error",
  });
});

test("readiness tells of each part by name, and of a part that fails without its words", async () => {
  let isUp = true;
  const workers = async (): Promise<string> => {
    if (isUp) return "ok";
    throw new Error("secret inside");
  };
  const { url } = await serveSmallOperations({ checks: { workers } });
  expect((await callHttp(`${url}/readyz`)).json().data.checks).toEqual({ database: "ok", workers: "ok" });
  isUp = false;
  const down = await callHttp(`${url}/readyz`);
  expect([down.status, down.json().error.details, down.text.includes("secret")]).toEqual([
    503,
    { part: "workers" },
    false,
  ]);
  expect((await callHttp(`${url}/api/v1/health`)).json().data).toEqual({ status: "ok" });
});

test("thousands of connections that say nothing do not keep others out", async () => {
  const { url, call } = await serveSmallOperations({ receiveLimitMs: 200 });
  const { hostname, port } = new URL(url);
  const silent = Array.from({ length: 300 }, () => net.connect(Number(port), hostname).on("error", () => undefined));
  expect((await call("/health")).status).toBe(200);
  for (const socket of silent) socket.destroy();
});

test("a denial that cannot be recorded is logged as an error, and answered all the same", async () => {
  const failed: object[] = [];
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const { call } = await serveSmallOperations({
    trail: { record: () => Promise.reject(new Error("the disk is full")) },
    log: {
      info: () => {},
      error(fields: object, event: string) {
        failed.push({ ...fields, event });
        resolve();
      },
    },
  });
  const answer = await call("/api/v1/things/a", { headers: { authorization: "Bearer wrong", "x-request-id": "r1" } });
  await seen;
  expect(answer.status).toBe(401);
  expect(failed).toMatchObject([{ event: "audit.failed", requestId: "r1", action: "get_thing" }]);
});
