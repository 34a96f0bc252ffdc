/** Whether the service tells, by names that are taken and ids that are somebody's, what a neighbour has: over the API. */
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Answered, openWholeService, type WholeService } from "../audit/whole-service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { wireOf } from "./asked.ts";
import { PASSWORD } from "./furnish.ts";

const MINUTE_MS = 60_000;

const code = temporaryFolder();
let service: WholeService;
/** Access tokens of two owners of tenants that know nothing of each other. */
let ours: string;
let theirs: string;
beforeAll(async () => {
  service = await openWholeService({ AETHER_ALLOWED_ROOTS: code.path });
  ours = await newOwner("ours@example.org");
  theirs = await newOwner("theirs@example.org");
}, 3 * MINUTE_MS);
afterAll(async () => {
  await service.close();
  code[Symbol.dispose]();
});

interface Asker {
  readonly token: string;
  /** Headers. */
  readonly more: Readonly<Record<string, string>>;
}

let calls = 0;
/** Each time from another address: strangers' calls are counted by it. */
function ask(who: string | undefined | Asker, name: string, input: object): Promise<Answered> {
  const { token, more } = typeof who === "object" ? who : { token: who, more: {} };
  const operation = service.operations.find((one) => one.name === name);
  if (operation === undefined) throw new Error(`there is no operation ${name}`);
  const wire = wireOf(operation, input);
  calls += 1;
  const sent = { method: operation.http.method, url: wire.path, token, address: `10.0.${calls >> 8}.${calls % 256}` };
  const headers = { ...wire.headers, ...more };
  return service.send(wire.body === undefined ? { ...sent, headers } : { ...sent, headers, body: String(wire.body) });
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
async function data(token: string | undefined, name: string, input: object): Promise<any> {
  const { status, text } = await ask(token, name, input);
  if (status >= 400) throw new Error(`${name}: ${text}`);
  return JSON.parse(text).data;
}

async function newOwner(email: string): Promise<string> {
  const { tenant_id: id } = await data(service.api.token, "create_tenant", { slug: `t-${randomUUID()}` });
  const { token } = await data(service.api.token, "invite_owner", { id, email });
  await data(undefined, "accept_invitation", { token, password: PASSWORD });
  return (await data(undefined, "login", { email, password: PASSWORD })).access_token;
}

/** What an answer says, but for what was asked with and what is new in every answer. */
function saying({ status, text }: Answered, asked: readonly string[]): string {
  const said = asked
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, "<asked>"), text);
  return `${status} ${said
    .replaceAll(/[fn]-<id>|[fn]-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<asked>")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/\d{4}-\d\d-\d\d(T| )[\d:.]+Z/g, "<time>")
    .replaceAll(/"(key|key_id|shown_as|token|link)":"[^"]*"/g, '"$1":"<new>"')}`;
}

/** A folder of that name with something to index in it. */
function folderOf(name: string): string {
  const folder = join(code.path, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What is asked of a tenant for a repository of its own; nothing runs, so it stays queued. */
const indexing = (name: string): object => ({ path: folderOf(`f-${randomUUID()}`), name });
/** The id of a new one. */
async function repoOf(token: string, name: string): Promise<string> {
  await data(token, "index_repository", indexing(name));
  return (await data(token, "get_repository", { id: name })).repo_id;
}

const secret = { kind: "git_token", host: "git.example.org", secret: "not-a-real-token" };

/** Each makes something under a name. */
const MAKES: Readonly<Record<string, (name: string) => readonly [operation: string, input: object]>> = {
  "a repository's name": (name) => ["index_repository", indexing(name)],
  "a repository's folder": (name) => ["index_repository", { path: folderOf(name), name: `n-${randomUUID()}` }],
  "a credential's name": (name) => ["put_credential", { name, ...secret }],
  "a key's name": (name) => ["create_key", { name, permissions: ["code:read"] }],
  "somebody's e-mail address": (name) => ["invite_member", { email: `${name}@example.org`, role: "viewer" }],
};

test.each(Object.entries(MAKES))("DB-10: %s that a neighbour has is as free as any other", async (_what, make) => {
  const [taken, free] = [`n-${randomUUID()}`, `n-${randomUUID()}`];
  await data(theirs, ...make(taken));
  const answersOf = async (): Promise<Answered[]> => [await ask(ours, ...make(taken)), await ask(ours, ...make(free))];
  const said = (answers: readonly Answered[]): string[] =>
    answers.map((answer, at) => saying(answer, [at === 0 ? taken : free]));
  const first = await answersOf();
  expect(first.map(({ status }) => status < 300)).toEqual([true, true]);
  expect(said(first)[0]).toBe(said(first)[1]);
  // Again: what is one's own is taken by then, which is told in the same way.
  const again = said(await answersOf());
  expect(again[0]).toBe(again[1]);
});

test("DB-10: the name of a repository that a neighbour has can be given to another", async () => {
  const [taken, free] = [`n-${randomUUID()}`, `n-${randomUUID()}`];
  await data(theirs, "index_repository", indexing(taken));
  const answers: string[] = [];
  for (const name of [taken, free]) {
    const own = `n-${randomUUID()}`;
    const id = await repoOf(ours, own);
    const answer = await ask(ours, "update_repository", { id, name });
    expect(answer.status).toBe(200);
    answers.push(saying(answer, [name, own]));
  }
  expect(answers[0]).toBe(answers[1]);
});

const withKey = (token: string, key: string): Asker => ({ token, more: { "idempotency-key": key } });

test("DB-10: an Idempotency-Key that a neighbour has used repeats nothing of theirs", async () => {
  const key = randomUUID();
  const made = await ask(withKey(theirs, key), "create_key", { name: "theirs", permissions: ["code:read"] });
  expect(made.status).toBe(201);
  for (const name of ["theirs", "another"]) {
    const repeated = await ask(withKey(ours, `${key}${name}`), "put_credential", { name, ...secret });
    expect(repeated.status).toBeLessThan(300);
  }
  const own = await ask(withKey(ours, key), "put_credential", { name: "mine", ...secret });
  expect([own.status < 300, own.text.includes("theirs")]).toEqual([true, false]);
});

test("DB-11: a neighbour's row named as the parent of a new one is as missing as one that nobody has", async () => {
  const name = `n-${randomUUID()}`;
  const theirRepo = await repoOf(theirs, name);
  const credential = `c-${randomUUID()}`;
  await data(theirs, "put_credential", { name: credential, ...secret });
  const own = `n-${randomUUID()}`;
  const id = await repoOf(ours, own);
  const [nobodys, noCredential] = [randomUUID(), `c-${randomUUID()}`];
  const pairs: readonly (readonly [name: string, theirs: object, nobodys: object])[] = [
    ["index_repository", { repo_id: theirRepo }, { repo_id: nobodys }],
    ["forget_refs", { id: theirRepo, gone: true }, { id: nobodys, gone: true }],
    ["update_repository", { id, credential }, { id, credential: noCredential }],
  ];
  const asked = [theirRepo, nobodys, credential, noCredential];
  for (const [operation, foreign, missing] of pairs) {
    const answers = [await ask(ours, operation, foreign), await ask(ours, operation, missing)];
    expect({ operation, status: answers[0]?.status ?? 0 }).toMatchObject({ operation, status: answers[1]?.status });
    expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
    expect(saying(answers[0] ?? { requestId: "", status: 0, text: "" }, asked)).toBe(
      saying(answers[1] ?? { requestId: "", status: 0, text: "" }, asked),
    );
  }
});
