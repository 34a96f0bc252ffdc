import { describe, expect, test } from "vitest";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { callHttp, callRaw } from "../support/http-call.ts";
import { OWNER, serveSmallOperations, TENANT } from "./http-server.ts";
import { smallOperations } from "./small-operations.ts";

describe("answers", () => {
  test("data comes in the envelope with request id, time and version, and acts for the owner's tenant", async () => {
    const { post } = await serveSmallOperations();
    const answer = await post("/api/v1/echo", { word: "hi", times: 2 }, { headers: { "x-request-id": "mine-1" } });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      success: true,
      data: { said: "hihi", tenant: TENANT },
      metadata: { request_id: "mine-1", timestamp: "2026-01-02T00:00:00.000Z", version: "1.2.3" },
    });
    expect(answer.headers["x-request-id"]).toBe("mine-1");
  });

  test("fields of the path and of the query string reach the operation, decoded", async () => {
    const { call } = await serveSmallOperations();
    const answer = await call("/api/v1/things/group%2Fname%20x?depth=3");
    expect(answer.json()["data"]).toEqual({ id: "group/name x", depth: 3 });
  });

  test("a command that started a job answers 202 and says where to read on", async () => {
    const { call } = await serveSmallOperations();
    const answer = await call("/api/v1/work", { method: "POST" });
    expect([answer.status, answer.headers.location]).toEqual([202, "/api/v1/things/a%2Fb"]);
  });

  test("large answers are compressed for those who ask", async () => {
    const { post } = await serveSmallOperations();
    const body = { word: "long ".repeat(2000) };
    const packed = await post("/api/v1/echo", body, { headers: { "accept-encoding": "gzip" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.text.length).toBeLessThan(1000);
    expect((await post("/api/v1/echo", body)).headers["content-encoding"]).toBeUndefined();
  });

  test("an answer that holds a secret is not compressed, however long it is: its length would tell of the secret", async () => {
    const { operations } = smallOperations();
    const echo = operations.find(({ name }) => name === "echo_word");
    if (echo === undefined) throw new Error("no operation echo_word");
    const { post } = await serveSmallOperations({ operations: [{ ...echo, answersSecret: true }] });
    for (const encoding of ["gzip", "br", "gzip, br, *"]) {
      const headers = { "accept-encoding": encoding };
      const answer = await post("/api/v1/echo", { word: "long ".repeat(2000) }, { headers });
      expect([answer.status, answer.headers["content-encoding"]]).toEqual([200, undefined]);
      expect(answer.text.length).toBeGreaterThan(10_000);
    }
  });

  test("every answer bears the security headers and is kept by nobody", async () => {
    const { call } = await serveSmallOperations();
    for (const path of ["/api/v1/things/a", "/health", "/nowhere", "/api/v1/things/bug"]) {
      expect((await call(path)).headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });
});

describe("errors", () => {
  test.each([
    ["missing", 404, "NOT_FOUND"],
    ["busy", 429, "QUEUE_FULL"],
    ["down", 503, "STORAGE_UNAVAILABLE"],
    ["bug", 500, "INTERNAL"],
  ])("thing %s answers %i with the code %s", async (id, status, code) => {
    const { call } = await serveSmallOperations();
    const answer = await call(`/api/v1/things/${id}`);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ success: false, error: { code, message: expect.any(String) } });
    expect(Object.keys(answer.json()["error"])).toEqual(["code", "message", "details"]);
  });

  test("a bug shows nothing of the inside, and the log has it under the request id", async () => {
    const { call, logged } = await serveSmallOperations();
    const answer = await call("/api/v1/things/bug", { headers: { "x-request-id": "bug-1" } });
    expect(answer.text).not.toMatch(/select|secret_table|\.ts|at /);
    expect(logged).toContainEqual(expect.objectContaining({ requestId: "bug-1", err: expect.any(Error) }));
  });

  test("a full queue says when to come back", async () => {
    const { call } = await serveSmallOperations();
    expect((await call("/api/v1/things/busy")).headers["retry-after"]).toBe("7");
  });

  test("problem details come to those who accept them, with the same fields", async () => {
    const { call } = await serveSmallOperations();
    const headers = { accept: "application/problem+json", "x-request-id": "p-1" };
    const answer = await call("/api/v1/things/missing", { headers });
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json()).toMatchObject({
      type: "/api/v1/errors/not_found",
      title: "NOT_FOUND",
      status: 404,
      detail: "no thing of that name",
      instance: "urn:aether:request:p-1",
      code: "NOT_FOUND",
      details: { id: "missing" },
      retry: false,
    });
    const refused = await call("/api/v1/things/missing", { headers: { accept: "application/problem+json;q=0, */*" } });
    expect(refused.json()["success"]).toBe(false);
  });

  test("every problem of an input is named", async () => {
    const { post } = await serveSmallOperations();
    const answer = await post("/api/v1/echo", { word: 1, times: 9, extra: 1 });
    expect(answer.status).toBe(400);
    const paths = answer.json()["error"].details.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(["word", "times", ""]);
  });

  test("a field of the path cannot be given a second time", async () => {
    const { call } = await serveSmallOperations();
    expect((await call("/api/v1/things/a?id=b")).status).toBe(400);
  });
});

