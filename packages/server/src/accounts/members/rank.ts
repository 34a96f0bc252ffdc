import { Fault } from "#kernel/errors";
import { type Context, type Role, ROLES } from "#kernel/tenancy";

/** Nobody gives, changes or takes away a role above their own. Whoever owns the data directory is an owner. @throws Fault FORBIDDEN */
export function requireRank({ actor }: Context, role: Role): void {
  const own = actor.kind === "person" ? actor.role : "owner";
  if (ROLES.indexOf(own) <= ROLES.indexOf(role)) return;
  throw new Fault("FORBIDDEN", `only an ${role} can do this to an ${role}`, { role });
}
