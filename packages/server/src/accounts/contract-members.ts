import { z } from "zod";

import { email, newPassword } from "./contract-people.ts";

/** Wire shapes of members and invitations. */

export const role = z.enum(["owner", "admin", "member", "viewer"]);

export const member = z.strictObject({
  person_id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role,
  created_at: z.string(),
});

export const membersInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe("next_cursor of the page before"),
});
export const membersOutput = z.strictObject({ members: z.array(member), next_cursor: z.string().nullable() });

export const memberInput = z.strictObject({ id: z.uuid() });
export const changeRoleInput = z.strictObject({ id: z.uuid(), role });

export const invitation = z.strictObject({
  invitation_id: z.uuid(),
  email: z.string(),
  role,
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  invited_by: z.uuid().nullable().describe("a person; null: the operator or the local owner"),
  created_at: z.string(),
  expires_at: z.string(),
});
export const invitationsOutput = z.strictObject({
  invitations: z.array(invitation),
  next_cursor: z.string().nullable(),
});
export const invitationInput = z.strictObject({ id: z.uuid() });

export const inviteInput = z.strictObject({
  email,
  role: role.default("member"),
  expires_in_days: z.int().min(1).max(7).default(7),
});
export const inviteOwnerInput = z.strictObject({ id: z.string().max(200).describe("tenant_id or slug"), email });

export const newInvitation = invitation.extend({
  token: z.string().describe("what accept_invitation takes: shown this once"),
  link: z.string().nullable().describe("null where AETHER_PUBLIC_URL is not set"),
});

export const acceptInput = z.strictObject({
  token: z.string().max(300),
  password: z
    .string()
    .max(1000)
    .describe("of an account that is there already for the address, or the one of the account to be made"),
  name: z.string().trim().max(200).default(""),
});
export const accepted = z.strictObject({ tenant_id: z.uuid(), person_id: z.uuid(), email: z.string(), role });

/** What `password` must be where an account is made. */
export const firstPassword = z.object({ password: newPassword });
