/** docs/api.md and the OpenAPI document of the operations that a server has. */
import { readFileSync } from "node:fs";

import { createConfig, lintFromString } from "@redocly/openapi-core";
import { validate } from "@scalar/openapi-parser";
import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

import type { AnyOperation } from "../packages/server/src/kernel/operation/index.ts";
import { type Api, openApi } from "../packages/server/src/main/api.ts";
import { apiDocument } from "../scripts/api-document.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const folder = temporaryFolder();
let api: Api;
let document: Record<string, unknown>;

beforeAll(async () => {
  const env = { AETHER_DATA: folder.path, LOG_LEVEL: "silent" };
  api = await openApi({ env, version: "1.2.3", runsJobs: false });
  document = (await api.surface.app.inject({ url: "/api/v1/openapi.json", headers: { host: "localhost" } })).json();
});
afterAll(async () => {
  await api.close();
  folder[Symbol.dispose]();
});

const media = z.object({ schema: z.unknown(), example: z.unknown() }).partial();
const described = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).length(1),
  security: z.array(z.unknown()).optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(["path", "query", "header"]) })).default([]),
  requestBody: z.object({ content: z.record(z.string(), media) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string().min(1), content: z.record(z.string(), media).default({}) }),
  ),
});

function all() {
  const paths = z.record(z.string(), z.record(z.string(), described)).parse(document["paths"]);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
}

test("docs/api.md lists the operations that there are: `make docs` writes it", () => {
  const page = readFileSync(new URL("../docs/api.md", import.meta.url), "utf8");
  expect(page).toBe(apiDocument(page, api.kernel.operations));
});

test("a list that is read by GET has pages, or docs/api.md names it with its bound", () => {
  const page = readFileSync(new URL("../docs/api.md", import.meta.url), "utf8");
  const section = /^## Pages$[^]*?(?=^## )/m.exec(page)?.[0] ?? "";
  const named = [...section.matchAll(/^\| `(\w+)` \| .*\w/gm)].map((match) => match[1]);
  const isList = ({ output }: AnyOperation): boolean =>
    output instanceof z.ZodArray ||
    (output instanceof z.ZodObject && Object.values(output.shape).some((field) => field instanceof z.ZodArray));
  const unpaged = api.kernel.operations.filter(
    (operation) => operation.kind === "query" && operation.http.method === "GET" && !operation.isPaged,
  );
  expect(named).toEqual(
    unpaged
      .filter(isList)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test("the document is valid OpenAPI 3.1, and every id in it is given once", async () => {
  expect(await validate(structuredClone(document))).toMatchObject({ valid: true });
  const ids = all().map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the document lints clean, by rules that find what is missing", async () => {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const lint = async (from: object): Promise<string[]> => {
    const found = await lintFromString({ source: JSON.stringify(from), config });
    return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer ?? ""})`);
  };
  expect(await lint(document)).toEqual([]);
  const { info: _, ...headless } = document;
  expect(await lint({ ...headless, servers: [{ url: "https://example.com" }] })).not.toEqual([]);
});

test("every operation of the server is in it under each of its paths, with its errors and who may call it", () => {
  const known = all();
  for (const { name, http, permission } of api.kernel.operations) {
    const under = [http.path, ...(http.also ?? [])].map((path) =>
      known.find((each) => each.path === `/api/v1${path}` && each.method === http.method.toLowerCase()),
    );
    for (const operation of under) {
      const statuses = Object.keys(operation?.responses ?? {});
      expect([name, statuses]).toEqual([name, expect.arrayContaining(["400", "403", "429", "500", "503"])]);
      expect([name, operation?.security]).toEqual([name, permission === "public" ? [] : undefined]);
    }
  }
});

test("every parameter of a path is described, and each only once", () => {
  for (const { path, parameters } of all()) {
    const inPath = parameters.filter((each) => each.in === "path").map(({ name }) => name);
    expect([path, inPath]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])]);
    const names = parameters.map((each) => `${each.in} ${each.name}`);
    expect(new Set(names).size).toBe(names.length);
  }
});

test("every example has the form that it is an example of", () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  const wrong = all().flatMap(({ operationId, requestBody, responses }) => {
    const parts = [requestBody?.content ?? {}, ...Object.values(responses).map(({ content }) => content)];
    return parts
      .flatMap((content) => Object.values(content))
      .filter(({ example, schema }) => {
        if (example === undefined || typeof schema !== "object" || schema === null) return false;
        const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'));
        return !ajv.validate(absolute, example);
      })
      .map(({ example }) => `${operationId}: ${JSON.stringify(example).slice(0, 300)}: ${ajv.errorsText()}`);
  });
  expect(wrong).toEqual([]);
});
