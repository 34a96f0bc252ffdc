import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { type Answered, openWholeService, urlOf, type WholeService } from "./whole-service.ts";

const PLANTED = {
  credential: "ghp_plantedcredential0123456789abcdefghij",
  password: "planted-Passw0rd-of-nobody",
  jwt: "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJlLXBsYW50ZWQ",
  key: "aeth_live_plantedplant_plantedplantedplantedplantedplant_abcdef",
  aws: "AKIAPLANTEDPLANTED12",
};

describe("the whole service", () => {
  let service: WholeService;
  beforeAll(async () => {
    service = await openWholeService();
  });
  afterAll(() => service.close());

  async function keyWith(permissions: readonly string[]): Promise<string> {
    const answer = await owner("POST", "/api/v1/keys", { name: `k-${randomUUID()}`, permissions });
    return JSON.parse(answer.text).data.key;
  }

  const owner = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", url: string, body?: unknown): Promise<Answered> =>
    service.send({ method, url, body, token: service.api.token });

  test("AUDIT-01: every denial of every operation is on record once, with who, what and how it ended", async () => {
    const weak = await keyWith(["jobs:read"]);
    const missing: string[] = [];
    let denials = 0;
    for (const operation of service.operations.filter(({ permission }) => permission !== "public")) {
      const { method } = operation.http;
      for (const [who, token] of Object.entries({ nobody: undefined, stranger: PLANTED.key, weak })) {
        const isRead = method === "GET";
        const answer = await service.send({
          method,
          url: urlOf(operation, randomUUID()),
          token,
          ...(isRead ? {} : { body: {} }),
        });
        if (answer.status !== 401 && answer.status !== 403) continue;
        denials += 1;
        const records = await service.recordsOf(answer.requestId);
        const outcome = answer.status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN";
        const kind = answer.status === 401 ? "anonymous" : "key";
        const isRight =
          records.length === 1 &&
          records[0]?.action === operation.name &&
          records[0].outcome === outcome &&
          records[0].actor_kind === kind &&
          records[0].address === "127.0.0.1";
        if (!isRight) missing.push(`${operation.name} by ${who}: ${answer.status}, ${records.length} records`);
      }
    }
    expect(missing).toEqual([]);
    expect(denials).toBeGreaterThan(service.operations.length);
  }, 120_000);

  test("AUDIT-01: every change is on record once, and reading is not", async () => {
    const done: (readonly [name: string, answer: Answered, target: string])[] = [];
    const put = { kind: "git_token", host: "github.com", secret: PLANTED.credential };
    done.push(
      ["put_credential", await owner("PUT", "/api/v1/credentials/github", put), "/credentials/github"],
      ["delete_credential", await owner("DELETE", "/api/v1/credentials/github"), "/credentials/github"],
      ["create_tenant", await owner("POST", "/api/v1/tenants", { slug: "other" }), "/tenants -> /tenants/"],
      ["reencrypt_secrets", await owner("POST", "/api/v1/secrets/reencrypt", {}), "/secrets/reencrypt"],
    );
    for (const [action, { status, requestId, text }, target] of done) {
      expect([action, status < 300, text.slice(0, status < 300 ? 0 : 300)]).toEqual([action, true, ""]);
      expect(await service.recordsOf(requestId)).toEqual([
        expect.objectContaining({
          action,
          outcome: "OK",
          actor_kind: "owner",
          target: expect.stringContaining(target),
        }),
      ]);
    }
    const read = await owner("GET", "/api/v1/credentials");
    expect(read.status).toBe(200);
    expect(await service.recordsOf(read.requestId)).toEqual([]);
    const failed = await owner("DELETE", "/api/v1/credentials/nothing");
    expect(await service.recordsOf(failed.requestId)).toEqual([expect.objectContaining({ outcome: "NOT_FOUND" })]);
  });

  test("the trail is listed, exported and verified by operations, and the platform's only to its operator", async () => {
    const listed = await owner("GET", "/api/v1/audit?limit=3&action=put_credential&outcome=OK");
    expect(JSON.parse(listed.text).data.records).toEqual([
      expect.objectContaining({ action: "put_credential", actor: { kind: "owner", id: "" } }),
    ]);
    let checked = 0;
    let cursor: string | null = null;
    do {
      const body: object = { limit: 5, ...(cursor !== null && { cursor }) };
      const { data } = JSON.parse((await owner("POST", "/api/v1/audit/verify", body)).text);
      expect(data).toMatchObject({ ok: true, first_bad: null });
      checked += Number(data.checked);
      cursor = data.next_cursor;
    } while (cursor !== null);
    const exported = JSON.parse((await owner("GET", "/api/v1/audit/export?limit=5000")).text).data;
    expect([exported.records.length, exported.next_cursor]).toEqual([checked, null]);
    const platform = await owner("GET", "/api/v1/audit?trail=platform&outcome=UNAUTHENTICATED");
    expect(JSON.parse(platform.text).data.records.length).toBeGreaterThan(10);
    const auditor = await keyWith(["audit:read"]);
    const refused = await service.send({ method: "GET", url: "/api/v1/audit?trail=platform", token: auditor });
    expect(refused.status).toBe(403);
  });

  test("AUDIT-05, AUDIT-06: hundreds of faults tell and log no secret, statement, path or stack", async () => {
    const rootKeys = await readFile(path.join(service.folder, "data", "root-keys"), "utf8");
    const apiKey = await keyWith(["code:read"]);
    const secrets = [...Object.values(PLANTED), service.api.token, rootKeys.slice(3).trim(), apiKey];
    const put = { kind: "git_token", host: "github.com", secret: PLANTED.credential };
    await owner("PUT", "/api/v1/credentials/github", put);
    const answers = await forceFaults(service, { token: service.api.token, apiKey });
    await service.api.kernel.db.close(); // from here on everything fails inside
    answers.push(...(await forceFaults(service, { token: service.api.token, apiKey })));

    const faults = answers.filter(({ status }) => status >= 400);
    expect(faults.length).toBeGreaterThan(200);
    expect(faults.some(({ status }) => status >= 500)).toBe(true);
    const inside = [
      /\bat .*\(?.*\.ts:\d+/,
      /node_modules/,
      /\b(select|insert into|update|delete from)\b.+\b(from|set|where|values)\b/i,
      /pglite|postgres|sqlstate/i,
    ];
    for (const { text, requestId } of faults) {
      const { error, metadata } = JSON.parse(text);
      expect([error.code, metadata.request_id]).toEqual([expect.stringMatching(/^[A-Z_]+$/), requestId]);
      for (const secret of secrets) expect(text).not.toContain(secret);
      expect(text).not.toContain(service.folder);
      for (const form of inside) expect(JSON.stringify({ ...error, details: {} })).not.toMatch(form);
    }
    const log = await service.log();
    expect(log.split("\n").length).toBeGreaterThan(200);
    for (const secret of secrets) expect(log).not.toContain(secret);
  }, 120_000);
});

interface Tokens {
  readonly token: string;
  readonly apiKey: string;
}

/** Every operation with input of every kind of wrong, with secrets where callers put them by mistake. */
async function forceFaults(service: WholeService, { token, apiKey }: Tokens): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const operation of service.operations) {
    const { method } = operation.http;
    const ids = ["' or 1=1 --", PLANTED.jwt, "../../etc/passwd", "x".repeat(500)];
    for (const id of ids)
      answers.push(await service.send({ method, url: urlOf(operation, id), token, ...bodyFor(method) }));
    const url = urlOf(operation, randomUUID());
    answers.push(
      await service.send({ method, url, token: PLANTED.jwt, ...bodyFor(method) }),
      await service.send({ method, url, token: apiKey, ...bodyFor(method) }),
      await service.send({ method, url: `${url}?password=${PLANTED.password}&limit=${PLANTED.aws}`, token }),
    );
    if (method === "GET") continue;
    answers.push(
      await service.send({ method, url, token, body: `{"secret":"${PLANTED.password}"` }),
      await service.send({ method, url, token, body: { path: PLANTED.password, name: "\u0000", secret: PLANTED.aws } }),
      await service.send({ method, url, token, body: "x", headers: { "content-type": "text/plain" } }),
    );
  }
  return answers;
}

