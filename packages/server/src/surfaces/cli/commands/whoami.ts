import { AetherError, type GetMeOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { findTarget } from "../profiles/target.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { keyShown } from "./login.ts";

/** `aether whoami`: which server is asked, and as whom. */
export async function whoami(session: Session, given: Arguments): Promise<number> {
  const { host, print, directory } = session;
  const target = findTarget({ given, env: host.env, directory, warn: print.warn });
  if (target === undefined)
    return say(session, { server: directory, profile: null, as: "the owner of this data directory" });
  const { name, profile } = target;
  const own = name === undefined || profile === undefined ? {} : await session.profiles.credentials.of(name, profile);
  const key = target.token ?? own.key;
  const shown = { server: target.url.href.replace(/\/$/, ""), profile: name ?? null };
  const me = await askMe(session);
  if (me === undefined)
    return say(session, { ...shown, as: key === undefined ? "somebody without a name" : keyShown(key) });
  return say(session, { ...shown, as: me.email, role: me.role, tenant_id: me.tenant_id });
}

interface Who {
  readonly server: string;
  readonly profile: string | null;
  readonly as: string;
  readonly role?: string;
  readonly tenant_id?: string;
}

async function say({ print }: Session, who: Who): Promise<number> {
  if (print.isJson) await print.json(who);
  else {
    const role = who.role === undefined ? "" : ` (${who.role})`;
    const profile = who.profile === null ? "" : `, profile ${who.profile}`;
    await print.line(`${plainLine(who.as)}${role} at ${who.server}${profile}`);
  }
  return 0;
}

/** Undefined for what is no person, as a key. */
async function askMe(session: Session): Promise<GetMeOutput | undefined> {
  const client = await session.connect();
  try {
    return await client.getMe();
  } catch (error) {
    if (error instanceof AetherError && error.category === "forbidden") return undefined;
    throw error;
  }
}
