import http from "node:http";

import { onTestFinished, expect, test } from "vitest";
import { z } from "zod";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { type AnyOperation, streamOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { HttpSurfaceOptions } from "../../packages/server/src/surfaces/http/index.ts";
import { OWNER, serveSmallOperations } from "./http-server.ts";

/** Numbers that a test hands out; `stopped` resolves when the stream's reader has gone. */
function counting() {
  const waiting: ((n: number | undefined) => void)[] = [];
  const stopped = Promise.withResolvers<void>();
  const put = async (n: number | undefined): Promise<void> => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    waiting.shift()?.(n);
  };
  const count: AnyOperation = streamOperation({
    name: "watch_count",
    summary: "Numbers.",
    permission: "code:read",
    input: z.strictObject({ id: z.string().max(10), last_event_id: z.string().max(10).optional() }),
    output: z.strictObject({ n: z.int() }),
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/counts/{id}/events", also: ["/old/{id}/events"] },
    async open({ signal }, { id, last_event_id }) {
      if (id === "missing") throw new Fault("NOT_FOUND", "no such count");
      if (last_event_id === "end") return undefined;
      return numbers(signal, Number(last_event_id ?? 0));
    },
  });
  async function* numbers(signal: AbortSignal, heard: number) {
    try {
      for (;;) {
        const n = await new Promise<number | undefined>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener("abort", () => resolve(undefined), { once: true });
        });
        if (n === undefined) return;
        if (n === 13) throw new Error("secret of the inside");
        if (n > heard) yield { id: String(n), event: "count", data: { n } };
      }
    } finally {
      stopped.resolve();
    }
  }
  return { count, put, stopped: stopped.promise };
}

async function serve(changes: Partial<HttpSurfaceOptions> = {}) {
  const { count, ...rest } = counting();
  const server = await serveSmallOperations({ operations: [count], ...changes });
  return { ...server, ...rest };
}

/** An open stream: its headers, what it has told so far, and its end. */
function listen(url: string, headers: http.OutgoingHttpHeaders = {}) {
  const opened = Promise.withResolvers<http.IncomingMessage>();
  const ended = Promise.withResolvers<string>();
  let text = "";
  const request = http.get(url, { headers: { ...OWNER, ...headers }, agent: false }, (response) => {
    response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    response.on("close", () => ended.resolve(text));
    opened.resolve(response);
  });
  request.on("error", () => ended.resolve(text));
  onTestFinished(() => void request.destroy());
  return { opened: opened.promise, ended: ended.promise, text: () => text, hangUp: () => request.destroy() };
}

