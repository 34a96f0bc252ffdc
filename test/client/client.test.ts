import { describe, expect, test } from "vitest";

import { AetherError, type ClientOptions, createClient } from "../../packages/client/src/index.ts";
import { breakOff, ok, refuse, type Reply, scriptedServer } from "./scripted-server.ts";

async function clientOf(replies: readonly Reply[], options: Partial<ClientOptions> = {}) {
  const { baseUrl, asked } = await scriptedServer(...replies);
  return { asked, baseUrl, client: createClient({ baseUrl, token: "t-1", firstWaitMs: 1, ...options }) };
}

const busy = refuse({ status: 503, code: "STORAGE_UNAVAILABLE", retry: true });
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "no failure",
    (error: unknown) => error,
  );

describe("where a call's fields go", () => {
  test("into the path, percent-encoded, and the rest of a query into the query string", async () => {
    const { client, asked } = await clientOf([ok({ jobs: [], next_cursor: null })]);
    await client.getNode({ id: "a/b ?#é" });
    await client.listJobs({ limit: 3, cursor: undefined });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /api/v1/graph/nodes/a%2Fb%20%3F%23%C3%A9",
      "GET /api/v1/jobs?limit=3",
    ]);
    expect(asked[0]?.headers.authorization).toBe("Bearer t-1");
  });

  test("into the body of what is no GET, without those of the path", async () => {
    const { client, asked } = await clientOf([ok({})]);
    await client.forgetRefs({ id: "shop", refs: ["main"], gone: false });
    expect(asked[0]).toMatchObject({ method: "POST", url: "/api/v1/repositories/shop/forget" });
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ refs: ["main"], gone: false });
  });

  test("bytes are the body, and what stands beside them is the query", async () => {
    const { client, asked } = await clientOf([ok({})]);
    const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(0x61);
    for (const archive of [new Blob(["aa"]), shared, new Blob(["aa"]).stream()])
      await client.uploadRepository({ archive, name: "a shop" });
    for (const one of asked) {
      expect(one).toMatchObject({ method: "POST", url: "/api/v1/repositories/upload?name=a%20shop", body: "aa" });
      expect(one.headers["content-type"]).toBe("application/octet-stream");
    }
    expect(asked).toHaveLength(3);
  });

  test("a missing field of the path is refused before anything is sent", async () => {
    const { client, asked } = await clientOf([ok({})]);
    await expect(async () => client.getJob({ id: "" })).rejects.toThrow('"id" is missing');
    await expect(async () => client.getJob({ id: ".." })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(asked).toEqual([]);
  });

  test("a server behind a path keeps it, and a base URL with a password is refused", async () => {
    const { baseUrl, asked } = await scriptedServer(ok({}));
    await createClient({ baseUrl: `${baseUrl}/aether/` }).getJob({ id: "x" });
    expect(asked[0]?.url).toBe("/aether/api/v1/ingest/job/x");
    expect(() => createClient({ baseUrl: "https://a:b@host" })).toThrow("no password");
    expect(() => createClient({ baseUrl: "file:///etc/passwd" })).toThrow("https://");
  });
});

describe("errors", () => {
  test("a refusal bears code, category, details, remedy, explanation, request id and whether to try again", async () => {
    const { client, baseUrl } = await clientOf([refuse({ status: 404, code: "NOT_FOUND" })]);
    const error = await failure(client.getJob({ id: "x" }));
    expect(error).toBeInstanceOf(AetherError);
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      category: "not_found",
      message: "it was NOT_FOUND",
      status: 404,
      details: { a: 1 },
      remedy: "Do this.",
      docUrl: `${baseUrl}/api/v1/errors/not_found`,
      retry: false,
      requestId: "r-2",
    });
  });

  test("a code that a newer server has gets the category of its status", async () => {
    const { client } = await clientOf([refuse({ status: 409, code: "MADE_LATER" })]);
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "MADE_LATER", category: "conflict" });
  });

  test("what is no answer of the API is said to be none", async () => {
    const { client } = await clientOf([(_, response) => void response.writeHead(200).end("<html>hello")]);
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "NOT_AETHER", status: 200, retry: false });
  });

  test("a server that is not there is UNREACHABLE, with the system's reason", async () => {
    const client = createClient({ baseUrl: "http://127.0.0.1:1", retries: 0 });
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({
      code: "UNREACHABLE",
      category: "unavailable",
      retry: true,
    });
  });

  test("a redirect is not followed: the token is for one server", async () => {
    const other = await scriptedServer(ok({}));
    const moved: Reply = (_, response) => void response.writeHead(307, { location: `${other.baseUrl}/x` }).end();
    const { client } = await clientOf([moved], { retries: 0 });
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "UNREACHABLE" });
    expect(other.asked).toEqual([]);
  });
});

