import { z } from "zod";

/** Wire shapes of signing in, of oneself and of one's sessions. */

const EMAIL_MAX = 254; // RFC 5321
const PASSWORD_MAX = 1000; // characters; hashing takes no notice of more

/** As one types it; compared in one form of Unicode and in lower case. */
export const email = z
  .string()
  .max(1000)
  .transform((text) => text.trim().normalize("NFKC").toLowerCase())
  .refine((text) => text.length <= EMAIL_MAX && /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(text), "must be an e-mail address");

const givenPassword = z.string().max(PASSWORD_MAX);
/** Long rather than odd: rules about kinds of characters make passwords worse (NIST SP 800-63B). */
export const newPassword = givenPassword.refine(
  (text) => Array.from(text).length >= 12,
  "must have 12 characters or more",
);
const secret = z.string().max(2000);
const tenantName = z.string().max(200).describe("tenant_id or slug; one that you belong to");

export const signedIn = z.strictObject({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.int().describe("seconds"),
  refresh_token: z
    .string()
    .nullable()
    .describe("good for one refresh, which answers with the next; null where the browser keeps it in a cookie"),
  session_id: z.uuid(),
  tenant_id: z.uuid(),
});

const deviceToken = z.string().nullable();

export const loggedIn = signedIn.extend({
  device_token: deviceToken.describe(
    "sent with the next sign-in it keeps the device apart from others who guess; null where the browser keeps it in a cookie",
  ),
});

export const loginInput = z.strictObject({
  email: z.string().max(1000),
  password: givenPassword,
  device_token: secret.optional().describe("of the last sign-in from this device"),
  tenant: tenantName.optional(),
});

export const refreshInput = z.strictObject({ refresh_token: secret, tenant: tenantName.optional() });

export const nothing = z.strictObject({});
/** A browser's cookie comes along where there is one. */
export const logoutInput = z.strictObject({ refresh_token: secret.optional() });
export const done = z.strictObject({ done: z.literal(true) });

const role = z.enum(["owner", "admin", "member", "viewer"]);

const memberships = z.array(z.strictObject({ tenant_id: z.uuid(), slug: z.string(), name: z.string(), role }));

export const me = z.strictObject({
  person_id: z.uuid(),
  email: z.string(),
  name: z.string(),
  session_id: z.uuid(),
  tenant_id: z.uuid(),
  role,
  memberships,
});

export const session = z.strictObject({
  session_id: z.uuid(),
  is_current: z.boolean(),
  address: z.string(),
  user_agent: z.string(),
  created_at: z.string(),
  refreshed_at: z.string(),
  expires_at: z.string(),
});
export const sessionsInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
});
export const sessionsOutput = z.strictObject({ sessions: z.array(session), next_cursor: z.string().nullable() });
export const sessionInput = z.strictObject({ id: z.uuid() });

export const updateMeInput = z.strictObject({
  name: z.string().trim().max(200).describe("as others in one's tenants see it"),
});

export const changePasswordInput = z.strictObject({ password: givenPassword, new_password: newPassword });

export const deleteOwnAccountInput = z.strictObject({ password: givenPassword.describe("the one you have now") });

export const findPersonInput = z.strictObject({ email });
export const person = z.strictObject({
  person_id: z.uuid(),
  email: z.string(),
  name: z.string(),
  state: z.enum(["active", "disabled"]),
  memberships,
});
export const personInput = z.strictObject({ id: z.uuid().describe("person_id") });

export const requestResetInput = z.strictObject({ email: z.string().max(1000) });
export const resetPasswordInput = z.strictObject({ token: secret, new_password: newPassword });
export const passwordReset = done.extend({ device_token: deviceToken.describe("as of a sign-in") });
export const resetLinkInput = z.strictObject({ email });
export const resetLink = z.strictObject({
  token: z.string().describe("shown this once"),
  link: z.string().nullable().describe("null where AETHER_PUBLIC_URL is not set"),
  expires_at: z.string(),
});
