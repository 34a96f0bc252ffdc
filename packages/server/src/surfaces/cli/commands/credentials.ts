import type { Credential } from "@aether/client";

import { commandOf } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { readSecret } from "../read-secrets.ts";
import type { Session } from "../session.ts";
import { show, showAll, takeAway } from "../shown.ts";
import { plainLine } from "../terminal.ts";

const KINDS = ["git_token", "provider_key"] as const;

/** `aether credentials [list | add NAME | delete NAME]`: tokens of other services; a secret goes in and never comes out. */
export const credentials = commandOf("credentials", {
  list: { run: list },
  add: {
    operands: [{ name: "a NAME", next: "For example: aether credentials add github --host github.com < token-file" }],
    run: add,
  },
  delete: { operands: [{ name: "a NAME", next: "`aether credentials` lists them." }], run: remove },
});

async function list(session: Session): Promise<number> {
  const client = await session.connect();
  const { credentials: kept } = await client.listCredentials();
  const none = "There are no credentials. `aether credentials add NAME --host HOST` keeps one.";
  return showAll(session, { items: kept, row: credentialRow, none });
}

function credentialRow({ name, kind, host, username, last4, updated_at }: Credential): string {
  const end = last4 === "" ? "" : `  …${plainLine(last4)}`;
  const who = username === "" ? host : `${username}@${host}`;
  return `${plainLine(name).padEnd(24)}  ${kind.padEnd(12)}  ${updated_at.slice(0, 10)}  ${plainLine(who)}${end}`;
}

async function add(session: Session, given: Arguments, [name]: readonly [string, string]): Promise<number> {
  const host = given.text("host");
  if (host === undefined)
    throw usage("aether credentials add needs --host HOST", "It is the only host that the secret is sent to.");
  const username = given.text("username");
  const secret = await readSecret(session, {
    prompt: `Secret of ${name}: `,
    missing: "no secret was given",
    example: `aether credentials add ${name} --host ${host} < token-file`,
  });
  const client = await session.connect();
  const kept = await client.putCredential({
    name,
    host,
    secret,
    kind: given.word("kind", KINDS) ?? "git_token",
    ...(username !== undefined && { username }),
  });
  session.print.say("It is kept encrypted, and never shown again.");
  return show(session, kept, (one) => [credentialRow(one)]);
}

function remove(session: Session, given: Arguments, [name]: readonly [string, string]): Promise<number> {
  return takeAway(session, given, {
    command: `aether credentials delete ${name}`,
    find: (client) => client.getCredential({ name }),
    tell: (found) => [credentialRow(found), "  What is read with it cannot be read again until another is added."],
    question: () => "Delete it?",
    otherwise: "nothing was deleted",
    take: (client) => client.deleteCredential({ name }),
    done: (found) => `${plainLine(found.name)}: deleted`,
  });
}
