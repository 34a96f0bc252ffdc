/** What a thief finds who has the database with its log of changes, the server's log and the data directory. */
import { randomBytes } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";

import { openMigrator } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { type Api, openApi } from "../../packages/server/src/main/api.ts";
import { emptyPostgres } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PASSWORD = "correct horse battery";

interface Ask {
  readonly method?: "GET" | "POST" | "PUT";
  readonly token?: string;
  readonly body?: object;
}

/** A day in the life of an installation: everything that is a secret was made, used, and used wrongly. */
async function live(api: Api): Promise<Readonly<Record<string, string>>> {
  const ask = async (path: string, { method = "POST", token, body }: Ask) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const payload = body === undefined ? {} : { payload: body };
    const headers = { host: "localhost", "sec-fetch-site": "none", ...authorization };
    const answer = await api.surface.app.inject({ method, url: `/api/v1${path}`, headers, ...payload });
    return Object(answer.json()["data"] ?? {});
  };
  const first = await ask("/installation", { token: api.token, body: { email: "boss@example.org", slug: "acme" } });
  const operator = String(first.operator_key);
  const invited = await ask("/tenants/acme/owner-invitation", { token: operator, body: { email: "ann@example.org" } });
  await ask("/invitations/accept", { body: { token: invited.token, password: PASSWORD } });
  const signed = await ask("/auth/login", { body: { email: "ann@example.org", password: PASSWORD } });
  const next = await ask("/auth/refresh", { body: { refresh_token: signed.refresh_token } });
  const token = String(next.access_token);
  const { key } = await ask("/keys", { token, body: { name: "ci", permissions: ["jobs:read", "keys:read"] } });
  await ask("/jobs", { method: "GET", token: key });
  await ask("/keys", { method: "GET", token: key.replace(/.$/, "_") });
  await ask(`/nowhere/${key}`, { method: "GET" });
  await ask("/auth/login", { body: { email: "ann@example.org", password: `${PASSWORD}!` } });
  const reset = await ask("/people/reset-link", { token: operator, body: { email: "boss@example.org" } });
  const secret = "git-token-of-a-customer-7f3a";
  const kept = { kind: "git_token", host: "git.example.org", secret };
  const { name: ofCustomer } = await ask("/credentials/git", { method: "PUT", token, body: kept });
  const bodyOf = (text: unknown): string => String(text).split("_").slice(3).join("_");
  return {
    "the operator's key": operator.split("_")[3] ?? "",
    "a key": String(key).split("_")[3] ?? "",
    "the first password": String(first.password),
    "a password": PASSWORD,
    "an invitation": bodyOf(invited.token),
    "a refresh token": bodyOf(signed.refresh_token),
    "its successor": bodyOf(next.refresh_token),
    "a reset link": String(reset.token).split("_").slice(2).join("_"),
    "a customer's token": ofCustomer === "git" ? secret : "",
    "an access token": token.split(".")[2] ?? "",
  };
}

async function opened(settings: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const data = join(folder.path, "data");
  const env = { HOME: folder.path, AETHER_DATA: data, LOG_LEVEL: "trace", AETHER_LOG_FILE: join(folder.path, "log") };
  const api = await openApi({ env: { ...env, ...settings }, version: "0.0.0-test", runsJobs: true });
  return { api, folder: folder.path };
}

/** Which of the secrets stand in a text or a file's bytes. */
function foundIn(bytes: Buffer, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([what, secret]) => {
    if (secret.length < 12) return [`${what} was not made`];
    return bytes.includes(secret) ? [what] : [];
  });
}

function foundInFiles(folder: string, secrets: Readonly<Record<string, string>>): string[] {
  const files = globSync("**/*", { cwd: folder }).map((name) => join(folder, name));
  const read = files.filter((file) => statSync(file).isFile());
  expect(read).toContain(join(folder, "log"));
  return read.flatMap((file) => foundIn(readFileSync(file), secrets).map((what) => `${what} in ${file}`));
}

test("AUTH-02: no key, password or link is in any file of an embedded installation, its write-ahead log included", async () => {
  const { api, folder } = await opened({});
  const secrets = await live(api);
  await api.close();
  expect(foundIn(Buffer.from(Object.values(secrets).join(" ")), secrets)).toHaveLength(Object.keys(secrets).length);
  expect(foundInFiles(folder, secrets)).toEqual([]);
}, 180_000);

test("AUTH-02: no key, password or link is in any table of a server, the queue's included, nor in the log", async () => {
  const empty = await emptyPostgres();
  onTestFinished(() => empty.drop());
  const migrator = await openMigrator({ kind: "postgres", url: empty.url }, { afterMigrate: installQueue });
  await migrator.up();
  await migrator.close();
  const keys = `k1:${randomBytes(32).toString("base64")}`;
  const { api, folder } = await opened({ DATABASE_URL: empty.url, AETHER_SECRET_KEYS: keys });
  const secrets = await live(api);
  await api.close();
  const admin = new Client(empty.url);
  await admin.connect();
  const { rows: tables } = await admin.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
       from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema'
      order by name`,
  );
  const filled: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query<{ line: string }>(`select t::text as line from ${name} t`);
    if (rows.length > 0) filled.push(name);
    const lines = Buffer.from(rows.map(({ line }) => line).join("\n"));
    expect([name, foundIn(lines, secrets)]).toEqual([name, []]);
  }
  await admin.end();
  for (const name of ["person", "session", "api_key", "operator_key", "invitation", "password_reset", "audit"]) {
    expect(filled).toContain(`public.${name}`);
  }
  expect(foundInFiles(folder, secrets)).toEqual([]);
}, 180_000);
