/** What `login` and `join` have in common: a server is named, somebody is let in there, and what lets them in is kept. */
import { type AetherClient, AetherError, createClient } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError, usage } from "../failure.ts";
import type { Session } from "../session.ts";
import { socketTransport } from "../socket-transport.ts";
import { plainLine } from "../terminal.ts";
import type { Credential } from "./credentials.ts";
import { deviceAt, signInWith } from "./device-sign-in.ts";
import { keptInOf, profileOf, readProfiles, writeProfiles } from "./profile-file.ts";
import { storedSession } from "./profile-token.ts";
import { checkedUrl, isPrivate, nonEmpty, profileName } from "./target.ts";

export interface Signed {
  readonly credential: Credential;
  readonly as: string;
}

interface Door {
  /** Of the profile. */
  readonly name: string;
  readonly url: URL;
  /** The command that was typed. */
  readonly command: string;
}

/** The server to sign in to, and the profile to keep it under. @throws CliError USAGE where there is none, or others could read along */
export function doorOf({ host, print, profiles }: Session, given: Arguments, command: string): Door {
  const name = profileName(given, host.env);
  const content = readProfiles(profiles.file, print.warn);
  const asked =
    given.operands[0] ?? given.text("api-url") ?? nonEmpty(host.env["AETHER_API_URL"]) ?? profileOf(content, name)?.url;
  if (asked === undefined)
    throw usage(
      `aether ${command} needs the URL of a server`,
      `For example: aether ${command} https://aether.example.com`,
    );
  const url = checkedUrl(asked);
  if (isPrivate(url) || given.has("insecure")) return { name, url, command };
  throw usage(
    `${url.origin} is not encrypted: whoever is in between reads the key`,
    "Use https, or add --insecure where you trust the network.",
  );
}

/** A client of whoever has the token; of nobody without one. */
export type ClientOf = (token?: string) => AetherClient;

/** Lets somebody in, and keeps what did. */
export async function signIn(
  session: Session,
  door: Door,
  letIn: (client: ClientOf) => Promise<Signed>,
): Promise<number> {
  const { print, profiles } = session;
  const { name, url } = door;
  const { file, credentials } = profiles;
  const transport = socketTransport(url.href);
  try {
    const { credential, as } = await letIn((token) =>
      createClient({ ...transport, totalMs: session.timeoutMs, token }),
    );
    const profile = await credentials.keep(name, url.href.replace(/\/$/, ""), credential);
    const content = readProfiles(file, print.warn);
    writeProfiles(file, { current: name, profiles: { ...content.profiles, [name]: profile } });
    const keptIn = keptInOf(profile);
    if (print.isJson) await print.json({ profile: name, url: profile.url, as, kept_in: keptIn });
    else await print.line(`Signed in to ${profile.url} as ${plainLine(as)}; profile ${name} is used from now on.`);
    print.say(keptIn === "key ring" ? "It is kept in the system's key ring." : `It is kept in ${file}, for you alone.`);
    print.say("`aether config set profile local` goes back to the data of this machine.");
    return 0;
  } catch (error) {
    throw error instanceof AetherError ? told(error, door) : error;
  } finally {
    await transport.close();
  }
}

/** Somebody at the door. */
export interface Entering {
  readonly session: Session;
  readonly door: Door;
  readonly client: ClientOf;
}

/** As from the device that the profile signed in with before; where others guess at the account, when its turn comes. */
export async function withPassword(
  { session, door, client }: Entering,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Signed> {
  const { print, profiles, interrupted } = session;
  const content = readProfiles(profiles.file, print.warn);
  const known = await deviceAt({ credentials: profiles.credentials, content, ...door });
  const onWait = (seconds: number): void =>
    print.say(`Others guess at the password of ${email}: your turn comes in ${seconds} s.`);
  const input = { email, password, device_token: known };
  const answer = await signInWith(client(), input, { onWait, signal: interrupted });
  const me = await client(answer.access_token).getMe();
  const { device_token: device } = answer;
  const credential = { session: storedSession(answer), ...(device !== null && { device }) };
  return { credential, as: `${me.email} (${me.role})` };
}

function told({ code, message, details, remedy, requestId, docUrl, category }: AetherError, door: Door): CliError {
  const { url, command } = door;
  const known = { details, requestId, docUrl };
  if (category === "unauthenticated") {
    const next = `Check what you typed, then again: aether ${command} ${url.href}`;
    return new CliError({ ...known, code, message, next });
  }
  if (code === "UNREACHABLE" || code === "NOT_AETHER") {
    const isReached = code === "NOT_AETHER";
    return new CliError({
      ...known,
      code: isReached ? "UPSTREAM_FAILED" : "STORAGE_UNAVAILABLE",
      message: isReached ? `${url.href} answers, but not as an Aether server` : message,
      next: "Check the URL.",
    });
  }
  return new CliError({ ...known, code, message, ...(remedy !== undefined && { next: remedy }) });
}
