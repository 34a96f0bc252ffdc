import { announceTenantChange } from "#kernel/auth";
import type { AuthTx, Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { deleteOwnTenantInput, deleteTenantInput, deleteTenantOutput } from "../contract-deletion.ts";
import { lockTenant } from "../tenants/store.ts";
import { markDeleting } from "./store.ts";

export interface DeletionNeeds {
  readonly db: Db;
  /** Begins the work at once, where this process does it. */
  readonly wake?: () => void;
}

/** `delete_tenant`: by the operator. */
export function deleteTenant(needs: DeletionNeeds) {
  return operation({
    name: "delete_tenant",
    kind: "command",
    summary:
      "Delete a tenant with all that it has: at once nothing can be read or written any more, then it is removed.",
    permission: "platform:write",
    input: deleteTenantInput,
    output: deleteTenantOutput,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "DELETE", path: "/tenants/{id}", status: 202 },
    run: (_context, { id, confirm }) => ending(needs, { id, confirm, askedBy: "operator" }),
  });
}

/** `delete_own_tenant`: by an owner. */
export function deleteOwnTenant(needs: DeletionNeeds) {
  return operation({
    name: "delete_own_tenant",
    kind: "command",
    summary: "Delete one's own tenant with all that it has.",
    permission: "tenant:write",
    input: deleteOwnTenantInput,
    output: deleteTenantOutput,
    errors: ["CONFLICT"],
    http: { method: "DELETE", path: "/tenant", status: 202 },
    async run({ actor, tenantId }, { confirm }) {
      if (actor.kind === "owner") {
        throw new Fault(
          "CONFLICT",
          "the tenant of a data directory goes with the directory: stop the server and remove it",
        );
      }
      return ending(needs, { id: tenantId, confirm, askedBy: "owner" });
    },
  });
}

interface Asked {
  readonly id: string;
  readonly confirm: string;
  readonly askedBy: string;
}

async function ending({ db, wake }: DeletionNeeds, asked: Asked) {
  const { tenant_id, slug } = await db.forAuth().write((tx) => mark(tx, asked));
  wake?.();
  return { tenant_id, slug, state: "deleting" as const };
}

async function mark(tx: AuthTx, { id, confirm, askedBy }: Asked) {
  const found = await lockTenant(tx, id);
  if (found === undefined) throw new Fault("NOT_FOUND", `no tenant "${id}"`, { id });
  if (found.slug !== confirm) {
    throw new Fault("CONFLICT", `"${confirm}" is not the slug of this tenant: nothing was deleted`, { confirm });
  }
  await markDeleting(tx, found.tenant_id, askedBy);
  await announceTenantChange(tx, found.tenant_id);
  return found;
}
