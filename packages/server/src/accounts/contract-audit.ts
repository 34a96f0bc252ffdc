import { z } from "zod";

/** Wire shapes of the audit trail. */

const trail = z
  .enum(["tenant", "platform"])
  .optional()
  .describe("one's tenant's (the default), or the platform's: what belongs to no tenant");
const position = z.string().max(200).optional().describe("next_cursor of the page before");
const moment = z.iso.datetime({ offset: true }).optional();
const word = z.string().max(200).optional();

export const auditRecord = z.strictObject({
  number: z.int().describe("counted from 1, without gaps"),
  at: z.string(),
  actor: z.strictObject({ kind: z.string(), id: z.string() }),
  action: z.string().describe("the operation's name"),
  target: z.string().describe("ids of what was acted on"),
  outcome: z.string().describe("OK, or the code of the error"),
  address: z.string(),
  user_agent: z.string(),
  request_id: z.string(),
  previous: z.string().describe("hash of the record before"),
  hash: z.string(),
});

export const listAuditInput = z.strictObject({
  trail,
  actor: word.describe("id of a person, key or job"),
  action: word.describe("name of an operation"),
  outcome: word.describe("OK, or a code"),
  since: moment.describe("from this moment on"),
  until: moment.describe("before this moment"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: position,
});

export const exportAuditInput = z.strictObject({
  trail,
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
  cursor: position,
});

export const auditPage = z.strictObject({ records: z.array(auditRecord), next_cursor: z.string().nullable() });

export const verifyAuditInput = z.strictObject({
  trail,
  checkpoints: z
    .array(z.string().max(300))
    .max(100)
    .default([])
    .describe("signed checkpoints from the log (event audit.checkpoint), besides those that the server keeps"),
  limit: z.int().min(1).max(50_000).default(20_000).describe("records to look at in this call"),
  cursor: position,
});

export const verifyAuditOutput = z.strictObject({
  ok: z.boolean().describe("what was looked at is as it was written"),
  checked: z.int(),
  first_bad: z.strictObject({ number: z.int(), why: z.string() }).nullable(),
  last_number: z.int().describe("of the last good record"),
  next_cursor: z.string().nullable().describe("records follow: verify on from here"),
});
