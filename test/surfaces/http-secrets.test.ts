import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { formatKey, newKeyId, newSecret } from "../../packages/server/src/kernel/auth/index.ts";
import { createLogger } from "../../packages/server/src/kernel/log/index.ts";
import { serveSmallOperations } from "./http-server.ts";

const KEY = formatKey({ environment: "op", keyId: newKeyId(), secret: newSecret() });

test.each([
  `/api/v1/things/a?api_key=${KEY}`,
  `/api/v1/things/a?x=${KEY}`,
  `/api/v1/things/a?access_token=anything`,
  `/api/v1/things/${KEY}`,
  `/api/v1/things/${encodeURIComponent(KEY)}`,
  `/api/v1/things/${KEY.replaceAll("_", "%5F")}`,
  `/health?token=${KEY}`,
  `/nowhere/${KEY}`,
])("AUTH-08: %s is refused with a word of help and without the key", async (path) => {
  const { call, logged } = await serveSmallOperations();
  const answer = await call(path);
  expect([answer.status, answer.json()["error"].code]).toEqual([400, "VALIDATION_ERROR"]);
  expect(answer.json()["error"].message).toContain("Authorization");
  const secret = KEY.split("_")[3] ?? "";
  expect(answer.text + JSON.stringify(logged)).not.toContain(secret);
});

test("AUTH-08: a key in a cookie, a referrer or another header opens nothing", async () => {
  const { call } = await serveSmallOperations();
  const places = { cookie: `aether_session=${KEY}`, referer: `http://x/?k=${KEY}`, "x-api-key": KEY };
  expect((await call("/api/v1/things/a", { headers: { ...places, authorization: `Bearer ${KEY}` } })).status).toBe(401);
});

test("AUTH-08: a key that reaches the log all the same is not written", () => {
  const lines = new PassThrough();
  const log = createLogger({ level: "info", to: lines });
  log.info({ url: `/x?k=${KEY}`, nested: { deep: { list: [KEY] } }, err: new Error(`no ${KEY}`) }, "test.event");
  const line = String(lines.read());
  expect(line).not.toContain(KEY.split("_")[3]);
  expect(line).toContain("aeth_op_[redacted]");
  expect(JSON.parse(line)).toMatchObject({ event: "test.event" });
});
