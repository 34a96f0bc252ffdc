import { randomUUID } from "node:crypto";

import type { z } from "zod";

import { archiveBytes, streamArchive } from "#kernel/archives";
import type { Trail } from "#kernel/audit";
import { Fault } from "#kernel/errors";
import { handleJob, type JobHandler, type JobKind, type Jobs } from "#kernel/jobs";
import { type AnyOperation, fileOperation, operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";
import { MINUTE_MS } from "#kernel/time";

import {
  deletedExport,
  exportTenantInput,
  exportTenantOutput,
  oneExportInput,
  tenantExport,
  tenantExportsInput,
  tenantExportsOutput,
} from "../contract-exports.ts";
import { visibleTenant } from "../tenants/tenants.ts";
import { expireJob, exportJob } from "./export-job.ts";
import { runExpiry, runExport, type RunNeeds } from "./run-export.ts";
import { deleteExports, type ExportRow, exportsOf, insertExport } from "./store.ts";

export interface ExportsNeeds extends RunNeeds {
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly trail: Pick<Trail, "verify" | "sign" | "record">;
}

/** How long an archive is kept. */
const LIFE_MS = 7 * 24 * 60 * MINUTE_MS;

export const EXPORT_JOB_KINDS: readonly JobKind[] = [exportJob, expireJob];

export function exportHandlers(needs: RunNeeds): readonly JobHandler[] {
  return [handleJob(exportJob, (run) => runExport(needs, run)), handleJob(expireJob, runExpiry)];
}

/** Exports of all that a tenant has, by its owner or the operator. */
export function exportOperations(needs: ExportsNeeds): readonly AnyOperation[] {
  const one = [getTenantExport(needs), downloadTenantExport(needs), deleteTenantExport(needs)];
  return [exportTenant(needs), listTenantExports(needs), ...one];
}

function exportTenant(needs: ExportsNeeds) {
  const { db, jobs } = needs;
  return operation({
    name: "export_tenant",
    kind: "command",
    summary: "Write all that a tenant has into an archive, in the place of the one before; of a suspended one, too.",
    permission: "tenant:export",
    input: exportTenantInput,
    output: exportTenantOutput,
    errors: ["NOT_FOUND", "CONFLICT", "QUEUE_FULL"],
    http: {
      method: "POST",
      path: "/tenants/{id}/exports",
      status: 202,
      location: "/tenants/{tenant_id}/exports/{export_id}",
    },
    async run(context, { id }) {
      const { tenant_id, slug, state } = await visibleTenant(db, context, id);
      if (state === "deleting") throw new Fault("CONFLICT", `"${slug}" is being deleted`);
      const exportId = randomUUID();
      const answer = await db.forTenant({ tenantId: tenant_id }).write(async (tx) => {
        const job = await jobs.enqueue(tx, exportJob, { input: { export_id: exportId }, subject: tenant_id });
        const running = (await exportsOf(tx)).find((one) => one.job_id === job.jobId);
        if (running !== undefined) return { ...running, state: job.state };
        const asked = { exportId, jobId: job.jobId, askedBy: context.actor.kind, lifeMs: LIFE_MS };
        const expires_at = await insertExport(tx, asked);
        const ending = { input: { export_id: exportId }, subject: exportId, startAfterMs: LIFE_MS };
        await jobs.enqueue(tx, expireJob, ending);
        return { export_id: exportId, job_id: job.jobId, state: job.state, expires_at };
      });
      await tellTenant(needs, context, { tenantId: tenant_id, action: "export_tenant" });
      const { export_id, job_id, expires_at, state: jobState } = answer;
      return { tenant_id, export_id, job_id, state: jobState, expires_at };
    },
  });
}

function listTenantExports({ db }: ExportsNeeds) {
  return operation({
    name: "list_tenant_exports",
    kind: "query",
    summary: "The exports of a tenant that have not expired, and how far they have come.",
    permission: "tenant:export",
    input: tenantExportsInput,
    output: tenantExportsOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/tenants/{id}/exports" },
    async run(context, { id }) {
      const { tenant_id: tenantId } = await visibleTenant(db, context, id);
      return { exports: (await exportsOf(db.forTenant({ tenantId }))).map(present) };
    },
  });
}

function getTenantExport({ db }: ExportsNeeds) {
  return operation({
    name: "get_tenant_export",
    kind: "query",
    summary: "One export of a tenant, and how far it has come.",
    permission: "tenant:export",
    input: oneExportInput,
    output: tenantExport,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/tenants/{id}/exports/{export_id}" },
    async run(context, { id, export_id: exportId }) {
      const { tenant_id: tenantId } = await visibleTenant(db, context, id);
      return present(await oneExport(db.forTenant({ tenantId }), exportId));
    },
  });
}

/** Whatever is still being written is somebody's work. */
function deleteTenantExport(needs: ExportsNeeds) {
  const { db } = needs;
  return operation({
    name: "delete_tenant_export",
    kind: "command",
    summary: "Delete an export with its archive, before it expires.",
    permission: "tenant:export",
    input: oneExportInput,
    output: deletedExport,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "DELETE", path: "/tenants/{id}/exports/{export_id}" },
    async run(context, { id, export_id: exportId }) {
      const { tenant_id: tenantId } = await visibleTenant(db, context, id);
      await db.forTenant({ tenantId }).write(async (tx) => {
        const { state, job_id } = await oneExport(tx, exportId);
        if (state === "queued" || state === "running")
          throw new Fault("CONFLICT", "it is still being written: cancel its job first", { state, job_id });
        await deleteExports(tx, exportId);
      });
      await tellTenant(needs, context, { tenantId, action: "delete_tenant_export" });
      return { export_id: exportId };
    },
  });
}

