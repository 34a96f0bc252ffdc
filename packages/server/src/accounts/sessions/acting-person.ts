import { Fault } from "#kernel/errors";
import type { Actor, Context } from "#kernel/tenancy";

/** Who asks, where only a person can. @throws Fault FORBIDDEN */
export function actingPerson({ actor }: Context): Extract<Actor, { kind: "person" }> {
  if (actor.kind === "person") return actor;
  throw new Fault("FORBIDDEN", "only a person who has signed in has this");
}