describe("trying again", () => {
  test("a query is asked again after a passing failure and after a broken connection", async () => {
    const { client, asked } = await clientOf([busy, breakOff, ok({ state: "running" })]);
    expect(await client.getJob({ id: "x" })).toEqual({ state: "running" });
    expect(asked.length).toBe(3);
  });

  test("a command is made again under the Idempotency-Key of its first try; two calls have two keys", async () => {
    const { client, asked } = await clientOf([breakOff, ok({}), ok({})]);
    await client.indexRepository({ path: "/a" });
    await client.indexRepository({ path: "/a" });
    const keys = asked.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test("a Blob is sent again, whole and under the same key; a stream, which has been read, is not", async () => {
    const { client, asked } = await clientOf([busy, ok({}), busy]);
    await client.uploadRepository({ archive: new Blob(["aa"]) });
    expect(asked.map(({ body }) => body)).toEqual(["aa", "aa"]);
    expect(new Set(asked.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    const call = client.uploadRepository({ archive: new Blob(["bb"]).stream() });
    expect(await failure(call)).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(asked).toHaveLength(3);
  });

  test("a key that the caller gives is the one that is sent", async () => {
    const { client, asked } = await clientOf([ok({})]);
    await client.indexRepository({ path: "/a" }, { idempotencyKey: "mine" });
    expect(asked[0]?.headers["idempotency-key"]).toBe("mine");
  });

  test("what another try cannot mend is told at once", async () => {
    const { client, asked } = await clientOf([refuse({ status: 400, code: "VALIDATION_ERROR" })]);
    await failure(client.getJob({ id: "x" }));
    expect(asked.length).toBe(1);
  });

  test("after the last try the failure is told", async () => {
    const { client, asked } = await clientOf([busy], { retries: 1 });
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "STORAGE_UNAVAILABLE" });
    expect(asked.length).toBe(2);
  });

  test("no try comes before Retry-After", async () => {
    const limited = refuse({ status: 429, code: "RATE_LIMITED", retry: true, headers: { "retry-after": "1" } });
    const { client } = await clientOf([limited, ok({})]);
    const begun = performance.now();
    await client.getJob({ id: "x" });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  });

  test("a Retry-After of more than half a minute is the caller's to wait for", async () => {
    const limited = refuse({ status: 429, code: "RATE_LIMITED", retry: true, headers: { "retry-after": "3600" } });
    const { client, asked } = await clientOf([limited]);
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(asked.length).toBe(1);
  });
});

describe("ending a call", () => {
  const silence: Reply = () => undefined;

  test("the caller's signal ends it, and it rejects with the signal's reason", async () => {
    const { client } = await clientOf([silence]);
    const gone = new AbortController();
    const call = failure(client.getJob({ id: "x" }, { signal: gone.signal }));
    gone.abort(new Error("enough"));
    expect(await call).toMatchObject({ message: "enough" });
  });

  test("the signal also ends the wait before another try", async () => {
    const limited = refuse({ status: 429, code: "RATE_LIMITED", retry: true, headers: { "retry-after": "20" } });
    const { client } = await clientOf([limited]);
    const signal = AbortSignal.timeout(50);
    expect(await failure(client.getJob({ id: "x" }, { signal }))).toMatchObject({ name: "TimeoutError" });
  });

  test("a try without an answer within timeoutMs is a TIMEOUT, also where the answer has begun", async () => {
    const begun: Reply = (_, response) => void response.writeHead(200).write("{");
    const { client } = await clientOf([silence, begun], { retries: 0, timeoutMs: 50 });
    for (let tries = 0; tries < 2; tries++) {
      expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "TIMEOUT", category: "timeout" });
    }
  });

  test("all tries together end within totalMs, and none is waited for that would come later", async () => {
    const { client } = await clientOf([silence], { totalMs: 50 });
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ code: "TIMEOUT", category: "timeout" });

    const limited = refuse({ status: 429, code: "RATE_LIMITED", retry: true, headers: { "retry-after": "20" } });
    const { client: another, asked } = await clientOf([limited], { totalMs: 10_000 });
    expect(await failure(another.getJob({ id: "x" }))).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 20_000 });
    expect(asked).toHaveLength(1);
  });

  test("the client's own signal ends its calls and its streams", async () => {
    const gone = new AbortController();
    const { client } = await clientOf([silence], { signal: gone.signal });
    const calls = [failure(client.getJob({ id: "x" })), failure(client.watchJob({ id: "x" }).next())];
    gone.abort(new Error("enough"));
    for (const call of calls) expect(await call).toMatchObject({ message: "enough" });
  });
});

