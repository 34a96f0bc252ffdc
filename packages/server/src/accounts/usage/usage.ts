import type { z } from "zod";

import type { Db } from "#kernel/db";
import { BILLIONTHS, modelUseByDay, RESOURCES, standingOf, usageByDay } from "#kernel/limits";
import { operation } from "#kernel/operation";

import { listUsageInput, listUsageOutput, usage, usageInput } from "../contract-usage.ts";
import { tenantsAfter } from "../tenants/store.ts";
import { visibleTenant } from "../tenants/tenants.ts";

/** `get_usage`: what one's own tenant uses of its quotas, or any to the operator. */
export function getUsage(db: Db) {
  return operation({
    name: "get_usage",
    kind: "query",
    summary: "What a tenant uses of its quotas, now and by day.",
    permission: "tenant:read",
    input: usageInput,
    output: usage,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/tenant/usage", also: ["/tenants/{id}/usage"] },
    run: async (context, { id = context.tenantId, days }) => usageOf(db, await visibleTenant(db, context, id), days),
  });
}

/** `list_usage`: of all tenants, to the operator. */
export function listUsage(db: Db) {
  return operation({
    name: "list_usage",
    kind: "query",
    summary: "What all tenants use of their quotas, by slug.",
    permission: "platform:read",
    input: listUsageInput,
    output: listUsageOutput,
    errors: [],
    http: { method: "GET", path: "/usage" },
    async run(_context, { days, limit, cursor = "" }) {
      const rows = await tenantsAfter(db.forAuth(), cursor, limit + 1);
      const page = rows.slice(0, limit);
      const tenants = [];
      for (const row of page) tenants.push(await usageOf(db, row, days));
      return { tenants, next_cursor: rows.length > limit ? (page.at(-1)?.slug ?? null) : null };
    },
  });
}

interface Whose {
  readonly tenant_id: string;
  readonly slug: string;
}

async function usageOf(db: Db, { tenant_id, slug }: Whose, days: number): Promise<z.input<typeof usage>> {
  const tenant = db.forTenant({ tenantId: tenant_id });
  const resources = [];
  for (const resource of RESOURCES) resources.push({ resource, ...(await standingOf(tenant, resource)) });
  const rows = await usageByDay(tenant, days);
  const asked = await modelUseByDay(tenant, days);
  return {
    tenant_id,
    slug,
    resources,
    days: rows.map(({ day, measure, added, removed, used }) => ({
      day,
      measure,
      added: Number(added),
      removed: Number(removed),
      used: Number(used),
    })),
    models: asked.map(({ day, model, requests, tokens, cost, reserved }) => ({
      day,
      model,
      requests: Number(requests),
      tokens: Number(tokens),
      cost: Number(cost) / BILLIONTHS,
      reserved: Number(reserved) / BILLIONTHS,
    })),
  };
}
