import { AetherError, createClient } from "@aether/client";
import { expect, test } from "vitest";

import { signInWith } from "./device-sign-in.ts";

const SIGNED_IN = { access_token: "a", refresh_token: "r", device_token: "d", expires_in: 600 };

/** A server that says one by one what it is told to, each with the seconds of its Retry-After. */
function clientOf(...answers: readonly { readonly seconds?: number; readonly details?: object }[]) {
  const left = [...answers];
  const fetch = async (): Promise<Response> => {
    const { seconds, details } = left.shift() ?? {};
    const headers = {
      "content-type": "application/json",
      ...(seconds !== undefined && { "retry-after": String(seconds) }),
    };
    if (seconds === undefined) return new Response(JSON.stringify({ success: true, data: SIGNED_IN }), { headers });
    const error = { code: "RATE_LIMITED", message: "not yet", details };
    return new Response(JSON.stringify({ success: false, error }), { status: 429, headers });
  };
  return createClient({ baseUrl: "http://127.0.0.1:1", fetch });
}

const INPUT = { email: "a@x.example", password: "p" };
const turn = { turn: true };

test("AUTH-14: a sign-in waits for each turn that it is given, and says how long", async () => {
  const waits: number[] = [];
  const client = clientOf({ seconds: 1, details: turn }, { seconds: 0, details: turn }, {});
  const signal = new AbortController().signal;
  const answer = await signInWith(client, INPUT, { onWait: (seconds) => waits.push(seconds), signal });
  expect([waits, answer.device_token]).toEqual([[1, 0], "d"]);
});

test("a refusal without a turn is not waited for, and an interrupt ends the wait", async () => {
  const patience = { onWait: () => undefined, signal: new AbortController().signal };
  const refused = signInWith(clientOf({ seconds: 900, details: {} }), INPUT, patience);
  await expect(refused).rejects.toBeInstanceOf(AetherError);
  const stop = new AbortController();
  const interrupted = signInWith(clientOf({ seconds: 900, details: turn }), INPUT, {
    onWait: () => queueMicrotask(() => stop.abort(new Error("interrupted"))),
    signal: stop.signal,
  });
  await expect(interrupted).rejects.toThrow("interrupted");
});
