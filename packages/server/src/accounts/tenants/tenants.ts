import { randomUUID } from "node:crypto";

import type { z } from "zod";

import { announceTenantChange } from "#kernel/auth";
import type { AuthDb, AuthTx, Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import {
  createTenantInput,
  renameTenantInput,
  tenant,
  tenantInput,
  tenantsInput,
  tenantsOutput,
  updateTenantInput,
} from "../contract.ts";
import {
  anyTenant,
  changeTenant,
  insertTenant,
  lockTenant,
  ownTenant,
  type Quotas,
  renameOwnTenant,
  type TenantRow,
  tenantsAfter,
} from "./store.ts";

/** What a tenant has unless the operator says otherwise: the numbers of the source documents. */
export const DEFAULT_QUOTAS: Quotas = { vectors: 500_000, qps: 50, storage_gb: 100, repos: 10 };

/** `create_tenant`: by the operator. */
export function createTenant(db: Db) {
  return operation({
    name: "create_tenant",
    kind: "command",
    summary: "Make a tenant.",
    permission: "platform:write",
    input: createTenantInput,
    output: tenant,
    errors: ["CONFLICT"],
    http: { method: "POST", path: "/tenants", status: 201, location: "/tenants/{tenant_id}" },
    async run(_context, { slug, name, quotas }) {
      const fresh = { tenantId: randomUUID(), slug, name: name ?? slug, quotas: withQuotas(DEFAULT_QUOTAS, quotas) };
      return db.forAuth().write(async (tx) => {
        if (!(await insertTenant(tx, fresh)))
          throw new Fault("CONFLICT", `there is a tenant "${slug}" already`, { slug });
        return present(await required(tx, fresh.tenantId));
      });
    },
  });
}

/** `list_tenants`: all of them, to the operator. */
export function listTenants(db: Db) {
  return operation({
    name: "list_tenants",
    kind: "query",
    summary: "All tenants, by slug.",
    permission: "platform:read",
    input: tenantsInput,
    output: tenantsOutput,
    errors: [],
    http: { method: "GET", path: "/tenants" },
    async run(_context, { limit, cursor = "" }) {
      const rows = await tenantsAfter(db.forAuth(), cursor, limit + 1);
      const page = rows.slice(0, limit);
      return { tenants: page.map(present), next_cursor: rows.length > limit ? (page.at(-1)?.slug ?? null) : null };
    },
  });
}

/** `get_tenant`: any of them to the operator, to everybody else their own. */
export function getTenant(db: Db) {
  return operation({
    name: "get_tenant",
    kind: "query",
    summary: "One tenant: one's own, or any to the operator.",
    permission: "tenant:read",
    input: tenantInput,
    output: tenant,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/tenants/{id}" },
    run: async (context, { id }) => present(await visibleTenant(db, context, id)),
  });
}

/** `update_tenant`: state and quotas, by the operator. */
export function updateTenant(db: Db) {
  return operation({
    name: "update_tenant",
    kind: "command",
    summary: "Suspend a tenant or let it work again; change its name and quotas.",
    permission: "platform:write",
    input: updateTenantInput,
    output: tenant,
    errors: ["NOT_FOUND", "CONFLICT", "PRECONDITION_FAILED"],
    http: { method: "PATCH", path: "/tenants/{id}" },
    async run(_context, { id, name, state, quotas, expected_version }) {
      return db.forAuth().write(async (tx) => {
        const before = await lockTenant(tx, id);
        if (before === undefined) throw missing(id);
        if (expected_version !== undefined && expected_version !== before.version) throw changed(before.version);
        const change = {
          tenantId: before.tenant_id,
          name: name ?? before.name,
          state: state ?? (before.state === "suspended" ? "suspended" : "active"),
          quotas: withQuotas(quotasOf(before), quotas ?? {}),
        } as const;
        if (!(await changeTenant(tx, change))) throw new Fault("CONFLICT", `"${before.slug}" is being deleted`);
        await announceTenantChange(tx, before.tenant_id);
        return present(await required(tx, before.tenant_id));
      });
    },
  });
}

/** `rename_tenant`: the name that people see, by an owner. */
export function renameTenant(db: Db) {
  return operation({
    name: "rename_tenant",
    kind: "command",
    summary: "Change the name of one's own tenant.",
    permission: "tenant:write",
    input: renameTenantInput,
    output: tenant,
    errors: ["PRECONDITION_FAILED"],
    http: { method: "PATCH", path: "/tenant" },
    async run(context, { name, expected_version }) {
      return db.forTenant(context).write(async (tx) => {
        const isRenamed = await renameOwnTenant(tx, name, expected_version);
        const row = await ownTenant(tx);
        if (row === undefined) throw new Fault("NOT_FOUND", "the tenant is gone");
        if (!isRenamed) throw changed(row.version);
        return present(row);
      });
    },
  });
}

/** A foreign tenant and one that is not there answer alike. */
export async function visibleTenant(db: Db, context: Context, id: string): Promise<TenantRow> {
  if (context.permissions.includes("platform:read")) return required(db.forAuth(), id);
  const own = await ownTenant(db.forTenant(context));
  if (own === undefined || (own.tenant_id !== id && own.slug !== id)) throw missing(id);
  return own;
}

async function required(from: AuthDb | AuthTx, id: string): Promise<TenantRow> {
  const row = await anyTenant(from, id);
  if (row === undefined) throw missing(id);
  return row;
}

function changed(version: number): Fault {
  return new Fault("PRECONDITION_FAILED", "the tenant has changed since you read it", { version });
}

function missing(id: string): Fault {
  return new Fault("NOT_FOUND", `no tenant "${id}"`, { id });
}

function withQuotas(before: Quotas, given: NonNullable<z.output<typeof updateTenantInput>["quotas"]>): Quotas {
  const { vectors = before.vectors, qps = before.qps, storage_gb = before.storage_gb, repos = before.repos } = given;
  return { vectors, qps, storage_gb, repos };
}

function quotasOf({ vectors, qps, storage_gb, repos }: TenantRow): Quotas {
  return { vectors: vectors === null ? null : Number(vectors), qps, storage_gb, repos };
}

function present(row: TenantRow): z.input<typeof tenant> {
  const { tenant_id, slug, name, state, version, created_at } = row;
  return { tenant_id, slug, name, state, quotas: quotasOf(row), version, created_at };
}
