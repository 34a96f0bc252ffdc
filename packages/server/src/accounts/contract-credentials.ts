import { z } from "zod";

/** Wire shapes of credentials of other services. A secret comes in and never goes out. */

const credentialKind = z.enum(["git_token", "provider_key"]);

const credentialName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "lower-case letters, digits, . _ and -, 63 at most, a letter or digit first");

const host = z
  .string()
  .max(260)
  .toLowerCase()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    "a host name, as github.com, with :port where it is not the usual one",
  )
  .describe("the only host that it is sent to");

export const putCredentialInput = z.strictObject({
  name: credentialName,
  kind: credentialKind,
  host,
  username: z
    .string()
    .max(200)
    .regex(/^[\w.@+-]+$/, "letters, digits and . _ @ + -")
    .optional()
    .describe("what a git server wants beside the token (default x-access-token)"),
  secret: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e]+$/, "printable ASCII characters without blanks")
    .describe("the token or key; it is never shown again"),
});

export const credential = z.strictObject({
  name: z.string(),
  kind: credentialKind,
  host: z.string(),
  username: z.string(),
  last4: z.string().describe("the end of the secret; empty where it is short"),
  created_at: z.string(),
  updated_at: z.string(),
});

export const listCredentialsInput = z.strictObject({});
export const listCredentialsOutput = z.strictObject({ credentials: z.array(credential) });

export const credentialInput = z.strictObject({ name: credentialName });
export const deleteCredentialOutput = z.strictObject({ name: z.string() });

export const reencryptSecretsInput = z.strictObject({
  limit: z.int().min(1).max(10_000).default(1000).describe("secrets at most in this call"),
});
export const reencryptSecretsOutput = z.strictObject({
  current: z.string().describe("id of the root key under which everything is sealed from now on"),
  resealed: z.int().describe("secrets that this call sealed anew"),
  more: z.boolean().describe("call again: some are left"),
  keys: z.array(
    z.strictObject({
      id: z.string(),
      secrets: z.int().describe("what still lies under this root key"),
      api_keys: z.int().describe("API keys that are checked under it until they are rotated or revoked"),
      removable: z.boolean().describe("nothing needs it any more"),
    }),
  ),
});
