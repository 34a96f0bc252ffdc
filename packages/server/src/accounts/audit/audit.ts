import type { z } from "zod";

import { type AuditRecord, recordsAfter, recordsBefore, type Trail } from "#kernel/audit";
import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { type AnyOperation, operation, partsOfPosition } from "#kernel/operation";
import { type Context, NO_TENANT } from "#kernel/tenancy";

import {
  auditPage,
  type auditRecord,
  exportAuditInput,
  listAuditInput,
  verifyAuditInput,
  verifyAuditOutput,
} from "../contract-audit.ts";

export interface AuditNeeds {
  readonly db: Db;
  readonly trail: Pick<Trail, "verify">;
}

/** The trail as operations. */
export function auditOperations(needs: AuditNeeds): readonly AnyOperation[] {
  return [listAudit(needs), verifyAudit(needs), exportAudit(needs)];
}

const NUMBER = /^(\d{1,15})$/;

/** `list_audit`: newest first. */
function listAudit({ db }: AuditNeeds) {
  return operation({
    name: "list_audit",
    kind: "query",
    summary: "Who did what, from where, and how it ended: the newest first.",
    permission: "audit:read",
    input: listAuditInput,
    output: auditPage,
    errors: ["FORBIDDEN"],
    http: { method: "GET", path: "/audit" },
    async run(context, { trail, cursor, limit, ...filter }) {
      const tenant = db.forTenant({ tenantId: tenantOf(context, trail) });
      const rows = await recordsBefore(tenant, { ...filter, before: numberOf(cursor), limit: limit + 1 });
      return pageOf(rows, limit);
    },
  });
}

/** `export_audit`: all of it, oldest first, with what a verifier needs. */
function exportAudit({ db }: AuditNeeds) {
  return operation({
    name: "export_audit",
    kind: "query",
    summary: "The whole trail in pages, the oldest first.",
    permission: "audit:read",
    input: exportAuditInput,
    output: auditPage,
    errors: ["FORBIDDEN"],
    http: { method: "GET", path: "/audit/export" },
    async run(context, { trail, cursor, limit }) {
      const tenant = db.forTenant({ tenantId: tenantOf(context, trail) });
      return pageOf(await recordsAfter(tenant, numberOf(cursor) ?? 0, limit + 1), limit);
    },
  });
}

/** `verify_audit`: whether every record is as it was written, and none is missing. */
function verifyAudit({ trail: kept }: AuditNeeds) {
  return operation({
    name: "verify_audit",
    kind: "query",
    summary: "Check the chain of the trail, and name the first record that was changed, moved or removed.",
    permission: "audit:read",
    input: verifyAuditInput,
    output: verifyAuditOutput,
    errors: ["FORBIDDEN"],
    http: { method: "POST", path: "/audit/verify" },
    async run(context, { trail, cursor, limit, checkpoints }) {
      const tenantId = tenantOf(context, trail);
      const verdict = await kept.verify({ tenantId, after: numberOf(cursor) ?? 0, limit, checkpoints });
      const { checked, firstBad, head, more } = verdict;
      return {
        ok: firstBad === undefined,
        checked,
        first_bad: firstBad ?? null,
        last_number: head.number,
        next_cursor: more ? String(head.number) : null,
      };
    },
  });
}

/** Whoever acts in no tenant reads the platform's. */
function tenantOf({ tenantId, permissions }: Context, trail: "tenant" | "platform" | undefined): string {
  if (trail !== "platform") return tenantId;
  if (permissions.includes("platform:read")) return NO_TENANT;
  throw new Fault("FORBIDDEN", "the platform's trail needs the permission platform:read", {
    permission: "platform:read",
  });
}

function numberOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(partsOfPosition(cursor, NUMBER)[0]);
}

function pageOf(rows: readonly AuditRecord[], limit: number): z.input<typeof auditPage> {
  const records = rows.slice(0, limit).map(present);
  const last = records.at(-1);
  return { records, next_cursor: rows.length > limit && last !== undefined ? String(last.number) : null };
}

function present({ number, actor_kind, actor_id, previous, hash, ...rest }: AuditRecord): z.input<typeof auditRecord> {
  const shown = { number: Number(number), actor: { kind: actor_kind, id: actor_id }, ...rest };
  return { ...shown, previous: Buffer.from(previous).toString("hex"), hash: Buffer.from(hash).toString("hex") };
}
