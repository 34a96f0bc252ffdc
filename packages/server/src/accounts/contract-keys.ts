import { z } from "zod";

/** Wire shapes of keys. */

const keyId = z.string().regex(/^[0-9A-Za-z]{34}$/, "the id of a key: 34 letters and digits");

const environment = z.enum(["live", "test"]);

export const key = z.strictObject({
  key_id: z.string(),
  name: z.string(),
  environment,
  shown_as: z.string().describe("the first and last characters, to know it again by"),
  permissions: z.array(z.string()),
  state: z.enum(["active", "expired", "revoked"]),
  created_at: z.string(),
  created_by: z.uuid().nullable().describe("a person; null: the operator or the local owner"),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe("to the minute"),
  revoked_at: z.string().nullable(),
  replaces: z.string().nullable().describe("the key that this one was rotated from"),
});

/** The one answer that holds the secret. */
export const newKey = key.extend({ key: z.string().describe("the key itself: shown this once, and kept nowhere") });

export const createKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  permissions: z
    .array(z.string().max(50))
    .min(1)
    .max(50)
    .describe("what it may do, as code:read: some of what keys may bear and you may do yourself"),
  environment: environment.default("live"),
  expires_in_days: z.int().min(1).max(3650).optional().describe("never, where it is left out"),
});

export const keysInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
});
export const keysOutput = z.strictObject({ keys: z.array(key), next_cursor: z.string().nullable() });

export const keyInput = z.strictObject({ id: keyId });

export const updateKeyInput = z.strictObject({
  id: keyId,
  name: createKeyInput.shape.name.optional(),
  expires_in_days: z.int().min(1).max(3650).nullable().optional().describe("from now; null: never"),
});

export const rotateKeyInput = z.strictObject({
  id: keyId,
  overlap_hours: z.int().min(0).max(720).default(24).describe("how long the old key is still good"),
});
