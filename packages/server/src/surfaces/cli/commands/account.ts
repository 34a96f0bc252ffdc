import type { GetMeOutput } from "@aether/client";

import { commandOf } from "../actions.ts";
import { agreeTo, requireSomebody } from "../agree.ts";
import type { Arguments } from "../arguments.ts";
import { readSecret, readSecrets } from "../read-secrets.ts";
import type { Session } from "../session.ts";
import { labelled, show, takeAway } from "../shown.ts";
import { plainLine } from "../terminal.ts";

/** `aether account [show | rename NAME | password | leave | delete]`: oneself, wherever one belongs. */
export const account = commandOf("account", {
  show: { run: showMe },
  rename: {
    operands: [{ name: "a NAME", next: "For example: aether account rename 'Ann Lee'" }],
    async run(session, _given, [name]) {
      const client = await session.connect();
      return show(session, await client.updateMe({ name }), accountLines);
    },
  },
  password: { run: changePassword },
  leave: { run: leave },
  delete: { run: remove },
});

async function showMe(session: Session): Promise<number> {
  const client = await session.connect();
  return show(session, await client.getMe(), accountLines);
}

function accountLines({ person_id, email, name, tenant_id, memberships }: GetMeOutput): string[] {
  const of = memberships.map((one) => `${plainLine(one.slug)} (${one.role})${one.tenant_id === tenant_id ? " *" : ""}`);
  return labelled({
    person: `${plainLine(email)} (${person_id})`,
    ...(name !== "" && { name: plainLine(name) }),
    tenants: of.join(", "),
  });
}

async function changePassword(session: Session): Promise<number> {
  const [password = "", wanted = ""] = await readSecrets(session, {
    prompts: ["The password you have now: ", "The new one, of 12 characters or more: "],
    missing: "both the password you have and the new one are needed",
    example: "aether account password < file-of-two-lines",
  });
  const client = await session.connect();
  const answer = await client.changePassword({ password, new_password: wanted });
  session.print.say("You are signed out everywhere else.");
  return show(session, answer, () => ["The password is changed."]);
}

function leave(session: Session, given: Arguments): Promise<number> {
  return takeAway(session, given, {
    command: "aether account leave",
    find: (client) => client.getMe(),
    tell: (me) => [...accountLines(me), "Whoever leaves the tenant marked * is let in again by an invitation only."],
    question: () => "Leave it?",
    otherwise: "you have not left",
    take: (client) => client.leaveTenant(),
    done: ({ email }) => `${plainLine(email)}: no member any more`,
  });
}

/** With the password again, so that an open terminal is not enough. */
async function remove(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  requireSomebody(session, given, "aether account delete");
  const password = await readSecret(session, {
    prompt: "Your password: ",
    missing: "the password is needed again",
    example: "aether account delete --yes < password-file",
  });
  const client = await session.connect();
  const me = await client.getMe();
  for (const line of accountLines(me)) print.say(line);
  print.say("The account, its sessions and its memberships are removed for good.");
  const question = `Delete the account of ${plainLine(me.email)}?`;
  await agreeTo(session, given, { question, otherwise: "nothing was deleted" });
  const answer = await client.deleteOwnAccount({ password });
  return show(session, answer, () => [`${plainLine(me.email)}: deleted`]);
}
