import type { Arguments } from "../arguments.ts";
import { doorOf, signIn, withPassword } from "../profiles/sign-in.ts";
import { readSecrets } from "../read-secrets.ts";
import type { Session } from "../session.ts";

/** `aether join [URL]`: spends an invitation, and signs its person in. */
export async function join(session: Session, given: Arguments): Promise<number> {
  const door = doorOf(session, given, "join");
  const [token = "", password = ""] = await readSecrets(session, {
    prompts: [
      `Code of the invitation to ${door.url.host}: `,
      "Your password there; where you have none yet, a new one of 12 characters or more: ",
    ],
    missing: "both the code of the invitation and a password are needed",
    example: "aether join URL < file-of-two-lines",
  });
  const name = given.text("name");
  return signIn(session, door, async (client) => {
    const { email } = await client().acceptInvitation({ token, password, ...(name !== undefined && { name }) });
    return withPassword({ session, door, client }, { email, password });
  });
}
