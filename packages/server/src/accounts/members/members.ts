import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { changeRoleInput, member, memberInput, membersInput, membersOutput } from "../contract-members.ts";
import { done, nothing } from "../contract-people.ts";
import { peopleById } from "../people/person-store.ts";
import { actingPerson } from "../sessions/acting-person.ts";
import { deleteMember, lockedMember, memberById, type MemberRow, membersAfter, setRole } from "./member-store.ts";
import { requireAnotherOwner, requireRank } from "./rank.ts";

/** `list_members` */
export function listMembers(db: Db) {
  return operation({
    name: "list_members",
    kind: "query",
    summary: "Who belongs to the tenant, and as what.",
    permission: "members:read",
    input: membersInput,
    output: membersOutput,
    errors: [],
    http: { method: "GET", path: "/members" },
    async run(context, { limit, cursor = "" }) {
      const rows = await membersAfter(db.forTenant(context), cursor, limit + 1);
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? (page.at(-1)?.person_id ?? null) : null;
      return { members: await withNames(db, page), next_cursor: next };
    },
  });
}

/** `get_member` */
export function getMember(db: Db) {
  return operation({
    name: "get_member",
    kind: "query",
    summary: "One member, and as what.",
    permission: "members:read",
    input: memberInput,
    output: member,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/members/{id}" },
    async run(context, { id }) {
      const row = await memberById(db.forTenant(context), id);
      const [found] = row === undefined ? [] : await withNames(db, [row]);
      if (found === undefined) throw missing(id);
      return found;
    },
  });
}

/** Who they are is kept outside of tenants. */
async function withNames(db: Db, rows: readonly MemberRow[]) {
  const ids = rows.map(({ person_id }) => person_id);
  const people = new Map((await peopleById(db.forAuth(), ids)).map((person) => [person.person_id, person]));
  return rows.map((row) => {
    const { email = "", name = "" } = people.get(row.person_id) ?? {};
    return { ...row, email, name };
  });
}

/** `change_role`: acts within a second on all the member's sessions. */
export function changeRole(db: Db) {
  return operation({
    name: "change_role",
    kind: "command",
    summary: "Make a member something else; up to what one is oneself, and never the last owner.",
    permission: "members:write",
    input: changeRoleInput,
    output: done,
    errors: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    http: { method: "PATCH", path: "/members/{id}" },
    run: (context, { id, role }) =>
      db.forTenant(context).write(async (tx) => {
        const { member, owners } = await lockedMember(tx, id);
        if (member === undefined) throw missing(id);
        requireRank(context, member.role);
        requireRank(context, role);
        if (role !== "owner") requireAnotherOwner(member.role, owners);
        await setRole(tx, id, role);
        return { done: true as const };
      }),
  });
}

/** `remove_member` */
export function removeMember(db: Db) {
  return operation({
    name: "remove_member",
    kind: "command",
    summary: "End a membership; never the last owner's.",
    permission: "members:write",
    input: memberInput,
    output: done,
    errors: ["NOT_FOUND", "FORBIDDEN", "CONFLICT"],
    http: { method: "DELETE", path: "/members/{id}" },
    run: (context, { id }) =>
      db.forTenant(context).write(async (tx) => {
        const { member, owners } = await lockedMember(tx, id);
        if (member === undefined) throw missing(id);
        requireRank(context, member.role);
        requireAnotherOwner(member.role, owners);
        await deleteMember(tx, id);
        return { done: true as const };
      }),
  });
}

/** `leave_tenant`: sessions go on in another tenant of theirs, after the next refresh. */
export function leaveTenant(db: Db) {
  return operation({
    name: "leave_tenant",
    kind: "command",
    summary: "End one's own membership in the tenant that one acts in; the last owner cannot.",
    permission: "self:write",
    input: nothing,
    output: done,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "DELETE", path: "/me/membership" },
    run(context) {
      const { personId } = actingPerson(context);
      return db.forTenant(context).write(async (tx) => {
        const { member, owners } = await lockedMember(tx, personId);
        if (member === undefined) throw missing(personId);
        requireAnotherOwner(member.role, owners);
        await deleteMember(tx, personId);
        return { done: true as const };
      });
    },
  });
}

function missing(id: string): Fault {
  return new Fault("NOT_FOUND", `no member "${id}"`, { id });
}
