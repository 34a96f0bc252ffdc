import { createClient } from "@aether/client";

import { BASE, fetchBy } from "../api-client.ts";
import type { Arguments } from "../arguments.ts";
import { toCliError, usage } from "../failure.ts";
import { httpTransport } from "../http-transport.ts";
import { type Profile, profileOf, profilePath, readProfiles, writeProfiles } from "../profiles/profile-file.ts";
import { profileToken } from "../profiles/profile-token.ts";
import { nonEmpty } from "../profiles/target.ts";
import type { Session } from "../session.ts";

/** `aether logout`: ends the session there, and forgets what let one in here, whether or not the server answers. */
export async function logout(session: Session, given: Arguments): Promise<number> {
  const { host, print } = session;
  const file = profilePath(host.env);
  const content = readProfiles(file, print.warn);
  const { current } = content;
  const name = given.text("profile") ?? nonEmpty(host.env["AETHER_PROFILE"]) ?? current ?? undefined;
  const profile = name === undefined ? undefined : profileOf(content, name);
  if (name === undefined || profile === undefined) {
    const problem = name === undefined ? "nobody is signed in" : `there is no profile "${name}"`;
    throw usage(problem, "`aether config profiles` lists them.");
  }
  if (profile.session !== undefined) await endSession(session, name, profile);
  // Anew: the call may have renewed what is kept.
  const { [name]: _, ...others } = readProfiles(file, print.warn).profiles;
  writeProfiles(file, { current: current === name ? null : current, profiles: others });
  if (print.isJson) await print.json({ profile: name, url: profile.url });
  else await print.line(`Signed out of ${profile.url}; profile ${name} is forgotten.`);
  if (profile.key !== undefined) print.say("The key itself stays good until it is revoked (DELETE /api/v1/keys/{id}).");
  return 0;
}

async function endSession({ host, print, timeoutMs }: Session, name: string, { url }: Profile): Promise<void> {
  const transport = httpTransport(url, undefined);
  const fetch = fetchBy(transport);
  const token = profileToken({ env: host.env, name, baseUrl: BASE, fetch });
  try {
    await createClient({ baseUrl: BASE, fetch, token, timeoutMs }).logout();
  } catch (error) {
    print.warn(`the session was not ended at ${url}: ${toCliError(error).message}`);
  } finally {
    await transport.close();
  }
}
