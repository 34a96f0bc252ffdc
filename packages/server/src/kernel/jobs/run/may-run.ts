import type { JobKind } from "../kinds.ts";

/** Whether jobs of a tenant in this state are run. */
export function mayRun(tenant: string | null, kind: Pick<JobKind, "runsSuspended"> | undefined): boolean {
  return tenant === "active" || (tenant === "suspended" && kind?.runsSuspended === true);
}
