import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

/** `aether init`: shows each secret once. */
export async function init(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  const email = given.text("email");
  if (email === undefined) throw usage("aether init needs --email ADDRESS", "It is the owner's, for signing in.");
  const [slug, name] = [given.text("tenant"), given.text("name")];
  const client = await session.connect();
  const made = await client.initInstallation({
    email,
    ...(slug !== undefined && { slug }),
    ...(name !== undefined && { name }),
  });
  if (print.isJson) {
    await print.json(made);
    return 0;
  }
  await print.line(`operator key    ${plainLine(made.operator_key)}`);
  await print.line(`tenant          ${plainLine(made.slug)} (${plainLine(made.tenant_id)})`);
  await print.line(`owner           ${plainLine(made.email)}`);
  await print.line(`first password  ${plainLine(made.password)}`);
  print.say("None of these secrets is shown again: keep the key, and change the password.");
  return 0;
}
