import type { Arguments } from "../arguments.ts";
import { readOwner } from "../owner.ts";
import { findTarget } from "../profiles/target.ts";
import type { Session } from "../session.ts";

/** A shell takes each for a word as it is. */
const PLAIN_WORD = /^[\w.@+-][\w.@+/-]*$/;

/**
 * `aether __complete repos`: what shells ask for while somebody types. Where no server runs it says nothing: opening the
 * database takes longer than anybody waits for a Tab.
 */
export async function complete(session: Session, given: Arguments): Promise<number> {
  const { host, directory, print } = session;
  if (given.operands[0] !== "repos") return 0;
  const target = findTarget({ given, env: host.env, directory, warn: () => undefined });
  if (target === undefined && readOwner(directory)?.token === undefined) return 0;
  const client = await session.connect();
  for await (const { name } of client.listRepositories.items({ limit: 1000 }))
    if (PLAIN_WORD.test(name)) await print.line(name);
  return 0;
}
