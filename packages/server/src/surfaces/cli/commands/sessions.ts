import type { ListSessionsOutput } from "@aether/client";

import { commandOf } from "../actions.ts";
import type { Session } from "../session.ts";
import { show, showAll } from "../shown.ts";
import { plainLine } from "../terminal.ts";

type SignIn = ListSessionsOutput["sessions"][number];

/** `aether sessions [list | end ID]`: where one is signed in. */
export const sessions = commandOf("sessions", {
  list: { run: list },
  end: {
    operands: [{ name: "the ID of a session", next: "`aether sessions` lists them." }],
    async run(session, _given, [id]) {
      const client = await session.connect();
      return show(session, await client.endSession({ id }), () => [`${plainLine(id)}: signed out`]);
    },
  },
});

async function list(session: Session): Promise<number> {
  const client = await session.connect();
  const none = "There are no sessions.";
  return showAll(session, { items: client.listSessions.items({ limit: 200 }), row: sessionRow, none });
}

function sessionRow({ session_id, is_current, address, user_agent, refreshed_at, expires_at }: SignIn): string {
  const which = is_current ? "here" : "open";
  const times = `seen ${refreshed_at.slice(0, 16)}Z  to ${expires_at.slice(0, 10)}`;
  return `${session_id}  ${which}  ${times}  ${plainLine(address)}  ${plainLine(user_agent)}`.trimEnd();
}