async function oneExport(from: Parameters<typeof exportsOf>[0], exportId: string): Promise<ExportRow> {
  const found = (await exportsOf(from)).find((one) => one.export_id === exportId);
  if (found === undefined) throw missing(exportId);
  return found;
}

function downloadTenantExport(needs: ExportsNeeds) {
  const { db } = needs;
  return fileOperation({
    name: "download_tenant_export",
    summary: "The archive of an export: a tar of gzipped JSON lines, with a manifest.",
    permission: "tenant:export",
    input: oneExportInput,
    mediaType: "application/x-tar",
    errors: ["NOT_FOUND", "CONFLICT", "RANGE_NOT_SATISFIABLE"],
    http: { method: "GET", path: "/tenants/{id}/exports/{export_id}/archive" },
    async open(context, { id, export_id }) {
      const { tenant_id: tenantId, slug, state } = await visibleTenant(db, context, id);
      const tenant = db.forTenant({ tenantId });
      const found = await oneExport(tenant, export_id);
      if (state === "deleting") throw missing(export_id);
      const { sha256 } = found;
      if (sha256 === null) throw new Fault("CONFLICT", "the archive is not whole yet", { state: found.state });
      const bytes = await archiveBytes(tenant, export_id);
      if (bytes === undefined) throw missing(export_id);
      await tellTenant(needs, context, { tenantId, action: "download_tenant_export" });
      return {
        name: `${slug}-${found.asked_at.slice(0, 10)}.tar`,
        bytes,
        tag: sha256,
        read: (from, to) => streamArchive(tenant, { archiveId: export_id, from, to }),
      };
    },
  });
}

/** What an operator does with what is a tenant's stands on the tenant's own trail, too. */
async function tellTenant(
  { trail }: ExportsNeeds,
  context: Context,
  { tenantId, action }: { readonly tenantId: string; readonly action: string },
): Promise<void> {
  if (context.tenantId === tenantId) return;
  await trail.record({
    context: { ...context, tenantId },
    action,
    target: `/tenants/${tenantId}/exports`,
    outcome: "OK",
  });
}

function missing(exportId: string): Fault {
  return new Fault("NOT_FOUND", "there is no such export, or it has expired", { export_id: exportId });
}

function present(row: ExportRow): z.input<typeof tenantExport> {
  const { export_id, job_id, asked_by, asked_at, expires_at, state, stage, sha256, error } = row;
  const written = { rows: Number(row.rows), bytes: Number(row.bytes) };
  return { export_id, job_id, asked_by, asked_at, expires_at, state, stage, ...written, sha256, error };
}
