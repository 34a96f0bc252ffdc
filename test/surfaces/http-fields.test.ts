import { expect, test } from "vitest";
import { z } from "zod";

import { operation } from "../../packages/server/src/kernel/operation/index.ts";
import { serveSmallOperations } from "./http-server.ts";

test("of one thing only the members that are asked for are sent, in an envelope as always", async () => {
  const { call } = await serveSmallOperations();
  const whole = (await call("/api/v1/things/a?depth=2")).json();
  const answer = (await call("/api/v1/things/a?depth=2&fields=depth")).json();
  expect(answer).toEqual({
    ...whole,
    data: { depth: 2 },
    metadata: { ...whole.metadata, request_id: expect.any(String) },
  });
});

test("of a page the names are its rows', through lists, alternatives and records, and what is beside the rows stays", async () => {
  const { call } = await serveSmallOperations();
  const answer = await call("/api/v1/shelves?fields=name,books.title,place.room,counts.blue");
  expect(answer.json().data).toEqual({
    shelves: [
      { name: "upper", books: [{ title: "one" }, { title: "two" }], place: { room: "hall" }, counts: { blue: 2 } },
      { name: "lower", books: [], place: null, counts: {} },
    ],
    total: 2,
    next_cursor: expect.any(String),
  });
});

test("the next page that is linked to has the same fields", async () => {
  const { call } = await serveSmallOperations();
  const { headers } = await call("/api/v1/shelves?fields=name");
  const next = /^<([^>]+)>/.exec(String(headers["link"]))?.[1] ?? "";
  expect((await call(next)).json().data).toEqual({
    shelves: [{ name: "upper" }, { name: "lower" }],
    total: 2,
    next_cursor: null,
  });
});

test("a member that is named whole is whole, whatever of it is named besides", async () => {
  const { call } = await serveSmallOperations();
  const rowOf = async (fields: string) => (await call(`/api/v1/shelves?fields=${fields}`)).json().data.shelves[0];
  const place = { room: "hall", floor: 2 };
  expect(await rowOf("place,place.room")).toEqual({ place });
  expect(await rowOf("place.room,place")).toEqual({ place });
  expect(await rowOf("place.room,%20place.floor,place.room")).toEqual({ place });
});

test("a query that is posted takes its fields from the query string", async () => {
  const { post } = await serveSmallOperations();
  expect((await post("/api/v1/echo?fields=said", { word: "a" })).json().data).toEqual({ said: "a" });
  expect((await post("/api/v1/echo", { word: "a", fields: "said" })).status).toBe(400);
});

test("a name that the answer does not have is refused with those it has, before anything runs", async () => {
  const { call } = await serveSmallOperations();
  const refusal = async (fields: string) => {
    const answer = await call(`/api/v1/shelves?fields=${fields}`);
    const { code, details } = answer.json().error;
    return [answer.status, code, details.problems[0].path, details.known];
  };
  const rows = ["name", "books", "place", "counts"];
  for (const none of ["color", "", "name,", "__proto__", "constructor", "%00", "next_cursor"]) {
    expect([none, ...(await refusal(none))]).toEqual([none, 400, "VALIDATION_ERROR", "fields", rows]);
  }
  expect(await refusal("books.color")).toEqual([400, "VALIDATION_ERROR", "fields", ["books.title", "books.pages"]]);
  expect(await refusal("name.first")).toEqual([400, "VALIDATION_ERROR", "fields", []]);
  expect((await call("/api/v1/things/bug?fields=color")).status).toBe(400);
  expect((await call("/api/v1/things/a?fields=id&fields=depth")).status).toBe(400);
  expect((await call(`/api/v1/things/a?fields=${"id,".repeat(1000)}id`)).status).toBe(400);
});

test("the ETag is of what is sent, and the version in it still holds for If-Match", async () => {
  const { call, post } = await serveSmallOperations();
  const [whole, text, version] = await Promise.all(
    ["", "?fields=text", "?fields=version"].map(async (query) =>
      String((await call(`/api/v1/note${query}`)).headers.etag),
    ),
  );
  expect(new Set([whole, text, version]).size).toBe(3);
  const again = (query: string) => call(`/api/v1/note${query}`, { headers: { "if-none-match": String(text) } });
  expect([(await again("?fields=text")).status, (await again("")).status]).toEqual([304, 200]);
  const headers = { "if-match": String(text) };
  expect((await post("/api/v1/note", { text: "other" }, { method: "PATCH", headers })).status).toBe(200);
  expect((await again("?fields=text")).status).toBe(200);
});

test("files have no fields", async () => {
  const { call } = await serveSmallOperations();
  expect((await call("/api/v1/letters/abc?fields=name")).status).toBe(400);
});

test("the document of the API has the parameter on queries alone, and says whose members it is about", async () => {
  const { call } = await serveSmallOperations();
  const { paths } = (await call("/api/v1/openapi.json")).json();
  const described = (path: string, method: string): string | undefined =>
    paths[`/api/v1${path}`][method].parameters.find(({ name }: { name: string }) => name === "fields")?.description;
  expect(described("/shelves", "get")).toContain("each row of `shelves`");
  expect(described("/numbers", "get")).toContain("the data");
  expect(described("/echo", "post")).toContain("the data");
  for (const [path, method] of [
    ["/note", "patch"],
    ["/work", "post"],
    ["/letters/{name}", "get"],
  ] as const) {
    expect(described(path, method)).toBeUndefined();
  }
});

test("a server does not start with a query whose input has a field of that name", async () => {
  const taken = operation({
    name: "get_taken",
    kind: "query",
    summary: "Takes the name.",
    permission: "code:read",
    input: z.strictObject({ fields: z.string().max(9) }),
    output: z.strictObject({}),
    errors: [],
    http: { method: "GET", path: "/taken" },
    run: async () => ({}),
  });
  await expect(serveSmallOperations({ operations: [taken] })).rejects.toThrow(/get_taken: "fields"/);
});