function bodyFor(method: string): { body?: object } {
  return method === "GET" ? {} : { body: { password: PLANTED.password, token: PLANTED.key, limit: "x" } };
}

test("AUTH-12: the tenant reads on its trail that a refresh token was used twice, and whose it was", async () => {
  // Of its own: strangers' calls are limited by address, and other tests make many.
  const service = await openWholeService();
  onTestFinished(() => service.close());
  const post = async (url: string, body: object, token?: string) =>
    Object(JSON.parse((await service.send({ method: "POST", url: `/api/v1${url}`, body, token })).text)["data"]);
  const email = "twice@example.org";
  const invited = await post("/invitations", { email }, service.api.token);
  const { person_id: personId } = await post("/invitations/accept", {
    token: invited.token,
    password: PLANTED.password,
  });
  const first = await post("/auth/login", { email, password: PLANTED.password });
  const second = await post("/auth/refresh", { refresh_token: first.refresh_token });
  await post("/auth/refresh", { refresh_token: second.refresh_token });
  await post("/auth/refresh", { refresh_token: first.refresh_token });
  const url = "/api/v1/audit?action=reuse_refresh_token";
  const listed = await service.send({ method: "GET", url, token: service.api.token });
  const { records } = JSON.parse(listed.text).data;
  expect(records).toEqual([
    expect.objectContaining({
      actor: { kind: "person", id: personId },
      target: `/sessions/${first.session_id}`,
      outcome: "UNAUTHENTICATED",
      address: "127.0.0.1",
    }),
  ]);
});
