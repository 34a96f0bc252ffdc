/**
 * The audit trail: every command and every denial, numbered without gaps in a chain of each tenant's own, so that whoever
 * owns the database cannot change, reorder, insert, remove or move a record without `verify` naming it.
 * It holds ids, names of operations and codes: never content. Nothing in it is ever changed.
 */
export { fileCheckpoints } from "./checkpoint-file.ts";
export type { CheckpointStore } from "./checkpoints.ts";
export type { AuditRecord } from "./record.ts";
export { type AuditFilter, eraseTrail, recordsAfter, recordsBefore } from "./store.ts";
export { createTrail, type AuditEntry, type Trail } from "./trail.ts";
export type { Verdict } from "./verify.ts";
