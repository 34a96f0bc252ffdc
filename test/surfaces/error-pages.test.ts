import { expect, test } from "vitest";
import { z } from "zod";

import { type ErrorCode, ERRORS, Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { operation } from "../../packages/server/src/kernel/operation/index.ts";
import { serveSmallOperations } from "./http-server.ts";

const PAGE = { authorization: "", accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" };
const CODES = Object.keys(ERRORS).filter((code): code is ErrorCode => Object.hasOwn(ERRORS, code));

/** Fails as it is asked to. */
const fail = operation({
  name: "fail",
  kind: "query",
  summary: "Fails.",
  permission: "code:read",
  input: z.strictObject({ code: z.enum(CODES) }),
  output: z.strictObject({ code: z.string() }),
  errors: CODES,
  http: { method: "GET", path: "/fail/{code}" },
  run: async (_context, { code }): Promise<{ code: string }> => {
    throw new Fault(code, "as you wish");
  },
});

test("the type of every problem leads to a page of this server that explains it, to people and to programs", async () => {
  const { call } = await serveSmallOperations({ operations: [fail] });
  for (const code of CODES) {
    const problem = await call(`/api/v1/fail/${code}`, { headers: { accept: "application/problem+json" } });
    const { type, doc_url } = problem.json();
    expect([code, type]).toEqual([code, doc_url]);
    const told = await call(type, { headers: { authorization: "" } });
    expect([code, told.status, told.json().data]).toEqual([
      code,
      200,
      { code, ...ERRORS[code], status: problem.status, doc_url: type },
    ]);
    const page = await call(type, { headers: PAGE });
    expect([code, page.status, page.headers["content-type"]]).toEqual([code, 200, "text/html; charset=utf-8"]);
    expect(page.text).toContain(`<h1>${code}</h1>`);
    expect(page.text).not.toContain("<script");
    expect(page.headers["vary"]).toContain("accept");
  }
});

test("the list has every code and leads to each", async () => {
  const { call } = await serveSmallOperations();
  const { errors } = (await call("/api/v1/errors", { headers: { authorization: "" } })).json().data;
  expect(errors.map(({ code }: { code: string }) => code)).toEqual(CODES.toSorted());
  const page = await call("/api/v1/errors", { headers: PAGE });
  const links = [...page.text.matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
  expect(links).toEqual(errors.map(({ doc_url }: { doc_url: string }) => doc_url));
});

test.each(["NOT_FOUND", "nothing", "__proto__", "constructor", "%3Cscript%3E"])("%s is no error", async (code) => {
  const { call } = await serveSmallOperations();
  const answer = await call(`/api/v1/errors/${code}`, { headers: PAGE });
  expect([answer.status, answer.json().error.code]).toEqual([404, "NOT_FOUND"]);
});
