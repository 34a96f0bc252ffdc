/**
 * Tenants, the people in them and what they come in with. Promises that nobody is told of a tenant, a person or a key that
 * is not theirs to know, and that a secret is shown once and kept as a hash.
 * Never decides who asks: that is learnt from the credential before an operation runs.
 */
export { accounts, type AccountsNeeds } from "./accounts.ts";
export { deleteOwnTenant, deleteTenant } from "./deletion/deletion.ts";
export { startEraser } from "./deletion/eraser.ts";
export { whenGone } from "./deletion/store.ts";
export { auditOperations } from "./audit/audit.ts";
export { EXPORT_JOB_KINDS, exportHandlers, exportOperations, type ExportsNeeds } from "./exports/exports.ts";
export { createCredentialSource } from "./credentials/credentials.ts";
export { type Letter, type Mailer } from "./people/mail.ts";
export { createSmtpMailer, type SmtpOptions } from "./people/smtp.ts";
