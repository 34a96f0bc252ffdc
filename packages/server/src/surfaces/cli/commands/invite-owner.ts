import { usage } from "../failure.ts";
import { newInvitationLines, SHOWN_ONCE } from "../invitation-lines.ts";
import type { Session } from "../session.ts";
import { show } from "../shown.ts";

/** `aether tenant invite-owner TENANT EMAIL`: how the operator hands a tenant over. */
export async function inviteOwner(session: Session, id: string, email: string | undefined): Promise<number> {
  if (email === undefined)
    throw usage(
      "aether tenant invite-owner needs an EMAIL",
      `For example: aether tenant invite-owner ${id} ann@example.org`,
    );
  const client = await session.connect();
  const made = await client.inviteOwner({ id, email });
  session.print.say(SHOWN_ONCE);
  return show(session, made, newInvitationLines);
}
