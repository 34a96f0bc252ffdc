import type { Key, NewKey } from "@aether/client";

import { commandOf } from "../actions.ts";
import { agreeTo, requireSomebody } from "../agree.ts";
import type { Arguments } from "../arguments.ts";
import { daysOf, hoursOf } from "../duration.ts";
import { usage } from "../failure.ts";
import { count } from "../place.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

/** As the API has it where nothing is said. */
const OVERLAP_HOURS = 24;
const OF_A_KEY = { name: "the ID of a key", next: "`aether keys list` lists them." };

/** `aether keys [list | create NAME | rotate ID | revoke ID]`: the keys that programs of one's own tenant come with. */
export const keys = commandOf("keys", {
  list: { run: list },
  create: {
    operand: { name: "a NAME", next: "For example: aether keys create laptop --permissions code:read" },
    run: create,
  },
  rotate: { operand: OF_A_KEY, run: rotate },
  revoke: { operand: OF_A_KEY, run: revoke },
});

async function list({ connect, print, interrupted }: Session): Promise<number> {
  const client = await connect();
  let shown = 0;
  for await (const one of client.listKeys.items({ limit: 200 })) {
    await print.line(print.isJson ? JSON.stringify(one) : keyRow(one));
    shown++;
    if (interrupted.aborted) break;
  }
  if (shown === 0) print.say("There are no keys. `aether keys create NAME --permissions code:read` makes one.");
  return 0;
}

function keyRow({ key_id, state, expires_at, permissions, name }: Key): string {
  const until = expires_at === null ? "for good" : `to ${expires_at.slice(0, 10)}`;
  return `${key_id}  ${state.padEnd(7)}  ${until.padEnd(13)}  ${plainLine(name).padEnd(16)}  ${permissions.join(",")}`;
}

async function create(session: Session, given: Arguments, name: string): Promise<number> {
  const permissions = given.list("permissions").flatMap((text) => text.split(",").map((one) => one.trim()));
  const asked = permissions.filter((one) => one !== "");
  if (asked.length === 0)
    throw usage(
      "aether keys create needs --permissions",
      "To index and search: --permissions code:read,code:write,jobs:read",
    );
  const days = daysOf(given, "expires");
  const client = await session.connect();
  const made = await client.createKey({
    name,
    permissions: asked,
    ...(days !== undefined && { expires_in_days: days }),
  });
  return showOnce(session, made);
}

async function rotate(session: Session, given: Arguments, id: string): Promise<number> {
  const hours = hoursOf(given, "overlap") ?? OVERLAP_HOURS;
  const client = await session.connect();
  await showOnce(session, await client.rotateKey({ id, overlap_hours: hours }));
  session.print.say(
    hours === 0
      ? "The old key is worthless from now on."
      : `The old key is good for ${count(hours, "hour")} more at most; \`aether keys revoke ${id}\` ends it now.`,
  );
  return 0;
}

async function showOnce({ print }: Session, made: NewKey): Promise<number> {
  if (print.isJson) await print.json(made);
  else {
    await print.line(`key          ${plainLine(made.key)}`);
    await print.line(`id           ${plainLine(made.key_id)}`);
    await print.line(`name         ${plainLine(made.name)}`);
    await print.line(`permissions  ${made.permissions.join(", ")}`);
    await print.line(`expires      ${made.expires_at ?? "never"}`);
  }
  print.say("The key is shown this once and is kept nowhere: put it where the program finds it.");
  return 0;
}

async function revoke(session: Session, given: Arguments, id: string): Promise<number> {
  const { print } = session;
  requireSomebody(session, given, `aether keys revoke ${id}`);
  const client = await session.connect();
  const { name, shown_as: shownAs } = await client.getKey({ id });
  print.say(`${plainLine(name)}  ${plainLine(shownAs)}`);
  print.say("  Whatever still comes with it is refused at once, and it never comes back.");
  await agreeTo(session, given, { question: "Revoke it?", otherwise: "nothing was revoked" });
  const revoked = await client.revokeKey({ id });
  if (print.isJson) await print.json(revoked);
  else await print.line(`${plainLine(revoked.name)}: ${revoked.state}`);
  return 0;
}
