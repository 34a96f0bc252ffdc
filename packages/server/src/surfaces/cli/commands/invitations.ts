import type { Invitation } from "@aether/client";

import { commandOf } from "../actions.ts";
import type { Session } from "../session.ts";
import { show, showAll } from "../shown.ts";
import { plainLine } from "../terminal.ts";

/** `aether invitations [list | revoke ID]`: who was asked into one's own tenant. */
export const invitations = commandOf("invitations", {
  list: { run: list },
  revoke: {
    operands: [{ name: "the ID of an invitation", next: "`aether invitations` lists them." }],
    async run(session, _given, [id]) {
      const client = await session.connect();
      const revoked = await client.revokeInvitation({ id });
      return show(session, revoked, ({ email, state }) => [`${plainLine(email)}: ${state}`]);
    },
  },
});

async function list(session: Session): Promise<number> {
  const client = await session.connect();
  const none = "There are no invitations. `aether members invite EMAIL` asks somebody in.";
  return showAll(session, { items: client.listInvitations.items({ limit: 200 }), row: invitationRow, none });
}

function invitationRow({ invitation_id, email, role, state, expires_at }: Invitation): string {
  return `${invitation_id}  ${state.padEnd(8)}  ${role.padEnd(6)}  to ${expires_at.slice(0, 10)}  ${plainLine(email)}`;
}
