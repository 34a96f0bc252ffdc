import { hostname } from "node:os";

import { type AetherClient, AetherError } from "@aether/client";

import { CliError } from "../failure.ts";
import { plainLine } from "../terminal.ts";
import { pause } from "./device-sign-in.ts";
import { storedSession } from "./profile-token.ts";
import type { Entering, Signed } from "./sign-in.ts";

const SLOWER_S = 5;

/** By a code that somebody who is signed in to the server's pages approves there, maybe on another machine (RFC 8628). */
export async function withBrowser({ session, door, client }: Entering): Promise<Signed> {
  const { print, host, interrupted } = session;
  const started = await client().startDeviceLogin(
    { client: `aether ${host.version} on ${hostname()}` },
    { retries: 0, signal: interrupted },
  );
  const page = started.verification_uri ?? `${door.url.href.replace(/\/$/, "")}/device`;
  const [url, code] = [plainLine(page), plainLine(started.user_code)];
  // Also under --quiet: without it nobody could go on.
  print.draw(`Open ${url} and type the code ${code}\nor open ${url}#${code}\n`);
  print.say(`Waiting for ${Math.round(started.expires_in / 60)} minutes; Ctrl-C gives up.`);
  const answer = await untilDecided(client(), started, { url: door.url, signal: interrupted });
  const me = await client(answer.access_token).getMe();
  const { device_token: device } = answer;
  const credential = { session: storedSession(answer), ...(device !== null && { device }) };
  return { credential, as: `${me.email} (${me.role})` };
}

type Started = Pick<Awaited<ReturnType<AetherClient["startDeviceLogin"]>>, "device_code" | "expires_in" | "interval">;

interface Patience {
  /** Of the server. */
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** Asks as often as the server likes. @throws CliError where it was denied or nobody decided in time */
export async function untilDecided(
  client: AetherClient,
  { device_code, expires_in, interval }: Started,
  { url, signal }: Patience,
): ReturnType<AetherClient["finishDeviceLogin"]> {
  const endMs = performance.now() + expires_in * 1000;
  let waitS = interval;
  for (;;) {
    await pause(waitS * 1000, signal);
    try {
      return await client.finishDeviceLogin({ device_code }, { retries: 0, signal });
    } catch (error) {
      // What passes, a server that starts anew included, is waited for.
      if (!(error instanceof AetherError) || !error.retry) throw isOver(error) ? ended(error, url) : error;
      if (performance.now() > endMs) throw ended(error, url);
      if (error.code === "SLOW_DOWN") waitS = Math.max(waitS + SLOWER_S, (error.retryAfterMs ?? 0) / 1000);
    }
  }
}

function isOver(error: unknown): error is AetherError {
  return error instanceof AetherError && (error.code === "EXPIRED_TOKEN" || error.code === "ACCESS_DENIED");
}

function ended({ code, details, requestId }: AetherError, url: URL): CliError {
  const isDenied = code === "ACCESS_DENIED";
  return new CliError({
    code: isDenied ? code : "EXPIRED_TOKEN",
    message: isDenied ? "the sign-in was denied" : "nobody approved the sign-in in time",
    next: `For another code: aether login ${url.href} --device`,
    details,
    requestId,
  });
}