describe("pages", () => {
  const numbers: Reply = ({ url }, response) => {
    const cursor = Number(new URL(url, "http://x").searchParams.get("cursor") ?? 0);
    ok({ jobs: [cursor * 2, cursor * 2 + 1], next_cursor: cursor === 2 ? null : String(cursor + 1) })(
      { method: "", url: "", headers: {}, body: "" },
      response,
    );
  };

  test("items are the rows of every page; pages come as they are", async () => {
    const { client } = await clientOf([numbers]);
    const items: unknown[] = [];
    for await (const item of client.listJobs.items({ limit: 2 })) items.push(item);
    expect(items).toEqual([0, 1, 2, 3, 4, 5]);
    const cursors: unknown[] = [];
    for await (const page of client.listJobs.pages()) cursors.push(page.next_cursor);
    expect(cursors).toEqual(["1", "2", null]);
  });

  test("who stops reading stops asking", async () => {
    const { client, asked } = await clientOf([numbers]);
    for await (const _ of client.listJobs.items()) break;
    expect(asked.length).toBe(1);
  });
});

describe("tokens", () => {
  const guarded: Reply = (asked, response) =>
    asked.headers.authorization === "Bearer new"
      ? ok({ fine: true })(asked, response)
      : refuse({ status: 401, code: "UNAUTHENTICATED" })(asked, response);

  test("a refused token is renewed once for all calls that wait, and each is made again", async () => {
    let current = "old";
    let renewals = 0;
    const token = {
      get: () => current,
      async refresh() {
        renewals++;
        await new Promise((resolve) => setImmediate(resolve));
        return (current = "new");
      },
    };
    const { client } = await clientOf([guarded], { token });
    const answers = await Promise.all([1, 2, 3].map(() => client.getJob({ id: "x" })));
    expect(answers).toEqual([{ fine: true }, { fine: true }, { fine: true }]);
    expect(renewals).toBe(1);
  });

  test("where there is no other token the refusal is told", async () => {
    const { client, asked } = await clientOf([guarded], {
      token: { get: () => "old", refresh: async () => undefined },
    });
    expect(await failure(client.getJob({ id: "x" }))).toMatchObject({ category: "unauthenticated" });
    expect(asked.length).toBe(1);
  });
});

describe("streams", () => {
  const stream =
    (...events: readonly string[]): Reply =>
    (_, response) =>
      void response.writeHead(200, { "content-type": "text/event-stream" }).end(events.join(""));
  const nothingMore: Reply = (_, response) => void response.writeHead(204).end();
  const job = (id: string, percent: number): string => `id: ${id}\nevent: job\ndata: {"percent":${percent}}\n\n`;

  async function percents(client: Awaited<ReturnType<typeof clientOf>>["client"]): Promise<number[]> {
    const seen: number[] = [];
    for await (const { percent } of client.watchJob({ id: "x" })) seen.push(percent);
    return seen;
  }

  test("a stream that breaks off is opened again behind the last event, until nothing more will come", async () => {
    const half: Reply = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`retry: 2000\n\n:\n\n${job("a", 1)}id: b\nevent: job\ndata: {"per`, () => response.destroy());
    };
    const { client, asked } = await clientOf([half, stream(job("b", 2).replaceAll("\n", "\r\n")), nothingMore]);
    expect(await percents(client)).toEqual([1, 2]);
    expect(asked.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "a", "b"]);
  });

  test("an error that the server tells ends it with that error", async () => {
    const refused = stream(job("a", 1), 'event: error\ndata: {"code":"FORBIDDEN","message":"no more"}\n\n');
    const { client } = await clientOf([refused]);
    await expect(percents(client)).rejects.toMatchObject({ code: "FORBIDDEN", message: "no more" });
  });

  test("who stops reading closes the connection", async () => {
    const { promise: ending, resolve: closed } = Promise.withResolvers<string>();
    const open: Reply = (_, response) => {
      response.on("close", () => closed("closed"));
      response.writeHead(200, { "content-type": "text/event-stream" }).write(job("a", 1));
    };
    const { client } = await clientOf([open]);
    for await (const _ of client.watchJob({ id: "x" })) break;
    expect(await ending).toBe("closed");
  });

  test("a job that is not there is told as by any call", async () => {
    const { client } = await clientOf([refuse({ status: 404, code: "NOT_FOUND" })]);
    await expect(percents(client)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
