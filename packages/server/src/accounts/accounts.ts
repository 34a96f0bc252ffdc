/** Joins the operations of tenants, people, keys and credentials to what they need; the one place that knows all of them. */
import type { Trail } from "#kernel/audit";
import type { AccessTokens } from "#kernel/auth";
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";
import type { Clock } from "#kernel/time";

import {
  deleteCredentialOperation,
  getCredential,
  listCredentials,
  putCredentialOperation,
} from "./credentials/credentials.ts";
import { reencryptSecrets } from "./credentials/reencrypt.ts";
import { finishDeviceLogin, startDeviceLogin } from "./device-logins/asking.ts";
import { decideDeviceLogin, findDeviceLogin } from "./device-logins/deciding.ts";
import { createKey, getKey, listKeys, revokeKey, rotateKey, updateKey } from "./keys/keys.ts";
import { acceptInvitation } from "./members/accept.ts";
import { getInvitation, inviteMember, inviteOwner, listInvitations, revokeInvitation } from "./members/invitations.ts";
import { changeRole, getMember, leaveTenant, listMembers, removeMember } from "./members/members.ts";
import { initInstallation } from "./operators/init.ts";
import {
  createOperatorKey,
  getOperatorKey,
  listOperatorKeys,
  revokeOperatorKey,
  rotateOperatorKey,
} from "./operators/operator-keys.ts";
import { deleteOwnAccount, deletePersonOperation, findPerson } from "./people/deletion.ts";
import { createDevices } from "./people/devices.ts";
import { createGuesses } from "./people/guesses.ts";
import { createMail, type Mailer } from "./people/mail.ts";
import type { PeopleNeeds } from "./people/needs.ts";
import { changePassword, endSession, getMe, getSession, listSessions, updateMe } from "./sessions/own-account.ts";
import { makeResetLink, requestPasswordReset, resetPassword } from "./sessions/reset.ts";
import { login, logout, refresh } from "./sessions/sign-in.ts";
import { createTenant, getTenant, listTenants, renameTenant, updateTenant } from "./tenants/tenants.ts";
import { getUsage, listUsage } from "./usage/usage.ts";

export interface AccountsNeeds {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly log: Pick<Log, "warn">;
  /** Where links in letters lead; without it there are none. */
  readonly publicUrl?: string | undefined;
  readonly mailer?: Mailer | undefined;
  /** For what concerns other tenants than the caller's; without, nowhere. */
  readonly trail?: Pick<Trail, "record"> | undefined;
}

export function accounts(needs: AccountsNeeds): { readonly operations: readonly AnyOperation[] } {
  const { db, keyring, publicUrl, mailer } = needs;
  const guarded = { guesses: createGuesses(db, keyring), devices: createDevices(keyring) };
  const people = { ...needs, ...guarded, mail: createMail(publicUrl, mailer) };
  const tenants = [createTenant(db), listTenants(db), getTenant(db), updateTenant(db), renameTenant(db)];
  const keys = [createKey, listKeys, getKey, updateKey, rotateKey, revokeKey].map((make): AnyOperation => make(needs));
  const credentials = [putCredentialOperation, listCredentials, getCredential, deleteCredentialOperation].map(
    (make): AnyOperation => make(needs),
  );
  const operations = [getUsage(db), listUsage(db), ...tenants, ...keys, ...credentials, reencryptSecrets(needs)];
  return { operations: [...operations, ...operatorsOf(needs), ...sessionsOf(people), ...membersOf(people)] };
}

function operatorsOf(needs: AccountsNeeds): readonly AnyOperation[] {
  const keys = [createOperatorKey, listOperatorKeys, getOperatorKey, rotateOperatorKey, revokeOperatorKey];
  return [initInstallation(needs), ...keys.map((make): AnyOperation => make(needs))];
}

function sessionsOf(needs: PeopleNeeds): readonly AnyOperation[] {
  const signing = [login(needs), refresh(needs), logout(needs)];
  const own = [getMe, updateMe, listSessions, getSession, endSession, changePassword, deleteOwnAccount].map(
    (make): AnyOperation => make(needs),
  );
  const device = [startDeviceLogin, findDeviceLogin, decideDeviceLogin, finishDeviceLogin].map((make): AnyOperation =>
    make(needs),
  );
  return [
    ...signing,
    ...device,
    ...own,
    findPerson(needs),
    deletePersonOperation(needs),
    requestPasswordReset(needs),
    makeResetLink(needs),
    resetPassword(needs),
  ];
}

function membersOf(needs: PeopleNeeds): readonly AnyOperation[] {
  const { db } = needs;
  const members = [listMembers(db), getMember(db), changeRole(db), removeMember(db), leaveTenant(db)];
  const invitations = [getInvitation(needs), listInvitations(needs), revokeInvitation(needs)];
  return [...members, ...invitations, inviteMember(needs), inviteOwner(needs), acceptInvitation(needs)];
}