test("events come as they happen, each with its id, and the stream ends with what it tells of", async () => {
  const { url, put } = await serve();
  const stream = listen(`${url}/api/v1/counts/a/events`, { "accept-encoding": "gzip" });
  const { statusCode, headers } = await stream.opened;
  expect([statusCode, headers["content-encoding"]]).toEqual([200, undefined]);
  expect(headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  await put(1);
  await expect.poll(stream.text).toContain('id: 1\nevent: count\ndata: {"n":1}\n\n');
  await put(2);
  await put(undefined);
  expect(await stream.ended).toBe(
    'retry: 2000\n\nid: 1\nevent: count\ndata: {"n":1}\n\nid: 2\nevent: count\ndata: {"n":2}\n\n',
  );
});

test("who comes back with Last-Event-ID hears what is later only, and 204 where nothing will come", async () => {
  const { url, put, call } = await serve();
  const stream = listen(`${url}/api/v1/old/a/events`, { "last-event-id": "2" });
  await stream.opened;
  await put(2);
  await put(3);
  await put(undefined);
  expect((await stream.ended).match(/id: \d/g)).toEqual(["id: 3"]);
  const done = await call("/api/v1/counts/a/events", { headers: { "last-event-id": "end" } });
  expect([done.status, done.text]).toEqual([204, ""]);
});

test("what cannot be opened is refused in the envelope: without a token, missing, malformed", async () => {
  const { url, call } = await serve();
  const status = async (path: string, headers = {}) => (await call(path, { headers })).json().error.code;
  expect(await status("/api/v1/counts/missing/events")).toBe("NOT_FOUND");
  expect(await status("/api/v1/counts/a/events", { authorization: "Bearer wrong" })).toBe("UNAUTHENTICATED");
  expect(await status("/api/v1/counts/a/events", { "last-event-id": "x".repeat(11) })).toBe("VALIDATION_ERROR");
  expect((await call("/api/v1/counts/a/events", { method: "HEAD" })).status).toBe(405);
  expect(url).toContain("127.0.0.1");
});

test("a silent stream says that it lives", async () => {
  const { url } = await serve({ checkMs: 20 });
  const stream = listen(`${url}/api/v1/counts/a/events`);
  await expect.poll(stream.text).toContain(":\n\n:\n\n");
});

test("a credential that is revoked loses its open streams", async () => {
  let isRevoked = false;
  const { access } = await serveSmallOperations();
  const revocable = {
    ...access,
    identify: async (headers: http.IncomingHttpHeaders) => {
      if (isRevoked) throw new Fault("UNAUTHENTICATED", "revoked");
      return access.identify(headers);
    },
  };
  const { url, stopped } = await serve({ access: revocable, checkMs: 20 });
  const stream = listen(`${url}/api/v1/counts/a/events`);
  await stream.opened;
  isRevoked = true;
  expect(await stream.ended).toContain('event: error\ndata: {"code":"UNAUTHENTICATED"');
  await stopped;
});

test("a credential that loses the permission, or moves to another tenant, loses its streams", async () => {
  for (const change of [{ permissions: [] }, { tenantId: "00000000-0000-4000-8000-000000000002" }]) {
    let isChanged = false;
    const { access } = await serveSmallOperations();
    const identify = async (headers: http.IncomingHttpHeaders) => ({
      ...(await access.identify(headers)),
      ...(isChanged && change),
    });
    const { url } = await serve({ access: { ...access, identify }, checkMs: 20 });
    const stream = listen(`${url}/api/v1/counts/a/events`);
    await stream.opened;
    isChanged = true;
    expect(await stream.ended).toContain('{"code":"FORBIDDEN"');
  }
});

test("when the reader hangs up, the operation is told", async () => {
  const { url, stopped } = await serve();
  const stream = listen(`${url}/api/v1/counts/a/events`);
  await stream.opened;
  stream.hangUp();
  await expect(stopped).resolves.toBeUndefined();
});

test("a server that stops ends its streams at once", async () => {
  const { url, surface, stopped } = await serve();
  const stream = listen(`${url}/api/v1/counts/a/events`);
  await stream.opened;
  await surface.stop(60_000);
  await stopped;
  expect(await stream.ended).toBe("retry: 2000\n\n");
});

test("a bug in a stream shows nothing of the inside", async () => {
  const { url, put, logged } = await serve();
  const stream = listen(`${url}/api/v1/counts/a/events`);
  await stream.opened;
  await put(13);
  const text = await stream.ended;
  expect([text.includes("INTERNAL"), text.includes("secret")]).toEqual([true, false]);
  expect(logged).toContainEqual(expect.objectContaining({ err: expect.any(Error) }));
});

test("a tenant has a hundred streams at once, and room for another when one has ended", async () => {
  const { url, call } = await serve();
  const streams = Array.from({ length: 100 }, () => listen(`${url}/api/v1/counts/a/events`));
  await Promise.all(streams.map(({ opened }) => opened));
  const refused = await call("/api/v1/counts/a/events");
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "5"]);
  streams[0]?.hangUp();
  const again = async () => {
    const stream = listen(`${url}/api/v1/counts/a/events`);
    const { statusCode } = await stream.opened;
    stream.hangUp();
    return statusCode;
  };
  await expect.poll(again).toBe(200);
});
