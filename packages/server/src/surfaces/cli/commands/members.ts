import type { AetherClient, Member } from "@aether/client";

import { commandOf, type Named } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import { daysOf } from "../duration.ts";
import { CliError, usage } from "../failure.ts";
import { newInvitationLines, SHOWN_ONCE } from "../invitation-lines.ts";
import type { Session } from "../session.ts";
import { show, showAll, takeAway } from "../shown.ts";
import { plainLine } from "../terminal.ts";

const ROLES = ["owner", "admin", "member", "viewer"] as const;
const MEMBER = { name: "the EMAIL or ID of a member", next: "`aether members` lists them." };

/** `aether members [list | invite EMAIL | role MEMBER ROLE | remove MEMBER]`: the people of one's own tenant. */
export const members = commandOf("members", {
  list: { run: list },
  invite: {
    operands: [{ name: "an EMAIL", next: "For example: aether members invite ann@example.org --role member" }],
    run: invite,
  },
  role: { operands: [MEMBER, { name: "a ROLE", next: `It is one of: ${ROLES.join(", ")}.` }], run: changeRole },
  remove: { operands: [MEMBER], run: remove },
});

async function list(session: Session): Promise<number> {
  const client = await session.connect();
  const none = "There are no members. `aether members invite EMAIL --role owner` asks one in.";
  return showAll(session, { items: client.listMembers.items({ limit: 200 }), row: memberRow, none });
}

function memberRow({ person_id, role, email, name, created_at }: Member): string {
  return `${person_id}  ${role.padEnd(6)}  ${created_at.slice(0, 10)}  ${plainLine(email)}  ${plainLine(name)}`.trimEnd();
}

/** Whoever was asked in by mail has the same code there. */
async function invite(session: Session, given: Arguments, [email]: Named): Promise<number> {
  const role = given.word("role", ROLES);
  const days = daysOf(given, "expires");
  const client = await session.connect();
  const made = await client.inviteMember({
    email,
    ...(role !== undefined && { role }),
    ...(days !== undefined && { expires_in_days: days }),
  });
  session.print.say(SHOWN_ONCE);
  return show(session, made, newInvitationLines);
}

async function changeRole(session: Session, _given: Arguments, [named, word]: Named): Promise<number> {
  const role = ROLES.find((one) => one === word);
  if (role === undefined) throw usage(`there is no role "${word}"`, `There are: ${ROLES.join(", ")}.`);
  const client = await session.connect();
  const { person_id, email } = await memberNamed(client, named);
  const answer = await client.changeRole({ id: person_id, role });
  return show(session, answer, () => [`${plainLine(email)}: ${role}`]);
}

function remove(session: Session, given: Arguments, [named]: Named): Promise<number> {
  return takeAway(session, given, {
    command: `aether members remove ${named}`,
    find: (client) => memberNamed(client, named),
    tell: (found) => [memberRow(found), "  They are let in no more; what they made stays."],
    question: ({ email }) => `Remove ${plainLine(email)}?`,
    otherwise: "nobody was removed",
    take: (client, { person_id }) => client.removeMember({ id: person_id }),
    done: ({ email }) => `${plainLine(email)}: removed`,
  });
}

async function memberNamed(client: AetherClient, named: string): Promise<Member> {
  if (!named.includes("@")) return client.getMember({ id: named });
  const asked = named.toLowerCase();
  for await (const one of client.listMembers.items({ limit: 200 })) if (one.email === asked) return one;
  throw new CliError({ code: "NOT_FOUND", message: `no member "${named}"`, next: MEMBER.next });
}
