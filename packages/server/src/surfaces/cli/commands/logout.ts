import { createClient } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { toCliError, usage } from "../failure.ts";
import { type Profile, profileOf, readProfiles, signedInBy, writeProfiles } from "../profiles/profile-file.ts";
import { profileToken } from "../profiles/profile-token.ts";
import { nonEmpty } from "../profiles/target.ts";
import type { Session } from "../session.ts";
import { socketTransport } from "../socket-transport.ts";

/** `aether logout`: ends the session there, and forgets what let one in here, whether or not the server answers. */
export async function logout(session: Session, given: Arguments): Promise<number> {
  const { host, print, profiles } = session;
  const { file, credentials } = profiles;
  const content = readProfiles(file, print.warn);
  const { current } = content;
  const name = given.text("profile") ?? nonEmpty(host.env["AETHER_PROFILE"]) ?? current ?? undefined;
  const profile = name === undefined ? undefined : profileOf(content, name);
  if (name === undefined || profile === undefined) {
    const problem = name === undefined ? "nobody is signed in" : `there is no profile "${name}"`;
    throw usage(problem, "`aether config profiles` lists them.");
  }
  if (signedInBy(profile) === "password") await endSession(session, name, profile);
  await credentials.forget(name, profile).catch((error: unknown) => print.warn(notForgotten(name, error)));
  // Anew: the call may have renewed what is kept.
  const { [name]: _, ...others } = readProfiles(file, print.warn).profiles;
  writeProfiles(file, { current: current === name ? null : current, profiles: others });
  if (print.isJson) await print.json({ profile: name, url: profile.url });
  else await print.line(`Signed out of ${profile.url}; profile ${name} is forgotten.`);
  if (signedInBy(profile) === "key")
    print.say("The key itself stays good until it is revoked (aether keys revoke ID).");
  return 0;
}

function notForgotten(name: string, error: unknown): string {
  return `the system's key ring keeps what signed profile ${name} in: ${toCliError(error).message}`;
}

async function endSession({ profiles, print, timeoutMs }: Session, name: string, { url }: Profile): Promise<void> {
  const transport = socketTransport(url);
  const token = profileToken({ ...profiles, name, ...transport });
  try {
    await createClient({ ...transport, token, totalMs: timeoutMs }).logout();
  } catch (error) {
    print.warn(`the session was not ended at ${url}: ${toCliError(error).message}`);
  } finally {
    await transport.close();
  }
}
