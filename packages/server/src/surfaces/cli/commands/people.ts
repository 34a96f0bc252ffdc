import type { Person } from "@aether/client";

import { commandOf, type Named } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../session.ts";
import { labelled, show, takeAway } from "../shown.ts";
import { plainLine } from "../terminal.ts";

const EMAIL = [{ name: "an EMAIL", next: "For example: aether people find ann@example.org" }];

/** `aether people find EMAIL | reset-link EMAIL | delete EMAIL`: for the operator, who sees nobody's code. */
export const people = commandOf("people", {
  find: { operands: EMAIL, run: find },
  "reset-link": { operands: EMAIL, run: resetLink },
  delete: { operands: EMAIL, run: remove },
});

async function find(session: Session, _given: Arguments, [email]: Named): Promise<number> {
  const client = await session.connect();
  return show(session, await client.findPerson({ email }), personLines);
}

function personLines({ person_id, email, name, state, memberships }: Person): string[] {
  const of = memberships.map(({ slug, role }) => `${plainLine(slug)} (${role})`);
  return labelled({
    person: `${plainLine(email)} (${person_id})`,
    ...(name !== "" && { name: plainLine(name) }),
    state,
    tenants: of.length === 0 ? "none" : of.join(", "),
  });
}

async function resetLink(session: Session, _given: Arguments, [email]: Named): Promise<number> {
  const client = await session.connect();
  const made = await client.makeResetLink({ email });
  session.print.say("The code is shown this once: hand it over. It sets a new password, on /reset-password.");
  return show(session, made, ({ token, link, expires_at }) =>
    labelled({ code: plainLine(token), ...(link !== null && { link: plainLine(link) }), until: expires_at }),
  );
}

function remove(session: Session, given: Arguments, [email]: Named): Promise<number> {
  return takeAway(session, given, {
    command: `aether people delete ${email}`,
    find: (client) => client.findPerson({ email }),
    tell: (found) => [...personLines(found), "The account, its sessions and its memberships are removed for good."],
    question: (found) => `Delete ${plainLine(found.email)}?`,
    otherwise: "nobody was deleted",
    take: (client, { person_id }) => client.deletePerson({ id: person_id }),
    done: (found) => `${plainLine(found.email)}: deleted`,
  });
}
