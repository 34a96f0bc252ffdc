import { z } from "zod";

import { email } from "./contract-people.ts";
import { slug } from "./contract.ts";

/** Wire shapes of operators' keys and of the first start. */

const name = z.string().trim().min(1).max(200);

export const operatorKey = z.strictObject({
  key_id: z.string(),
  name: z.string(),
  shown_as: z.string().describe("the first and last characters, to know it again by"),
  state: z.enum(["active", "expired", "revoked"]),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe("to the minute"),
  revoked_at: z.string().nullable(),
  replaces: z.string().nullable().describe("the key that this one was rotated from"),
});

export const newOperatorKey = operatorKey.extend({
  key: z.string().describe("the key itself: shown this once, and kept nowhere"),
});

export const createOperatorKeyInput = z.strictObject({
  name: name.describe("unique"),
  expires_in_days: z.int().min(1).max(3650).optional(),
});
export const operatorKeysInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
});
export const operatorKeysOutput = z.strictObject({ keys: z.array(operatorKey), next_cursor: z.string().nullable() });
const keyId = z.string().regex(/^[0-9A-Za-z]{12}$/, "the id of an operator's key: 12 letters and digits");
export const operatorKeyInput = z.strictObject({ id: keyId });
export const rotateOperatorKeyInput = z.strictObject({
  id: keyId,
  overlap_hours: z.int().min(0).max(720).default(24).describe("how long the old key is still good"),
});

export const initInput = z.strictObject({
  email: email.describe("of the first tenant's owner"),
  slug: slug.default("main").describe("of the first tenant"),
  name: name.optional().describe("of the first tenant"),
});
export const initOutput = z.strictObject({
  operator_key: z.string().describe("shown this once"),
  tenant_id: z.uuid(),
  slug: z.string(),
  email: z.string(),
  password: z.string().describe("the owner's first password: shown this once, to be changed"),
});
