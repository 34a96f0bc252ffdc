/** The people of a world, made through the same operations as everybody's. */
import { type Identity, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import type { Answer } from "../support/http-call.ts";
import type { World } from "./world.ts";

/** Of everybody here. */
export const PASSWORD = "a password of everybody";

export type People = Pick<
  World,
  | "personId"
  | "sessionId"
  | "email"
  | "refreshToken"
  | "resetToken"
  | "deviceCode"
  | "userCode"
  | "memberId"
  | "invitationId"
  | "invitationToken"
  | "otherInvitationId"
  | "operatorKeyId"
>;

export interface Furnishing {
  readonly owner: Identity;
  readonly operator: Identity;
  readonly ask: (identity: Identity | undefined, name: string, input: object) => Promise<Answer>;
}

/** An owner who has signed in, a member, and two invitations that are open. */
export async function furnishPeople(canary: string, { owner, operator, ask }: Furnishing): Promise<People> {
  const data = async (identity: Identity | undefined, name: string, input: object) => {
    const answer = await ask(identity, name, input);
    if (answer.status >= 400) throw new Error(`${name}: ${answer.text}`);
    return answer.json().data;
  };
  const invite = (email: string, role: string) => data(owner, "invite_member", { email, role });
  const join = async (email: string, role: string) => {
    const { token } = await invite(email, role);
    return data(undefined, "accept_invitation", { token, password: PASSWORD, name: canary });
  };
  const email = `${canary}@example.org`;
  const { person_id: personId } = await join(email, "owner");
  const memberEmail = `${canary}-member@example.org`;
  const { person_id: memberId } = await join(memberEmail, "member");
  const signedIn = await data(undefined, "login", { email, password: PASSWORD });
  const member = await data(undefined, "login", { email: memberEmail, password: PASSWORD });
  const reset = await data(operator, "make_reset_link", { email: memberEmail });
  const waiting = await data(undefined, "start_device_login", { client: canary });
  const approved = await data(undefined, "start_device_login", { client: canary });
  const actor = { kind: "person", personId, sessionId: signedIn.session_id, role: "owner" } as const;
  const person = { tenantId: owner.tenantId, actor, permissions: permissionsOf("owner") };
  await data(person, "decide_device_login", { user_code: approved.user_code, approve: true });
  const open = await invite(`${canary}-new@example.org`, "viewer");
  const other = await invite(`${canary}-other@example.org`, "viewer");
  const { key_id: operatorKeyId } = await data(operator, "create_operator_key", { name: canary });
  return {
    operatorKeyId,
    personId,
    sessionId: signedIn.session_id,
    email,
    refreshToken: member.refresh_token,
    resetToken: reset.token,
    deviceCode: waiting.device_code,
    userCode: approved.user_code,
    memberId,
    invitationId: open.invitation_id,
    invitationToken: other.token,
    otherInvitationId: other.invitation_id,
  };
}
