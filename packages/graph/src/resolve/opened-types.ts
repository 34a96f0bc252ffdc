/** Outside types that the repository opens again under their own names, to add members to them (Ruby, `declare global`). */
import type { WantedMember } from "./asked.ts";
import type { Resolver } from "./rules.ts";
import { type Entity, type Found, instanceOf, NOTHING } from "./values.ts";

/** What the first of them that has the member has; only what is written there, not what outside bases may have. */
export function memberOfOpened(resolver: Resolver, opened: readonly Entity[], { receiver, name }: WantedMember): Found {
  const given = receiver.kind === "external" ? receiver.arguments : [];
  for (const type of opened) {
    const found = resolver.member(instanceOf(type, given), name);
    const ours = found.values.filter(({ kind }) => kind !== "external");
    if (ours.length > 0) return { ...found, values: ours };
  }
  return NOTHING;
}
