import { type AetherClient, AetherError, type Tenant } from "@aether/client";

import { CliError } from "./failure.ts";
import { grouped } from "./place.ts";
import { plainLine } from "./terminal.ts";

/** The tenant that asks. @throws CliError USAGE for an operator, who acts in none */
export async function ownTenantId(client: AetherClient): Promise<string> {
  try {
    return (await client.getUsage({ days: 1 })).tenant_id;
  } catch (error) {
    if (!(error instanceof AetherError) || error.code !== "NOT_FOUND") throw error;
    const next = "`aether tenant list` lists them.";
    throw new CliError({ code: "USAGE", message: "say which tenant: you act in none", next, cause: error });
  }
}

/** A tenant in a line of a list. */
export function tenantRow({ slug, name, state, created_at }: Tenant): string {
  return `${plainLine(slug).padEnd(24)}  ${state.padEnd(9)}  ${created_at.slice(0, 10)}  ${plainLine(name)}`;
}

/** A tenant with its quotas. */
export function tenantLines({ tenant_id, slug, name, state, quotas, created_at }: Tenant): string[] {
  const limits = Object.entries(quotas).map(
    ([what, limit]) => `${what} ${limit === null ? "unlimited" : grouped(limit)}`,
  );
  return [
    `tenant   ${plainLine(slug)} (${tenant_id})`,
    `name     ${plainLine(name)}`,
    `state    ${state}; made ${created_at.slice(0, 10)}`,
    `quotas   ${limits.join(", ")}`,
  ];
}
