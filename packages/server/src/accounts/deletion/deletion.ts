import { announceTenantChange } from "#kernel/auth";
import type { AuthTx, Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

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
    run: (context, { id, confirm }) => ending(needs, { id, confirm, askedBy: "operator", kept: keptBy(context) }),
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
    run: (context, { confirm }) =>
      ending(needs, { id: context.tenantId, confirm, askedBy: "owner", kept: keptBy(context) }),
  });
}

interface Asked {
  readonly id: string;
  readonly confirm: string;
  readonly askedBy: string;
  /** A tenant that nobody may end so. */
  readonly kept: string | undefined;
}

/** Whoever owns a data directory keeps its tenant as long as the directory. */
function keptBy({ actor, tenantId }: Context): string | undefined {
  return actor.kind === "owner" ? tenantId : undefined;
}

async function ending({ db, wake }: DeletionNeeds, asked: Asked) {
  const { tenant_id, slug } = await db.forAuth().write((tx) => mark(tx, asked));
  wake?.();
  return { tenant_id, slug, state: "deleting" as const };
}

async function mark(tx: AuthTx, { id, confirm, askedBy, kept }: Asked) {
  const found = await lockTenant(tx, id);
  if (found === undefined) throw new Fault("NOT_FOUND", `no tenant "${id}"`, { id });
  if (found.slug !== confirm) {
    throw new Fault("CONFLICT", `"${confirm}" is not the slug of this tenant: nothing was deleted`, { confirm });
  }
  if (found.tenant_id === kept) {
    throw new Fault(
      "CONFLICT",
      "the tenant of a data directory goes with the directory: stop the server and remove it",
    );
  }
  await markDeleting(tx, found.tenant_id, askedBy);
  await announceTenantChange(tx, found.tenant_id);
  return found;
}
