import { createClient } from "@aether/client";
import { expect, test } from "vitest";

import { untilDecided } from "./device-flow.ts";

const SIGNED_IN = { access_token: "a", refresh_token: "r", device_token: "d", expires_in: 600 };
const STARTED = { device_code: "c", expires_in: 600, interval: 0 };
const url = new URL("https://aether.example/");

/** A server that says one code after the other, then signs in; "" is no answer at all. */
function clientOf(...codes: readonly string[]) {
  const left = [...codes];
  const asked: number[] = [];
  const fetch = async (): Promise<Response> => {
    asked.push(performance.now());
    const code = left.shift();
    const headers = { "content-type": "application/json" };
    if (code === "") throw new TypeError("no route to host");
    if (code === undefined) return new Response(JSON.stringify({ success: true, data: SIGNED_IN }), { headers });
    const retry = code === "AUTHORIZATION_PENDING" || code === "SLOW_DOWN";
    const error = { code, message: code, details: {}, retry };
    return new Response(JSON.stringify({ success: false, error }), { status: 400, headers });
  };
  return { client: createClient({ baseUrl: url.href, fetch }), asked };
}

const signal = new AbortController().signal;

test("it asks on while nobody has decided and while the server cannot be reached", async () => {
  const { client, asked } = clientOf("AUTHORIZATION_PENDING", "", "AUTHORIZATION_PENDING");
  expect(await untilDecided(client, STARTED, { url, signal })).toMatchObject({ access_token: "a" });
  expect(asked).toHaveLength(4);
});

test("where it is told to slow down it waits five seconds longer", async () => {
  const { client, asked } = clientOf("SLOW_DOWN");
  await untilDecided(client, STARTED, { url, signal });
  const [first = 0, second = 0] = asked;
  expect(second - first).toBeGreaterThan(4900);
}, 60_000);

test.each(["ACCESS_DENIED", "EXPIRED_TOKEN"])("%s ends it, with the way to another code", async (code) => {
  const { client, asked } = clientOf(code);
  await expect(untilDecided(client, STARTED, { url, signal })).rejects.toMatchObject({
    code,
    exitCode: 4,
    next: "For another code: aether login https://aether.example/ --device",
  });
  expect(asked).toHaveLength(1);
});

test("nobody waits longer than the code is good, and an interrupt ends it at once", async () => {
  const { client } = clientOf("AUTHORIZATION_PENDING");
  await expect(untilDecided(client, { ...STARTED, expires_in: 0 }, { url, signal })).rejects.toMatchObject({
    code: "EXPIRED_TOKEN",
  });
  const stop = new AbortController();
  const interrupted = untilDecided(client, { ...STARTED, interval: 600 }, { url, signal: stop.signal });
  stop.abort(new Error("interrupted"));
  await expect(interrupted).rejects.toThrow("interrupted");
});
