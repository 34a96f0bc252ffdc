import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import {
  changePasswordInput,
  done,
  me,
  nothing,
  session,
  sessionInput,
  sessionsInput,
  sessionsOutput,
  updateMeInput,
} from "../contract-people.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { hashPassword, isPassword } from "../people/password.ts";
import { membershipsOf, personById, setName, setPassword } from "../people/person-store.ts";
import { actingPerson } from "./acting-person.ts";
import { openSessions, revokeSession, revokeSessions, ownSession, type SessionRow } from "./session-store.ts";

/** `get_me` */
export function getMe({ db }: PeopleNeeds) {
  return operation({
    name: "get_me",
    kind: "query",
    summary: "Who is signed in, and in which tenants they may act.",
    permission: "self:read",
    input: nothing,
    output: me,
    errors: [],
    http: { method: "GET", path: "/me" },
    run: (context) => whoActs(db, context),
  });
}

/** `update_me` */
export function updateMe({ db }: PeopleNeeds) {
  return operation({
    name: "update_me",
    kind: "command",
    summary: "Change how one is called.",
    permission: "self:write",
    input: updateMeInput,
    output: me,
    errors: [],
    http: { method: "PATCH", path: "/me" },
    async run(context, { name }) {
      const { personId } = actingPerson(context);
      await db.forAuth().write((tx) => setName(tx, personId, name));
      return whoActs(db, context);
    },
  });
}

async function whoActs(db: PeopleNeeds["db"], context: Context) {
  const { personId, sessionId, role } = actingPerson(context);
  const person = await personById(db.forAuth(), personId);
  if (person === undefined) throw new Fault("NOT_FOUND", "the person is gone");
  return {
    person_id: personId,
    email: person.email,
    name: person.name,
    session_id: sessionId,
    tenant_id: context.tenantId,
    role,
    memberships: await membershipsOf(db.forAuth(), personId),
  };
}

/** `list_sessions` */
export function listSessions({ db }: PeopleNeeds) {
  return operation({
    name: "list_sessions",
    kind: "query",
    summary: "Where one is signed in, the newest first.",
    permission: "self:read",
    input: sessionsInput,
    output: sessionsOutput,
    errors: [],
    http: { method: "GET", path: "/sessions" },
    async run(context, { limit, cursor = "" }) {
      const { personId, sessionId } = actingPerson(context);
      const rows = await openSessions(db.forAuth(), { personId, after: cursor, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const sessions = page.map((row) => presentSession(row, sessionId));
      return { sessions, next_cursor: rows.length > limit ? (page.at(-1)?.session_id ?? null) : null };
    },
  });
}

/** `get_session`: one's own, while it is open. */
export function getSession({ db }: PeopleNeeds) {
  return operation({
    name: "get_session",
    kind: "query",
    summary: "One place where one is signed in.",
    permission: "self:read",
    input: sessionInput,
    output: session,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/sessions/{id}" },
    async run(context, { id }) {
      const { personId, sessionId } = actingPerson(context);
      const row = await ownSession(db.forAuth(), { sessionId: id, personId });
      if (row?.is_open !== true) throw noSession(id);
      return presentSession(row, sessionId);
    },
  });
}

function presentSession(row: SessionRow, current: string) {
  const { session_id, address, user_agent, created_at, rotated_at, expires_at } = row;
  const is_current = session_id === current;
  return { session_id, is_current, address, user_agent, created_at, refreshed_at: rotated_at, expires_at };
}

function noSession(id: string): Fault {
  return new Fault("NOT_FOUND", `no session "${id}"`, { id });
}

/** `end_session`: one's own only; another's and one that is not there answer alike. */
export function endSession({ db }: PeopleNeeds) {
  return operation({
    name: "end_session",
    kind: "command",
    summary: "Sign out somewhere else.",
    permission: "self:write",
    input: sessionInput,
    output: done,
    errors: ["NOT_FOUND"],
    http: { method: "DELETE", path: "/sessions/{id}" },
    async run(context, { id }) {
      const { personId } = actingPerson(context);
      await db.forAuth().write(async (tx) => {
        if ((await ownSession(tx, { sessionId: id, personId })) === undefined) throw noSession(id);
        await revokeSession(tx, id, "ended by its person");
      });
      return { done: true as const };
    },
  });
}

/** `change_password`: ends every other session. */
export function changePassword({ db, guesses }: PeopleNeeds) {
  return operation({
    name: "change_password",
    kind: "command",
    summary: "Set another password; every other session ends.",
    permission: "self:write",
    input: changePasswordInput,
    output: done,
    errors: ["RATE_LIMITED"],
    http: { method: "POST", path: "/me/password" },
    async run(context, { password, new_password: wanted }) {
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
      const hashed = await hashPassword(wanted);
      await db.forAuth().write(async (tx) => {
        await setPassword(tx, personId, hashed);
        await revokeSessions(tx, personId, { why: "the password was changed", except: sessionId });
      });
      return { done: true as const };
    },
  });
}
