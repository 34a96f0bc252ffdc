/** The keys of a tenant and those of operators are listed, made, rotated and revoked alike. */
import type { AetherClient } from "@aether/client";

import { type Action, commandOf, type Named } from "./actions.ts";
import type { Arguments } from "./arguments.ts";
import { daysOf, hoursOf } from "./duration.ts";
import { count } from "./place.ts";
import type { Session } from "./session.ts";
import { labelled, show, showAll, takeAway } from "./shown.ts";
import { plainLine } from "./terminal.ts";

interface AnyKey {
  readonly key_id: string;
  readonly name: string;
  readonly shown_as: string;
  readonly state: string;
  readonly expires_at: string | null;
}

/** The one answer that has the secret. */
type Made<Key> = Key & { readonly key: string };

/** What every key is made of. */
interface About {
  readonly name: string;
  readonly expires_in_days?: number;
}

export interface KindOfKey<Key extends AnyKey> {
  readonly command: string;
  readonly example: string;
  readonly none: string;
  readonly list: (client: AetherClient) => AsyncIterable<Key>;
  readonly get: (client: AetherClient, id: string) => Promise<Key>;
  /** Refuses what was typed before anybody is asked. */
  readonly create: (given: Arguments, about: About) => (client: AetherClient) => Promise<Made<Key>>;
  readonly rotate: (client: AetherClient, rotation: Rotation) => Promise<Made<Key>>;
  readonly revoke: (client: AetherClient, id: string) => Promise<Key>;
  /** What only this kind can do, by the name of the action. */
  readonly more?: (row: (key: Key) => string) => Readonly<Record<string, Action>>;
  /** None where all keys of the kind may the same. */
  readonly permissions: (key: Key) => readonly string[];
}

interface Rotation {
  readonly id: string;
  readonly overlap_hours: number;
}

/** As the API has it where nothing is said. */
const OVERLAP_HOURS = 24;

/** `aether COMMAND [list | create NAME | rotate ID | revoke ID]`. */
export function keysCommand<Key extends AnyKey>(kind: KindOfKey<Key>) {
  const ofAKey = [{ name: "the ID of a key", next: `\`aether ${kind.command} list\` lists them.` }];
  return commandOf(kind.command, {
    list: {
      async run(session) {
        const items = kind.list(await session.connect());
        return showAll(session, { items, row: (key) => keyRow(kind, key), none: kind.none });
      },
    },
    create: {
      operands: [{ name: "a NAME", next: `For example: ${kind.example}` }],
      async run(session, given, [name]) {
        const days = daysOf(given, "expires");
        const create = kind.create(given, { name, ...(days !== undefined && { expires_in_days: days }) });
        return showOnce(session, kind, await create(await session.connect()));
      },
    },
    ...kind.more?.((key) => keyRow(kind, key)),
    rotate: { operands: ofAKey, run: (session, given, named) => rotate(kind, { session, given, named }) },
    revoke: {
      operands: ofAKey,
      run: (session, given, [id]) =>
        takeAway(session, given, {
          command: `aether ${kind.command} revoke ${id}`,
          find: (client) => kind.get(client, id),
          tell: ({ name, shown_as }) => [
            `${plainLine(name)}  ${plainLine(shown_as)}`,
            "  Whatever still comes with it is refused at once, and it never comes back.",
          ],
          question: () => "Revoke it?",
          otherwise: "nothing was revoked",
          take: (client) => kind.revoke(client, id),
          done: ({ name }) => `${plainLine(name)}: revoked`,
        }),
    },
  });
}

function keyRow<Key extends AnyKey>(kind: KindOfKey<Key>, key: Key): string {
  const { key_id, state, expires_at, name } = key;
  const until = expires_at === null ? "for good" : `to ${expires_at.slice(0, 10)}`;
  const row = `${key_id}  ${state.padEnd(7)}  ${until.padEnd(13)}  ${plainLine(name).padEnd(16)}`;
  return `${row}  ${kind.permissions(key).join(",")}`.trimEnd();
}

interface Asked {
  readonly session: Session;
  readonly given: Arguments;
  readonly named: Named;
}

async function rotate<Key extends AnyKey>(kind: KindOfKey<Key>, { session, given, named }: Asked): Promise<number> {
  const [id] = named;
  const hours = hoursOf(given, "overlap") ?? OVERLAP_HOURS;
  const client = await session.connect();
  await showOnce(session, kind, await kind.rotate(client, { id, overlap_hours: hours }));
  session.print.say(
    hours === 0
      ? "The old key is worthless from now on."
      : `The old key is good for ${count(hours, "hour")} more at most; \`aether ${kind.command} revoke ${id}\` ends it now.`,
  );
  return 0;
}

async function showOnce<Key extends AnyKey>(session: Session, kind: KindOfKey<Key>, made: Made<Key>): Promise<number> {
  const permissions = kind.permissions(made);
  await show(session, made, () =>
    labelled({
      key: plainLine(made.key),
      id: plainLine(made.key_id),
      name: plainLine(made.name),
      ...(permissions.length > 0 && { permissions: permissions.join(", ") }),
      expires: made.expires_at ?? "never",
    }),
  );
  session.print.say("The key is shown this once and is kept nowhere: put it where the program finds it.");
  return 0;
}
