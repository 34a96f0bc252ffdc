import { describe, expect, test } from "vitest";

import { serveSmallOperations } from "./http-server.ts";

describe("pages", () => {
  test("every page links to the next one, relative to the server, until there is none", async () => {
    const { call } = await serveSmallOperations();
    const seen: number[] = [];
    for (let path: string | undefined = "/api/v1/numbers?limit=2"; path !== undefined;) {
      const answer = await call(path);
      seen.push(...answer.json().data.numbers);
      path = /^<(\/api\/v1\/numbers\?[^>]+)>; rel="next"$/.exec(String(answer.headers["link"] ?? ""))?.[1];
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("TIME-08: the size of a page may change on the way, and nothing comes twice", async () => {
    const { call } = await serveSmallOperations();
    const first = (await call("/api/v1/numbers?limit=1")).json().data;
    const rest = (await call(`/api/v1/numbers?limit=5&cursor=${first.next_cursor}`)).json().data;
    expect([...first.numbers, ...rest.numbers]).toEqual([0, 1, 2, 3, 4]);
  });

  test.each(["2", "AAAA", "A".repeat(2000), "", "%00"])(
    "TIME-08: the made-up cursor %j is answered 400",
    async (cursor) => {
      const { call } = await serveSmallOperations();
      const answer = await call(`/api/v1/numbers?cursor=${cursor}`);
      expect([answer.status, answer.json().error.code]).toEqual([400, "VALIDATION_ERROR"]);
    },
  );

  test("TIME-08: a cursor that another installation gave out is answered 400", async () => {
    const [ours, theirs] = [
      await serveSmallOperations(),
      await serveSmallOperations({ cursorKey: Buffer.alloc(32, 6) }),
    ];
    const { next_cursor } = (await theirs.call("/api/v1/numbers")).json().data;
    expect((await ours.call(`/api/v1/numbers?cursor=${next_cursor}`)).status).toBe(400);
    expect((await theirs.call(`/api/v1/numbers?cursor=${next_cursor}`)).status).toBe(200);
  });

  test("an operation answers under each of its paths", async () => {
    const { call } = await serveSmallOperations();
    const [now, old] = [await call("/api/v1/numbers"), await call("/api/v1/old/numbers")];
    expect(old.json().data.numbers).toEqual(now.json().data.numbers);
    expect(old.headers["link"]).toContain("</api/v1/old/numbers?");
  });
});

describe("validators", () => {
  test("a query that is asked again with its ETag is answered 304, without a body", async () => {
    const { call } = await serveSmallOperations();
    const first = await call("/api/v1/things/a");
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    for (const known of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
      const again = await call("/api/v1/things/a", { headers: { "if-none-match": known } });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
    }
    for (const other of ['"other"', "", "x", etag.slice(3)]) {
      expect((await call("/api/v1/things/a", { headers: { "if-none-match": other } })).status).toBe(200);
    }
    expect((await call("/api/v1/things/b")).headers.etag).not.toBe(etag);
  });

  test("TIME-07: of two changes made to the same version one is refused with 412, and nothing is overwritten", async () => {
    const { call, post } = await serveSmallOperations();
    const etag = String((await call("/api/v1/note")).headers.etag);
    expect(etag).toMatch(/^"v1\.[\w-]{22}"$/);
    const change = (text: string) => post("/api/v1/note", { text }, { method: "PATCH", headers: { "if-match": etag } });
    const [won, lost] = [await change("mine"), await change("yours")];
    expect([won.status, lost.status, lost.json().error.code]).toEqual([200, 412, "PRECONDITION_FAILED"]);
    expect((await call("/api/v1/note")).json().data).toEqual({ text: "mine", version: 2 });
    const onward = await post(
      "/api/v1/note",
      { text: "more" },
      { method: "PATCH", headers: { "if-match": String(won.headers.etag) } },
    );
    expect(onward.status).toBe(200);
  });

  test("TIME-07: a change that names no version is refused with 428, and `*` overwrites on purpose", async () => {
    const { post } = await serveSmallOperations();
    const change = async (headers: Record<string, string>) =>
      (await post("/api/v1/note", { text: "x" }, { method: "PATCH", headers })).status;
    expect(await change({})).toBe(428);
    expect(await change({ "if-match": "*" })).toBe(200);
    for (const none of ['"other"', 'W/"v2.x"', "v2", ""])
      expect([none, await change({ "if-match": none })]).toEqual([none, 412]);
    expect(await change({ "if-match": '"v2.a", "v3.b"' })).toBe(400);
    expect(await change({ "if-match": '"v2.a", "x"' })).toBe(200);
  });
});

describe("limits", () => {
  test("every call of an operation says what is left, and one too many when to come back; health is free", async () => {
    let left = 2;
    const limits = {
      async take() {
        left--;
        return { allowed: left >= 0, limit: 2, remaining: left, resetSeconds: 0.4, windowSeconds: 1 };
      },
    };
    const { call } = await serveSmallOperations({ limits });
    const answer = await call("/api/v1/things/a");
    expect(answer.headers).toMatchObject({ "ratelimit-policy": '"default";q=2;w=1', ratelimit: '"default";r=1;t=1' });
    expect((await call("/api/v1/things/a")).status).toBe(200);
    const refused = await call("/api/v1/things/a");
    expect([refused.status, refused.json().error.code]).toEqual([429, "RATE_LIMITED"]);
    expect(refused.headers).toMatchObject({ ratelimit: '"default";r=0;t=1', "retry-after": "1" });
    expect((await call("/health")).status).toBe(200);
    expect(left).toBe(-1);
  });

  test("a limit that does not apply tells nothing", async () => {
    const { call } = await serveSmallOperations({ limits: { take: async () => undefined } });
    expect((await call("/api/v1/things/a")).headers["ratelimit"]).toBeUndefined();
  });
});