describe("bad requests", () => {
  const WRONG: readonly [
    what: string,
    status: number,
    path: string,
    body: string | Buffer,
    type: string | undefined,
  ][] = [
    ["broken JSON", 400, "/api/v1/echo", '{"word": ', "application/json"],
    ["a JSON array", 400, "/api/v1/echo", "[1]", "application/json"],
    ["null", 400, "/api/v1/echo", "null", "application/json"],
    ["an empty body", 400, "/api/v1/echo", "", "application/json"],
    ["a number out of range", 400, "/api/v1/echo", '{"word":"x","times":1e400}', "application/json"],
    ["__proto__", 400, "/api/v1/echo", '{"word":"x","__proto__":{"a":1}}', "application/json"],
    ["bytes that are not UTF-8", 400, "/api/v1/echo", Buffer.from([0x22, 0xff, 0x22]), "application/json"],
    ["UTF-7", 415, "/api/v1/echo", '{"word":"x"}', "application/json; charset=utf-7"],
    ["plain text", 415, "/api/v1/echo", "word", "text/plain"],
    ["a form", 415, "/api/v1/echo", "word=x", "application/x-www-form-urlencoded"],
    ["no type", 415, "/api/v1/echo", '{"word":"x"}', undefined],
    ["more than a megabyte", 413, "/api/v1/echo", JSON.stringify({ word: "x".repeat(1_100_000) }), "application/json"],
    ["an unknown route", 404, "/api/v1/nothing", "{}", "application/json"],
    ["a trailing slash", 404, "/api/v1/echo/", "{}", "application/json"],
    ["a broken escape", 400, "/api/v1/things/%zz", "{}", "application/json"],
    ["the wrong method", 405, "/api/v1/things/a", "{}", "application/json"],
  ];
  test.each(WRONG)("%s is answered %i in the envelope, without a stack", async (...wrong) => {
    const [, status, path, body, type] = wrong;
    const { call } = await serveSmallOperations();
    const headers = type === undefined ? {} : { "content-type": type };
    const answer = await call(path, { method: "POST", body, headers });
    expect([answer.status, answer.json()["success"]]).toEqual([status, false]);
    expect(answer.text).not.toMatch(/\.(ts|js)\b|node_modules|FST_ERR_[A-Z_]*:/);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  test.each([
    [
      "two lengths that differ",
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    ],
    [
      "length and chunks",
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a folded header", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n"],
    ["no HTTP at all", "hello\r\n\r\n"],
  ])("%s is refused and the connection is closed", async (_what, bytes) => {
    const { url } = await serveSmallOperations();
    const answer = await callRaw(url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"success":false');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe("request ids", () => {
  test.each(["abc", "A_b.c-1", "x".repeat(128)])("%s is taken as it is", async (id) => {
    const { call } = await serveSmallOperations();
    expect((await call("/health", { headers: { "x-request-id": id } })).headers["x-request-id"]).toBe(id);
  });

  test.each(["x".repeat(129), "x".repeat(10_000), "a b", '{"a":1}', "\u001b[31mred", "a,b", "é", ""])(
    "an id like %j is replaced",
    async (id) => {
      const { url } = await serveSmallOperations();
      const raw = `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: ${id}\r\nConnection: close\r\n\r\n`;
      const answer = await callRaw(url, Buffer.from(raw).toString("latin1"));
      const given = /x-request-id: (.*)\r\n/i.exec(answer)?.[1];
      // A control character is not HTTP at all: refused, with an id of ours.
      expect(given).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    },
  );

  test("an id given twice is replaced", async () => {
    const { call } = await serveSmallOperations();
    const { headers } = await call("/health", { headers: { "x-request-id": ["one", "two"] } });
    expect(headers["x-request-id"]).not.toMatch(/one|two/);
  });
});

describe("health", () => {
  test("liveness and readiness need no token, and readiness follows the database", async () => {
    let isUp = true;
    const ping = async (): Promise<void> => {
      if (!isUp) throw new Fault("STORAGE_UNAVAILABLE", "the database does not answer");
    };
    const { url } = await serveSmallOperations({ ping });
    const statuses = async (): Promise<number[]> =>
      Promise.all(["/health", "/healthz", "/readyz"].map(async (path) => (await callHttp(url + path)).status));
    expect(await statuses()).toEqual([200, 200, 200]);
    isUp = false;
    expect(await statuses()).toEqual([200, 200, 503]);
  });

  test("a database that fails in its own words is not quoted", async () => {
    const { url } = await serveSmallOperations({ ping: () => Promise.reject(new Error("connect 10.1.2.3:5432")) });
    const answer = await callHttp(`${url}/readyz`);
    expect([answer.status, answer.text.includes("10.1.2.3")]).toEqual([503, false]);
  });
});

describe("ends", () => {
  test("when the caller hangs up, the operation is told", async () => {
    const { url, waitStarted, waitStopped } = await serveSmallOperations();
    const hangUp = new AbortController();
    const call = callHttp(`${url}/api/v1/wait`, { headers: OWNER, signal: hangUp.signal });
    await waitStarted;
    hangUp.abort();
    await expect(call).rejects.toThrow("aborted");
    await expect(waitStopped).resolves.toBeInstanceOf(DOMException);
  });

  test("stopping lets open calls end for the grace, then ends them", async () => {
    const { url, surface, waitStarted, waitStopped } = await serveSmallOperations();
    const call = callHttp(`${url}/api/v1/wait`, { headers: OWNER }).catch((error: unknown) => error);
    await waitStarted;
    await surface.stop(20);
    await waitStopped;
    await call;
    await expect(callHttp(`${url}/health`)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("a start that is half-wired is refused", () => {
  const [echo] = smallOperations().operations;
  if (echo === undefined) throw new Error("there is no operation to start from");

  test.each([
    ["two operations of one name", [echo, { ...echo, http: { method: "POST", path: "/other" } }], "called echo_word"],
    ["two of one route", [echo, { ...echo, name: "other" }], "called POST /echo"],
    ["a path that asks for what is no field", [{ ...echo, http: { method: "GET", path: "/x/{nothing}" } }], "nothing"],
    [
      "a location that asks for what is not answered",
      [{ ...echo, http: { method: "POST", path: "/x", location: "/y/{nothing}" } }],
      "nothing",
    ],
  ] as const)("%s", async (_what, operations, words) => {
    await expect(serveSmallOperations({ operations })).rejects.toThrow(words);
  });
});

test.each(["OPTIONS", "TRACE", "PUT", "PATCH"])("%s answers 4xx in the envelope and lets nobody in", async (method) => {
  const { url } = await serveSmallOperations();
  const answer = await callHttp(`${url}/api/v1/things/a`, { method, headers: OWNER });
  expect([answer.status, answer.json().success]).toEqual([405, false]);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});

test("a path that exists names the methods it has, for those it has not; one that does not is not found", async () => {
  const { call } = await serveSmallOperations();
  const ask = async (method: string, path: string) => {
    const { status, headers, json } = await call(path, { method });
    return [status, headers["allow"], json().error.code];
  };
  expect(await ask("GET", "/api/v1/echo")).toEqual([405, "POST", "METHOD_NOT_ALLOWED"]);
  expect(await ask("DELETE", "/api/v1/things/a")).toEqual([405, "GET,HEAD", "METHOD_NOT_ALLOWED"]);
  expect(await ask("PATCH", "/api/v1/session")).toEqual([405, "DELETE,GET,HEAD,POST", "METHOD_NOT_ALLOWED"]);
  expect(await ask("POST", "/readyz")).toEqual([405, "GET,HEAD", "METHOD_NOT_ALLOWED"]);
  expect(await ask("DELETE", "/api/v1/nothing")).toEqual([404, undefined, "NOT_FOUND"]);
});

test("HEAD says what GET would, without the body, and X-HTTP-Method-Override is not heard", async () => {
  const { url } = await serveSmallOperations();
  const head = await callHttp(`${url}/api/v1/things/a`, { method: "HEAD", headers: OWNER });
  expect([head.status, head.text]).toEqual([200, ""]);
  const headers = { ...OWNER, "x-http-method-override": "DELETE" };
  expect((await callHttp(`${url}/api/v1/things/a`, { headers })).json().data).toEqual({ id: "a", depth: 1 });
});

test("a port that is taken is told with what to do, and all interfaces as an address that can be called", async () => {
  const { url } = await serveSmallOperations();
  const port = Number(new URL(url).port);
  await expect(serveSmallOperations({}, { port })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("0 takes a free one"),
  });
  const everywhere = await serveSmallOperations({}, { host: "0.0.0.0" });
  expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await everywhere.call("/health")).status).toBe(200);
});
