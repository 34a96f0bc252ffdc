import { randomUUID } from "node:crypto";

import { idText, newSecretText } from "#kernel/auth";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context, Role } from "#kernel/tenancy";

import {
  invitation,
  invitationInput,
  invitationsOutput,
  inviteInput,
  inviteOwnerInput,
  membersInput,
  newInvitation,
} from "../contract-members.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { anyTenant } from "../tenants/store.ts";
import {
  insertInvitation,
  invitationById,
  type InvitationRow,
  invitationsAfter,
  revokeInvitationRow,
} from "./invitation-store.ts";
import { requireRank } from "./rank.ts";

/** `invite_member` */
export function inviteMember(needs: PeopleNeeds) {
  return operation({
    name: "invite_member",
    kind: "command",
    summary: "Ask somebody into the tenant, with a role up to one's own.",
    permission: "members:write",
    input: inviteInput,
    output: newInvitation,
    errors: ["FORBIDDEN"],
    answersSecret: true,
    http: { method: "POST", path: "/invitations", status: 201, location: "/invitations/{invitation_id}" },
    run: (context, { email, role, expires_in_days: days }) => {
      requireRank(context, role);
      return invite(needs, context, { tenantId: context.tenantId, email, role, days });
    },
  });
}

/** `invite_owner`: how the operator hands a tenant over. */
export function inviteOwner(needs: PeopleNeeds) {
  return operation({
    name: "invite_owner",
    kind: "command",
    summary: "Ask somebody to own a tenant; by the operator, for a tenant that nobody is in yet or any other.",
    permission: "platform:write",
    input: inviteOwnerInput,
    output: newInvitation,
    errors: ["NOT_FOUND"],
    answersSecret: true,
    http: { method: "POST", path: "/tenants/{id}/owner-invitation", status: 201 },
    async run(context, { id, email }) {
      const tenant = await anyTenant(needs.db.forAuth(), id);
      if (tenant === undefined) throw new Fault("NOT_FOUND", `no tenant "${id}"`, { id });
      return invite(needs, context, { tenantId: tenant.tenant_id, email, role: "owner", days: 7 });
    },
  });
}

/** `get_invitation` */
export function getInvitation({ db }: PeopleNeeds) {
  return operation({
    name: "get_invitation",
    kind: "query",
    summary: "One invitation, without its secret.",
    permission: "members:write",
    input: invitationInput,
    output: invitation,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/invitations/{id}" },
    run: async (context, { id }) => present(found(await invitationById(db.forTenant(context), id), id)),
  });
}

/** `list_invitations` */
export function listInvitations({ db }: PeopleNeeds) {
  return operation({
    name: "list_invitations",
    kind: "query",
    summary: "Who was asked into the tenant, newest first.",
    permission: "members:write",
    input: membersInput,
    output: invitationsOutput,
    errors: [],
    http: { method: "GET", path: "/invitations" },
    async run(context, { limit, cursor = "" }) {
      const rows = await invitationsAfter(db.forTenant(context), cursor, limit + 1);
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? (page.at(-1)?.invitation_id ?? null) : null;
      return { invitations: page.map(present), next_cursor: next };
    },
  });
}

/** `revoke_invitation` */
export function revokeInvitation({ db }: PeopleNeeds) {
  return operation({
    name: "revoke_invitation",
    kind: "command",
    summary: "Take an invitation back that was not accepted yet.",
    permission: "members:write",
    input: invitationInput,
    output: invitation,
    errors: ["NOT_FOUND"],
    http: { method: "DELETE", path: "/invitations/{id}" },
    run: (context, { id }) =>
      db.forTenant(context).write(async (tx) => {
        await revokeInvitationRow(tx, id);
        return present(found(await invitationById(tx, id), id));
      }),
  });
}

interface Asked {
  readonly tenantId: string;
  readonly email: string;
  readonly role: Role;
  readonly days: number;
}

async function invite({ db, mail, log }: PeopleNeeds, { actor }: Context, { tenantId, ...asked }: Asked) {
  const invitationId = randomUUID();
  const { text, hash } = newSecretText({ kind: "inv", id: tenantId, more: idText(invitationId) });
  const invitedBy = actor.kind === "person" ? actor.personId : null;
  const row = await db.forTenant({ tenantId }).write(async (tx) => {
    await insertInvitation(tx, { ...asked, invitationId, hash, invitedBy });
    return found(await invitationById(tx, invitationId), invitationId);
  });
  const link = mail.linkTo("invitation", text);
  if (link !== null) {
    const subject = "You are invited";
    const lines = `Join as ${asked.role} within ${asked.days} days:\n\n${link}\n`;
    void mail.mailer
      ?.send({ to: asked.email, subject, text: lines })
      .catch((error: unknown) => log.warn({ err: error, invitationId }, "mail.failed"));
  }
  return { ...present(row), token: text, link };
}

function found<Row>(row: Row | undefined, id: string): Row {
  if (row === undefined) throw new Fault("NOT_FOUND", `no invitation "${id}"`, { id });
  return row;
}

function present({ invitation_id, email, role, state, invited_by, created_at, expires_at }: InvitationRow) {
  return { invitation_id, email, role, state, invited_by, created_at, expires_at };
}
