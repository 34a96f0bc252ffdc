import { z } from "zod";

/** Wire shapes of signing in where there is no browser (RFC 8628). */

const CLIENT_MAX = 100;

/** Another code is not known either: nothing is said about its form. */
const userCode = z.string().max(100).describe("as the device shows it; small letters, blanks and dashes do not matter");

export const startDeviceLoginInput = z.strictObject({
  client: z
    .string()
    .max(1000)
    .transform((text) => Array.from(text.replaceAll(/\p{C}/gu, " ").trim()).slice(0, CLIENT_MAX).join(""))
    .default("")
    .describe("what asks, as the person is shown it"),
});

export const startedDeviceLogin = z.strictObject({
  device_code: z.string().describe("for the device alone"),
  user_code: z.string().describe("for the person to type"),
  verification_uri: z
    .string()
    .nullable()
    .describe("where to type it; null where AETHER_PUBLIC_URL is not set: then it is /device of this server"),
  verification_uri_complete: z.string().nullable().describe("the same with the code"),
  expires_in: z.int().describe("seconds"),
  interval: z.int().describe("seconds between two questions"),
});

export const userCodeInput = z.strictObject({ user_code: userCode });

export const askedDeviceLogin = z.strictObject({
  user_code: z.string(),
  client: z.string(),
  address: z.string().describe("from where the device asks"),
  user_agent: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  email: z.string().describe("as whom it would be signed in: whoever asks"),
  tenant: z.string().describe("and in which tenant"),
});

export const decideDeviceLoginInput = z.strictObject({ user_code: userCode, approve: z.boolean() });

export const finishDeviceLoginInput = z.strictObject({ device_code: z.string().max(2000) });
