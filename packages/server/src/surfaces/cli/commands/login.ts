import { type AetherClient, AetherError, createClient } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError, usage } from "../failure.ts";
import type { Credential } from "../profiles/credentials.ts";
import { keptInOf, profileOf, readProfiles, writeProfiles } from "../profiles/profile-file.ts";
import { storedSession } from "../profiles/profile-token.ts";
import { checkedUrl, isPrivate, nonEmpty, profileName } from "../profiles/target.ts";
import type { Session } from "../session.ts";
import { socketTransport } from "../socket-transport.ts";
import { plainLine } from "../terminal.ts";

/** `aether login [URL]`: takes an API key, or an e-mail's password, tries it, and keeps what lets one in. */
export async function login(session: Session, given: Arguments): Promise<number> {
  const { host, print } = session;
  const name = profileName(given, host.env);
  const { file, credentials } = session.profiles;
  const content = readProfiles(file, print.warn);
  const asked =
    given.operands[0] ?? given.text("api-url") ?? nonEmpty(host.env["AETHER_API_URL"]) ?? profileOf(content, name)?.url;
  if (asked === undefined)
    throw usage("aether login needs the URL of a server", "For example: aether login https://aether.example.com");
  const url = checkedUrl(asked);
  if (!isPrivate(url) && !given.has("insecure")) {
    throw usage(
      `${url.origin} is not encrypted: whoever is in between reads the key`,
      "Use https, or add --insecure where you trust the network.",
    );
  }
  const email = given.text("email");
  const secret = await readSecret(session, email === undefined ? `API key of ${url.host}: ` : `Password of ${email}: `);
  const transport = socketTransport(url.href);
  try {
    const client = (token?: string): AetherClient => createClient({ ...transport, totalMs: session.timeoutMs, token });
    const signed =
      email === undefined
        ? await withKey(client(secret), secret)
        : await withPassword(client, { email, password: secret });
    const profile = await credentials.keep(name, url.href.replace(/\/$/, ""), signed.credential);
    writeProfiles(file, { current: name, profiles: { ...content.profiles, [name]: profile } });
    const keptIn = keptInOf(profile);
    if (print.isJson) await print.json({ profile: name, url: profile.url, as: signed.as, kept_in: keptIn });
    else
      await print.line(`Signed in to ${profile.url} as ${plainLine(signed.as)}; profile ${name} is used from now on.`);
    print.say(keptIn === "key ring" ? "It is kept in the system's key ring." : `It is kept in ${file}, for you alone.`);
    print.say("`aether config set profile local` goes back to the data of this machine.");
    return 0;
  } catch (error) {
    throw error instanceof AetherError ? told(error, url) : error;
  } finally {
    await transport.close();
  }
}

/** Hidden on a terminal; else the first line of stdin. There is no flag for it: others see flags, and shells keep them. */
async function readSecret({ host, print }: Session, prompt: string): Promise<string> {
  const isAsked = host.stdin.isTTY === true;
  if (isAsked && host.argv.includes("--no-input")) {
    throw usage("--no-input, and nothing on stdin", "Send the key on stdin: aether login URL < key-file");
  }
  const typed = isAsked ? await host.askSecret(prompt) : await firstLine(host.stdin);
  const secret = typed?.trim() ?? "";
  if (secret === "") throw usage("no key or password was given", "Type it at the prompt, or send it on stdin.");
  if (!isAsked) print.say("Read from stdin.");
  return secret;
}

const SECRET_MAX = 10_000;

async function firstLine(stdin: Session["host"]["stdin"]): Promise<string> {
  let text = "";
  for await (const chunk of stdin) {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    if (text.includes("\n") || text.length > SECRET_MAX) break;
  }
  return text.split("\n", 1)[0] ?? "";
}

interface Signed {
  readonly credential: Credential;
  readonly as: string;
}

/** A key is good when the server knows whose it is; what it may do is another question. */
async function withKey(client: AetherClient, key: string): Promise<Signed> {
  if (!/^[\x21-\x7e]+$/.test(key))
    throw usage(
      "this is no key: it has blanks or other characters",
      "Copy it again, as it was shown when it was made.",
    );
  try {
    await client.getMe();
  } catch (error) {
    if (!(error instanceof AetherError) || error.category !== "forbidden" || error.requestId === undefined) throw error;
  }
  return { credential: { key }, as: keyShown(key) };
}

/** The part of a key that is no secret. */
export function keyShown(key: string): string {
  const id = /^aeth_(?:live|test|op)_([0-9A-Za-z]+)_/.exec(key)?.[1];
  return id === undefined ? "the bearer of a token" : `key ${id}`;
}

async function withPassword(
  client: (token?: string) => AetherClient,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Signed> {
  const answer = await client().login({ email, password });
  const me = await client(answer.access_token).getMe();
  return { credential: { session: storedSession(answer) }, as: `${me.email} (${me.role})` };
}

function told({ code, message, details, remedy, requestId, docUrl, category }: AetherError, url: URL): CliError {
  const known = { details, requestId, docUrl };
  if (category === "unauthenticated") {
    const next = `Check what you typed, then again: aether login ${url.href}`;
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
