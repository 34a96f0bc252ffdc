import { type AetherClient, AetherError } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { doorOf, type Signed, signIn, withPassword } from "../profiles/sign-in.ts";
import { readSecret } from "../read-secrets.ts";
import type { Session } from "../session.ts";

/** `aether login [URL]`: takes an API key, or an e-mail's password, tries it, and keeps what lets one in. */
export async function login(session: Session, given: Arguments): Promise<number> {
  const door = doorOf(session, given, "login");
  const email = given.text("email");
  const secret = await readSecret(session, {
    prompt: email === undefined ? `API key of ${door.url.host}: ` : `Password of ${email}: `,
    missing: "no key or password was given",
    example: "aether login URL < key-file",
  });
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
