import { Fault } from "#kernel/errors";

/** What is said to those who belong to a tenant that may not act now. */
export function suspended(state: string): Fault {
  const why = state === "deleting" ? "is being deleted" : "is suspended";
  return new Fault("TENANT_SUSPENDED", `the tenant ${why}`, { state });
}
