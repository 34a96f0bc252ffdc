import { type AetherClient, AetherError } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { withBrowser } from "../profiles/device-flow.ts";
import { doorOf, type Signed, signIn, withPassword } from "../profiles/sign-in.ts";
import { readSecret } from "../read-secrets.ts";
import type { Session } from "../session.ts";

/** `aether login [URL]`: takes an API key, an e-mail's password, or a browser's word, tries it, and keeps what lets one in. */
export async function login(session: Session, given: Arguments): Promise<number> {
  const door = doorOf(session, given, "login");
  const email = given.text("email");
  const throughBrowser = (): Promise<number> =>
    signIn(session, door, (client) => withBrowser({ session, door, client }));
  if (given.has("device")) {
    if (email === undefined) return throughBrowser();
    throw usage("--device asks for no password", "Leave --email out: whoever approves is signed in.");
  }
  const otherwise = "(nothing: through a browser)";
  const secret = await readSecret(session, {
    prompt: email === undefined ? `API key of ${door.url.host} ${otherwise}: ` : `Password of ${email} ${otherwise}: `,
    missing: "no key or password was given",
    example: "aether login URL < key-file",
    mayBeEmpty: true,
  });
  if (secret === "") return throughBrowser();
  return signIn(session, door, (client) =>
    email === undefined
      ? withKey(client(secret), secret)
      : withPassword({ session, door, client }, { email, password: secret }),
  );
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
