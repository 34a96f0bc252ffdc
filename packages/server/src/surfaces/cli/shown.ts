/** The three ways in which commands about people, keys and the like answer: a list, one thing, and the end of one. */
import type { AetherClient } from "@aether/client";

import { agreeTo, requireSomebody } from "./agree.ts";
import type { Arguments } from "./arguments.ts";
import type { Session } from "./session.ts";

export interface Listing<Item> {
  readonly items: AsyncIterable<Item> | Iterable<Item>;
  /** Of people's reading; with --json each is a line of JSON. */
  readonly row: (item: Item) => string;
  /** Said where there is none. */
  readonly none: string;
}

/** Page after page, until the end or Ctrl-C. */
export async function showAll<Item>(
  { print, interrupted }: Session,
  { items, row, none }: Listing<Item>,
): Promise<number> {
  let shown = 0;
  for await (const item of items) {
    await print.line(print.isJson ? JSON.stringify(item) : row(item));
    shown++;
    if (interrupted.aborted) break;
  }
  if (shown === 0) print.say(none);
  return 0;
}

/** An answer as a JSON document, else as these lines. */
export async function show<Answer>(
  { print }: Session,
  answer: Answer,
  lines: (answer: Answer) => readonly string[],
): Promise<number> {
  if (print.isJson) await print.json(answer);
  else for (const line of lines(answer)) await print.line(line);
  return 0;
}

/** Labels on the left, all as wide as the longest. */
export function labelled(rows: Readonly<Record<string, string>>): string[] {
  const width = Math.max(...Object.keys(rows).map(({ length }) => length));
  return Object.entries(rows).map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}

export interface Loss<Thing> {
  /** The command line without its flags, for whom it can be repeated with --yes. */
  readonly command: string;
  readonly find: (client: AetherClient) => Promise<Thing>;
  /** What will be lost, told before the question. */
  readonly tell: (thing: Thing) => readonly string[];
  readonly question: (thing: Thing) => string;
  /** What did not happen where the answer is no. */
  readonly otherwise: string;
  readonly take: (client: AetherClient, thing: Thing) => Promise<unknown>;
  /** Said of the thing when it is done. */
  readonly done: (thing: Thing) => string;
}

/** Says what will be lost, asks, takes it away. */
export async function takeAway<Thing>(session: Session, given: Arguments, loss: Loss<Thing>): Promise<number> {
  const { print } = session;
  const client = await session.connect();
  // What is not there is told first: no yes would help.
  const thing = await loss.find(client);
  requireSomebody(session, given, loss.command);
  for (const line of loss.tell(thing)) print.say(line);
  await agreeTo(session, given, { question: loss.question(thing), otherwise: loss.otherwise });
  return show(session, await loss.take(client, thing), () => [loss.done(thing)]);
}
