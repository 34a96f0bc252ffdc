/**
 * The end of a person: account, sessions, reset links, memberships, and invitations to the address in the tenants they
 * belonged to. What they did stays on the trails under their id, which then leads to nobody.
 */
import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import {
  deleteOwnAccountInput,
  done,
  findPersonInput,
  person as personOutput,
  personInput,
} from "../contract-people.ts";
import { deleteInvitationsTo } from "../members/invitation-store.ts";
import { deleteMember, lockedMember } from "../members/member-store.ts";
import { requireAnotherOwner } from "../members/rank.ts";
import { actingPerson } from "../sessions/acting-person.ts";
import type { PeopleNeeds } from "./needs.ts";
import { isPassword } from "./password.ts";
import {
  deletePersonRow,
  membershipsOf,
  personByEmail,
  personById,
  type PersonRow,
  tenantsOf,
} from "./person-store.ts";

/** `delete_own_account`: with the password again, so that an open browser is not enough. */
export function deleteOwnAccount(needs: PeopleNeeds) {
  const { db, guesses } = needs;
  return operation({
    name: "delete_own_account",
    kind: "command",
    summary: "Delete one's own account with its sessions and memberships, in every tenant; never the last owner's.",
    permission: "self:write",
    input: deleteOwnAccountInput,
    output: done,
    errors: ["NOT_FOUND", "CONFLICT", "RATE_LIMITED"],
    http: { method: "DELETE", path: "/me" },
    async run(context, { password }) {
      const { personId, sessionId } = actingPerson(context);
      const guessing = { target: `password in ${sessionId}`, address: context.origin?.address ?? "" };
      await guesses.count(guessing);
      const person = await personById(db.forAuth(), personId);
      if (!(await isPassword(password, person?.password))) {
        throw new Fault("VALIDATION_ERROR", "the password is not the one you have now", {
          problems: [{ path: "password", message: "is wrong" }],
        });
      }
      await guesses.forgive(guessing);
      await deletePerson(needs, person, { context, action: "delete_own_account" });
      return { done: true as const };
    },
  });
}

/** `delete_person` */
export function deletePersonOperation(needs: PeopleNeeds) {
  return operation({
    name: "delete_person",
    kind: "command",
    summary: "Delete a person's account with its sessions and memberships, in every tenant; never the last owner's.",
    permission: "platform:write",
    input: personInput,
    output: done,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "DELETE", path: "/people/{id}" },
    async run(context, { id }) {
      const person = await personById(needs.db.forAuth(), id);
      await deletePerson(needs, person, { context, action: "delete_person" });
      return { done: true as const };
    },
  });
}

/** `find_person`: by POST, so that no log of addresses holds an e-mail. */
export function findPerson({ db }: PeopleNeeds) {
  return operation({
    name: "find_person",
    kind: "query",
    summary: "Who has an e-mail address, and in which tenants they may act.",
    permission: "platform:read",
    input: findPersonInput,
    output: personOutput,
    errors: ["NOT_FOUND"],
    http: { method: "POST", path: "/people/find" },
    async run(_context, { email }) {
      const found = required(await personByEmail(db.forAuth(), email));
      const { person_id, name, state } = found;
      return { person_id, email, name, state, memberships: await membershipsOf(db.forAuth(), person_id) };
    },
  });
}

interface Asked {
  readonly context: Context;
  /** For the trails of the tenants. */
  readonly action: string;
}

/** Refused before anything is gone where a tenant would be left without an owner; stopped half-way, it can be asked again. */
async function deletePerson(
  { db, trail }: PeopleNeeds,
  person: PersonRow | undefined,
  { context, action }: Asked,
): Promise<void> {
  const { person_id: personId, email } = required(person);
  const tenants = (await tenantsOf(db.forAuth(), personId)).filter(({ state }) => state !== "deleting");
  for (const { role, owners, slug } of tenants) requireAnotherOwner(role, owners, slug);
  for (const { tenant_id: tenantId, slug } of tenants) await leave(db, { tenantId, slug, personId, email });
  await db.forAuth().write((tx) => deletePersonRow(tx, personId));
  for (const { tenant_id: tenantId } of tenants) {
    if (tenantId === context.tenantId) continue; // has the operation's own record
    const { actor, requestId, origin } = context;
    const told = { tenantId, actor, requestId, origin };
    await trail?.record({ context: told, action, target: `/members/${personId}`, outcome: "OK" });
  }
}

interface Leaving {
  readonly tenantId: string;
  readonly slug: string;
  readonly personId: string;
  readonly email: string;
}

/** Looked at again under the lock: another owner may have gone meanwhile. */
async function leave(db: Db, { tenantId, slug, personId, email }: Leaving): Promise<void> {
  await db.forTenant({ tenantId }).write(async (tx) => {
    const { member, owners } = await lockedMember(tx, personId);
    if (member === undefined) return;
    requireAnotherOwner(member.role, owners, slug);
    await deleteMember(tx, personId);
    await deleteInvitationsTo(tx, email);
  });
}

function required(person: PersonRow | undefined): PersonRow {
  if (person === undefined) throw new Fault("NOT_FOUND", "there is no such person");
  return person;
}
