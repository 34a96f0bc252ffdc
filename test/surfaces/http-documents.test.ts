import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { validate } from "@scalar/openapi-parser";
import { expect, onTestFinished, test } from "vitest";

import { callHttp } from "../support/http-call.ts";
import { serveSmallOperations } from "./http-server.ts";

test("the OpenAPI document is valid 3.1 and holds every operation with its fields, answers and errors", async () => {
  const { url, operations } = await serveSmallOperations();
  const document = (await callHttp(`${url}/api/v1/openapi.json`)).json();
  expect(document["openapi"]).toBe("3.1.0");
  expect(await validate(structuredClone(document))).toMatchObject({ valid: true });
  for (const { http, name } of operations) {
    const described = document["paths"][`/api/v1${http.path}`][http.method.toLowerCase()];
    expect(described.operationId).toBe(name);
    expect(Object.keys(described.responses)).toEqual(
      expect.arrayContaining([String(http.status ?? 200), "401", "500"]),
    );
  }
  const thing = document["paths"]["/api/v1/things/{id}"].get;
  expect(thing.parameters).toMatchObject([
    { name: "id", in: "path", required: true, schema: { type: "string", maxLength: 200 } },
    { name: "depth", in: "query", required: false, schema: { type: "integer", default: 1 } },
    { name: "fields", in: "query", required: false },
    { name: "If-None-Match", in: "header" },
  ]);
  expect(thing.responses["429"].description).toContain("QUEUE_FULL");
  const echo = document["paths"]["/api/v1/echo"].post.requestBody.content["application/json"].schema;
  expect(echo).toMatchObject({ required: ["word"], additionalProperties: false });
});

test("the documentation page loads its scripts from this server and asks nobody else", async () => {
  const { url } = await serveSmallOperations();
  const page = await callHttp(`${url}/api/v1/docs`);
  expect(page.headers["content-type"]).toContain("text/html");
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? "none";
  expect(page.text).toContain(`content="${nonce}"`);
  const scripts = [...page.text.matchAll(/<script src="([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(scripts).toHaveLength(2);
  for (const script of scripts) {
    const answer = await callHttp(url + script);
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "text/javascript; charset=utf-8"]);
  }
  expect((await callHttp(`${url}/api/v1/docs`)).headers["content-security-policy"]).not.toBe(policy);
});

async function builtPage(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "aether-web-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(path.join(directory, "assets"));
  await writeFile(path.join(directory, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__"><p>search</p>');
  await writeFile(path.join(directory, "assets", "app-abc.js"), "run();");
  await writeFile(path.join(directory, "assets", ".hidden"), "secret");
  await writeFile(path.join(directory, "secret.txt"), "secret");
  return directory;
}

test("the web page comes without a token, with a style nonce that is new each time", async () => {
  const { url } = await serveSmallOperations({ webDirectory: await builtPage() });
  const [first, second] = [await callHttp(url), await callHttp(url)];
  const nonce = /content="([\w-]+)"/.exec(first.text)?.[1];
  expect(first.headers["content-security-policy"]).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(first.text).not.toBe(second.text);
  const script = await callHttp(`${url}/assets/app-abc.js`);
  expect([script.status, script.headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
  expect(script.headers["x-content-type-options"]).toBe("nosniff");
});

test.each([
  "/assets/../secret.txt",
  "/assets/%2e%2e/secret.txt",
  "/assets/..%2fsecret.txt",
  "/assets/..%5csecret.txt",
  "/assets/.hidden",
  "/secret.txt",
  "/index.html",
  "/assets/",
  "/assets",
  "/assets/%00",
])("%s shows nothing that is not part of the page", async (target) => {
  const { url } = await serveSmallOperations({ webDirectory: await builtPage() });
  const { hostname, port } = new URL(url);
  const { callRaw } = await import("../support/http-call.ts");
  const answer = await callRaw(url, `GET ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 40[034] /);
  expect(answer).toContain('"success":false');
});

test("a page that was never built says how to build it", async () => {
  const { url } = await serveSmallOperations();
  const answer = await callHttp(url);
  expect([answer.status, answer.json()["error"].message]).toEqual([404, expect.stringContaining("make build")]);
});
