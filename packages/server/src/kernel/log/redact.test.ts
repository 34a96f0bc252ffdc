import { expect, test } from "vitest";

import { createFieldRedactor, redactSource, redactText } from "./redact.ts";

const PLANTED = "PLANTED0123456789abcdefghijklmnopqrstuvwxyz";

test.each([
  `postgres://aether:${PLANTED}@db:5432/x refused`,
  `https://x-access-token:${PLANTED}@github.com/a/b.git`,
  `Authorization: Bearer ${PLANTED}`,
  `basic ${PLANTED}==`,
  `eyJhbGciOiJIUzI1NiJ9.${PLANTED}.${PLANTED}`,
  `aeth_live_0123456789ab_${PLANTED}_abc123`,
  `s1.k1.${PLANTED}${PLANTED}.${PLANTED}`,
  `ghp_${PLANTED}`,
  `github_pat_11AAAA_${PLANTED}`,
  `glpat-${PLANTED}`,
  `xoxb-12-${PLANTED}`,
  `sk_live_${PLANTED}`,
  `sk-proj-${PLANTED}`,
  `sk-ant-api03-${PLANTED}`,
  `pa-${PLANTED}`,
  `whsec_${PLANTED}`,
  `npm_${PLANTED}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${PLANTED}\n-----END RSA PRIVATE KEY-----`,
  `-----BEGIN PRIVATE KEY-----\n${PLANTED}`,
  `$2b$12$${PLANTED}${PLANTED}`,
  `$argon2id$v=19$m=19456,t=2,p=1$${PLANTED}$${PLANTED}`,
  `password=${PLANTED}&x=1`,
  `{"api_key": "${PLANTED}"}`,
  `invalid: client-secret: '${PLANTED}'`,
  `DB_PASSWORD=${PLANTED}`,
])("what has the form of a secret is taken out: %s", (text) => {
  expect(redactText(`before ${text} after`)).not.toContain("PLANTED");
  expect(redactText(`before ${text}`)).toMatch(/^before /);
});

test.each([
  "the token is missing",
  "postgres://db:5432/x",
  "https://github.com/a/b.git",
  "a1.00000000-0000-4000-8000-000000000001.12.PvJ0.1770000000000.x",
  "sk-learn and pa-rt of a name",
  "4 keys, 3 tokens: max_tokens 100",
  "src/token.ts:41",
])("ordinary text stays as it is: %s", (text) => {
  expect(redactText(text)).toBe(text);
});

test.each([
  `const url = "postgres://aether:${PLANTED}@db:5432/x";`,
  `headers.set("Authorization", "Bearer ${PLANTED}");`,
  `const password = "${PLANTED}";`,
  `password: str = '${PLANTED}'`,
  `{ "api_key": "${PLANTED}" }`,
  `secretKey := \`${PLANTED}\``,
  `"access_key" => '${PLANTED}'`,
  `A=1\nDB_PASSWORD=${PLANTED}\nB=2`,
  `export GITHUB_TOKEN=${PLANTED}`,
  `ghp_${PLANTED}`,
  `AWS.config.update("AKIA0123456789ABCDEF${PLANTED}")`.replace(PLANTED, ""),
])("a secret that is written out in source is taken out: %s", (text) => {
  expect(redactSource(`before\n${text}\nafter`)).not.toMatch(/PLANTED|AKIA/);
  expect(redactSource(`before\n${text}\nafter`)).toMatch(/^before\n[^]*\nafter$/);
});

test.each([
  "const token = await readToken(request.headers);",
  'if (password === undefined) throw new Error("the password is missing");',
  "private readonly apiKey: string;",
  "token: z.string().min(8),",
  "The token parameter authenticates; basic authentication is refused.",
  'type Secret = { secret: "plain" | "sealed" };',
  "TOKEN=$(cat token.txt)",
  "public function token(): string { return $this->token; }",
])("source that names or computes a secret stays as it is: %s", (text) => {
  expect(redactSource(text)).toBe(text);
});

test("fields named like secrets are taken out at any depth, in errors and their causes too", () => {
  const deep = { a: [{ b: { clientSecret: PLANTED, "x-api-key": PLANTED, Set_Cookie: PLANTED } }], kept: 1 };
  const error = new Error(`no ${PLANTED.slice(0, 3)}`, { cause: new Error(`token=${PLANTED}`) });
  const text = JSON.stringify(
    createFieldRedactor()({ deep, error, bytes: Buffer.from(PLANTED), tokens: 7, context: "c" }),
  );
  expect(text).not.toContain(PLANTED);
  expect(text).not.toContain(Buffer.from(PLANTED).toString("base64"));
  expect(text).toContain('"kept":1');
  expect(text).toContain('"tokens":7,"context":"c"');
});

test("a hostile text costs no more than its length", () => {
  const hostile = [
    "a-".repeat(50_000),
    "password".repeat(12_000),
    "eyJ".repeat(30_000),
    "://".repeat(30_000),
    "s1.k.".repeat(20_000),
    "token:a".repeat(14_000),
    "token  ".repeat(14_000),
    'secret="'.repeat(12_000),
    `${"KEY=".repeat(25_000)}\n`,
    "basic ".repeat(16_000),
  ];
  const startedMs = performance.now();
  for (const text of hostile) redactText(`secret ${text}`);
  for (const text of hostile) redactSource(`secret ${text}`);
  expect(performance.now() - startedMs).toBeLessThan(2000);
});
