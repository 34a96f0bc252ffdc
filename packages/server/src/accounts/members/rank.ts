import { Fault } from "#kernel/errors";
import { type Context, type Role, ROLES } from "#kernel/tenancy";

/** @param slug of the tenant, where it is not the caller's own @throws Fault CONFLICT where the last owner would go */
export function requireAnotherOwner(role: string, owners: number, slug?: string): void {
  if (role !== "owner" || owners > 1) return;
  const where = slug === undefined ? "" : ` (${slug})`;
  throw new Fault(
    "CONFLICT",
    `a tenant has one owner at least${where}: make somebody else an owner first, or delete the tenant`,
    slug === undefined ? {} : { tenant: slug },
  );
}

/** Nobody gives, changes or takes away a role above their own. Whoever owns the data directory is an owner. @throws Fault FORBIDDEN */
export function requireRank({ actor }: Context, role: Role): void {
  const own = actor.kind === "person" ? actor.role : "owner";
  if (ROLES.indexOf(own) <= ROLES.indexOf(role)) return;
  throw new Fault("FORBIDDEN", `only an ${role} can do this to an ${role}`, { role });
}
