import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";

import { expect, test } from "vitest";

import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { readConfig } from "./read-config.ts";
import { withVaultSecrets } from "./vault.ts";

const TOKEN = "hvs.CAESIcanary-token";
const PASSWORD = "canary-password-of-the-database";
const DATABASE_URL = `postgres://app:${PASSWORD}@db.example:5432/aether`;
const SMTP_URL = `smtp://u:${PASSWORD}@mail.example:587`;

const MAILING = { AETHER_MAIL_FROM: "aether@mail.example", AETHER_PUBLIC_URL: "https://aether.example" };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What KV version 2 answers with. */
const kv =
  (secret: object): Answer =>
  (_, response) =>
    void response
      .setHeader("content-type", "application/json")
      .end(JSON.stringify({ request_id: "1", data: { data: secret, metadata: { version: 3 } } }));

/** A small Vault of ours: it asks for the token, and otherwise does as it is told. */
async function vault(answer: Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.headers["x-vault-token"] === TOKEN && request.headers["x-vault-request"] === "true") {
      return answer(request, response);
    }
    return void response.writeHead(403).end(JSON.stringify({ errors: ["permission denied"] }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const folder = temporaryFolder({ token: `${TOKEN}\n` });
  const env = {
    VAULT_ADDR: `http://127.0.0.1:${address.port}`,
    VAULT_TOKEN_FILE: join(folder.path, "token"),
    DATABASE_URL: "ref+vault:secret/aether/prod#database_url",
  };
  return {
    asked,
    env,
    folder,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      folder[Symbol.dispose]();
    },
  };
}

const told = (environment: Record<string, string>, timeoutMs = 10_000): Promise<string> =>
  withVaultSecrets(environment, { timeoutMs }).then(
    () => "read",
    (error: Error) => `${error.message} ${JSON.stringify(error)} ${String(error.stack)} ${String(error.cause)}`,
  );

test("a setting is read from KV version 2, each secret once, however many settings lie in it", async () => {
  await using it = await vault(kv({ database_url: DATABASE_URL, smtp: SMTP_URL }));
  const references = { ...it.env, AETHER_SMTP_URL: "ref+vault://secret/aether/prod#/smtp", ...MAILING };
  const { secrets } = readConfig(await withVaultSecrets(references));
  expect([secrets.databaseUrl, secrets.smtpUrl]).toEqual([DATABASE_URL, SMTP_URL]);
  expect(it.asked).toEqual(["GET /v1/secret/data/aether/prod"]);
});

test("without a reference to it, nobody is asked and nothing of Vault is needed", async () => {
  const environment = { VAULT_ADDR: "http://127.0.0.1:1", DATABASE_URL, AETHER_HOST: "ref+vault:a/b#c" };
  expect(await withVaultSecrets(environment)).toBe(environment);
});

test("every problem is told at once, without the token or a value", async () => {
  await using it = await vault(kv({ database_url: { not: DATABASE_URL }, smtp: "ref+file:/etc/passwd" }));
  const message = await told({
    ...it.env,
    AETHER_SMTP_URL: "ref+vault:secret/aether/prod#smtp",
    AETHER_SECRET_KEYS: "ref+vault:secret",
    MIGRATION_DATABASE_URL: "ref+vault:secret/aether/prod#toString",
  });
  expect(message).toContain('DATABASE_URL refers to "database_url" of secret/aether/prod in Vault, which is no text');
  expect(message).toContain('AETHER_SMTP_URL refers to "smtp" of secret/aether/prod in Vault, which is a reference');
  expect(message).toContain("AETHER_SECRET_KEYS must be written ref+vault:MOUNT/PATH#FIELD");
  expect(message).toContain('MIGRATION_DATABASE_URL refers to "toString"');
  for (const secret of [TOKEN, PASSWORD]) expect(message).not.toContain(secret);
});

const MISBEHAVIOUR: readonly (readonly [string, Answer, RegExp])[] = [
  ["answers 403", (_, to) => void to.writeHead(403).end(`{"errors":["${PASSWORD}"]}`), /the token may not read/],
  ["has nothing there", (_, to) => void to.writeHead(404).end('{"errors":[]}'), /there is nothing/],
  ["is sealed", (_, to) => void to.writeHead(503).end('{"errors":["Vault is sealed"]}'), /is sealed/],
  ["fails", (_, to) => void to.writeHead(500).end(PASSWORD), /answers 500/],
  ["sends elsewhere", (_, to) => void to.writeHead(307, { location: "http://127.0.0.1:9/" }).end(), /not followed/],
  ["answers with a page", (_, to) => void to.end(`<html>${PASSWORD}`), /does not answer as KV version 2/],
  [
    "answers as KV version 1",
    (_, to) => void to.end(JSON.stringify({ data: { database_url: PASSWORD } })),
    /KV version 2/,
  ],
  ["answers with a list", (_, to) => void to.end('{"data":{"data":["a"]}}'), /KV version 2/],
  ["answers with null", (_, to) => void to.end("null"), /KV version 2/],
  ["never ends", (_, to) => void setInterval(() => to.write("x".repeat(65_536)), 1).unref(), /KV version 2/],
  ["never answers", () => undefined, /did not answer within 0.3 s/],
  ["stops in the middle", (_, to) => void to.writeHead(200).write('{"data":'), /did not answer within 0.3 s/],
  ["breaks off", (request) => void request.socket.destroy(), /cannot be reached/],
];

test.each(MISBEHAVIOUR)("a Vault that %s is told in words, and gives nothing away", async (_, answer, expected) => {
  await using it = await vault(answer);
  const message = await told(it.env, 300);
  expect(message).toMatch(expected);
  for (const secret of [TOKEN, PASSWORD]) expect(message).not.toContain(secret);
});

test("a wrong address, a token that is not there and http to another machine are refused before anybody is asked", async () => {
  await using it = await vault(kv({ database_url: DATABASE_URL }));
  expect(await told({ ...it.env, VAULT_ADDR: "" })).toContain("VAULT_ADDR must be its URL");
  expect(await told({ ...it.env, VAULT_ADDR: "https://u:p@vault.example" })).toContain("VAULT_ADDR must be its URL");
  expect(await told({ ...it.env, VAULT_ADDR: "http://vault.example:8200" })).toContain("must begin with https://");
  expect(await told({ ...it.env, VAULT_TOKEN_FILE: "" })).toContain("VAULT_TOKEN_FILE must name");
  expect(await told({ ...it.env, VAULT_TOKEN_FILE: join(it.folder.path, "none") })).toContain("ENOENT");
  writeFileSync(join(it.folder.path, "token"), "two\nlines");
  expect(await told(it.env)).toContain("holds no token");
  expect(await told({ ...it.env, DATABASE_URL: "ref+vault:secret/../sys/seal#x" })).toContain("must be written");
  expect(it.asked).toEqual([]);
});

test("what is not behind Vault is read as before, and a reference that was not followed is refused", () => {
  expect(() => readConfig({ DATABASE_URL: "ref+vault:secret/aether#x" })).toThrow(/"vault", which is not known here/);
});
