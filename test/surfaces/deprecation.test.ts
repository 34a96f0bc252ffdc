/** What will go says so on every answer, in the document, and to whoever calls it by the client. */
import { expect, test } from "vitest";
import { z } from "zod";

import { createClient, type DeprecationNotice } from "../../packages/client/src/index.ts";
import { type AnyOperation, operation } from "../../packages/server/src/kernel/operation/index.ts";
import { serveSmallOperations, TOKEN } from "./http-server.ts";

const SINCE = "2026-01-01T00:00:00Z";
const SUCCESSOR = '</api/v1/new-numbers>; rel="successor-version"';

const oldNumbers = (more: { readonly sunset?: string } = {}): AnyOperation =>
  operation({
    name: "old_numbers",
    kind: "query",
    summary: "Numbers, as they were.",
    permission: "code:read",
    input: z.strictObject({ cursor: z.string().max(20).optional() }),
    output: z.strictObject({ numbers: z.array(z.int()), next_cursor: z.string().nullable() }),
    errors: [],
    deprecated: { since: SINCE, successor: "/new-numbers", ...more },
    http: { method: "GET", path: "/old-numbers" },
    run: async (_context, { cursor }) => ({ numbers: [1], next_cursor: cursor === undefined ? "2" : null }),
  });

test("an answer says since when, until when, and what takes its place; beside the next page", async () => {
  const { call } = await serveSmallOperations({ operations: [oldNumbers({ sunset: "2027-01-01" })] });
  const { status, headers } = await call("/api/v1/old-numbers");
  expect([status, headers["deprecation"], headers["sunset"]]).toEqual([
    200,
    `@${Date.UTC(2026, 0, 1) / 1000}`,
    "Fri, 01 Jan 2027 00:00:00 GMT",
  ]);
  expect(headers["link"]).toMatch(/^<[^>]+new-numbers>; rel="successor-version", <[^>]+cursor=[^>]+>; rel="next"$/);
});

test("a refusal says so, too; no day is named where none is known", async () => {
  const { call } = await serveSmallOperations({ operations: [oldNumbers()] });
  const { status, headers } = await call("/api/v1/old-numbers", { headers: { authorization: "Bearer nobody" } });
  expect([status, headers["link"], headers["sunset"]]).toEqual([401, SUCCESSOR, undefined]);
  expect(headers["deprecation"]).toMatch(/^@\d+$/);
});

test("the document marks it, and nothing else", async () => {
  const { call, operations } = await serveSmallOperations();
  const small = (await call("/api/v1/openapi.json")).text;
  expect(small).not.toContain('"deprecated"');
  const { call: callOld } = await serveSmallOperations({ operations: [...operations, oldNumbers()] });
  const { paths } = JSON.parse((await callOld("/api/v1/openapi.json")).text);
  expect(paths["/api/v1/old-numbers"].get.deprecated).toBe(true);
});

test("the client tells whoever made it, and of nothing that stays", async () => {
  const { url, operations } = await serveSmallOperations();
  const { url: oldUrl } = await serveSmallOperations({ operations: [...operations, oldNumbers()] });
  const notices: DeprecationNotice[] = [];
  const client = (baseUrl: string) =>
    createClient({ baseUrl, token: TOKEN, onDeprecated: (notice) => void notices.push(notice) });
  await client(url).request("GET", "/things/one");
  expect(notices).toEqual([]);
  await client(oldUrl).request("GET", "/old-numbers");
  expect(notices).toEqual([{ method: "GET", path: "/old-numbers", sunset: null, successor: "/api/v1/new-numbers" }]);
});
