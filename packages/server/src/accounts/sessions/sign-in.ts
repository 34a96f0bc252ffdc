import { hashOf, isSecretOf, newSecretText, parseSecretText } from "#kernel/auth";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import {
  done,
  email as emailForm,
  loggedIn,
  loginInput,
  logoutInput,
  refreshInput,
  signedIn,
} from "../contract-people.ts";
import { DEVICE_COOKIE } from "../people/devices.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { isPassword } from "../people/password.ts";
import { membershipsOf, personByEmail, personById } from "../people/person-store.ts";
import { accountGuessing } from "./account-guessing.ts";
import { actingPerson } from "./acting-person.ts";
import { chosenTenant, openSession, present } from "./open-session.ts";
import { revokeSession, rotate, sessionById, type SessionRow } from "./session-store.ts";

/** `login` */
export function login({ db, tokens, guesses, devices }: PeopleNeeds) {
  return operation({
    name: "login",
    kind: "command",
    summary: "Sign in with e-mail and password.",
    permission: "public",
    input: loginInput,
    output: loggedIn,
    errors: ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED"],
    answersSecret: true,
    http: { method: "POST", path: "/auth/login", cookies: [{ field: "refresh_token" }, DEVICE_COOKIE] },
    async run(context, { email: given, password, tenant, device_token: deviceToken }) {
      const address = context.origin?.address ?? "";
      const parsed = emailForm.safeParse(given);
      const auth = db.forAuth();
      const person = parsed.success ? await personByEmail(auth, parsed.data) : undefined;
      const tried = { email: parsed.data ?? given, address, person, deviceToken };
      const guessing = accountGuessing({ auth, devices }, tried);
      await guesses.count(guessing);
      const isRight = await isPassword(password, person?.password);
      if (!isRight || person?.state !== "active") throw refused();
      await guesses.forgive(guessing);
      const tenantId = await chosenTenant({ db }, person.person_id, { asked: tenant });
      const userAgent = context.origin?.userAgent ?? "";
      const session = { personId: person.person_id, tenantId, address, userAgent };
      const signed = await auth.write((tx) => openSession(tx, tokens, session));
      const kept = guessing.account?.device === undefined ? undefined : deviceToken;
      return { ...signed, device_token: kept ?? devices.issue(person) };
    },
  });
}

/**
 * `refresh`: a refresh token is good once. One that was used already is in two hands, so the whole sign-in ends; save
 * within ten seconds of its use, when it is the same browser that asked twice.
 */
export function refresh(needs: PeopleNeeds) {
  const { db, tokens, log } = needs;
  return operation({
    name: "refresh",
    kind: "command",
    summary: "Trade a refresh token for an access token and the next refresh token.",
    permission: "public",
    input: refreshInput,
    output: signedIn,
    errors: ["UNAUTHENTICATED", "FORBIDDEN", "CONFLICT"],
    answersSecret: true,
    http: { method: "POST", path: "/auth/refresh", cookies: [{ field: "refresh_token" }] },
    async run(context, { refresh_token: token, tenant: asked }) {
      const given = parseSecretText("rt", token);
      const generation = Number(given?.more);
      if (given === undefined || !Number.isSafeInteger(generation)) throw ended();
      const auth = db.forAuth();
      const session = await sessionById(auth, given.id);
      if (session === undefined || !session.is_open) throw ended();
      const outdated = judge(session, generation, given.secret);
      if (outdated === "reused") {
        await auth.write((tx) => revokeSession(tx, given.id, "a refresh token was used twice"));
        log.warn({ sessionId: given.id, personId: session.person_id }, "session.refresh.reused");
        await tellTenants(needs, context, session);
        throw ended();
      }
      if (outdated === "just now") throw atTheSameTime();
      const { person_id: personId, session_id: sessionId } = session;
      if ((await personById(auth, personId))?.state !== "active") throw ended();
      const tenantId = await chosenTenant({ db }, personId, { asked, before: session.acts_in });
      const { text, hash: nextHash } = newSecretText({ kind: "rt", id: sessionId, more: String(generation + 1) });
      const rotation = { sessionId, generation, hash: hashOf(given.secret), nextHash, tenantId };
      if (!(await auth.write((tx) => rotate(tx, rotation)))) throw atTheSameTime();
      return present(await tokens.issue({ personId, sessionId, tenantId }), text, { sessionId, tenantId });
    },
  });
}

/** `logout` */
export function logout({ db }: PeopleNeeds) {
  return operation({
    name: "logout",
    kind: "command",
    summary: "End the session that asks.",
    permission: "self:write",
    input: logoutInput,
    output: done,
    errors: [],
    http: { method: "POST", path: "/auth/logout", cookies: [{ field: "refresh_token", ends: true }] },
    async run(context: Context) {
      const { sessionId } = actingPerson(context);
      await db.forAuth().write((tx) => revokeSession(tx, sessionId, "signed out"));
      return { done: true as const };
    },
  });
}

/** Each tenant that the session could act in hears that a token of it was in two hands. */
async function tellTenants(
  { db, trail }: PeopleNeeds,
  { requestId, origin }: Context,
  { person_id: personId, session_id: sessionId }: SessionRow,
): Promise<void> {
  const target = `/sessions/${sessionId}`;
  for (const { tenant_id: tenantId, role } of await membershipsOf(db.forAuth(), personId)) {
    const context = { tenantId, actor: { kind: "person", personId, sessionId, role }, requestId, origin } as const;
    await trail?.record({ context, action: "reuse_refresh_token", target, outcome: "UNAUTHENTICATED" });
  }
}

/** Whether a token of an open session is an old one, and how old. @throws Fault where it is no token of it */
function judge(session: SessionRow, generation: number, secret: string): "good" | "reused" | "just now" {
  if (generation === session.generation) {
    if (!isSecretOf(secret, session.secret_hash)) throw ended();
    return "good";
  }
  if (generation > session.generation || generation < 1) throw ended();
  return session.is_fresh && generation === session.generation - 1 ? "just now" : "reused";
}

/** One answer for the unknown, the disabled and the wrong. */
function refused(): Fault {
  return new Fault("UNAUTHENTICATED", "e-mail or password is wrong");
}

function ended(): Fault {
  return new Fault("UNAUTHENTICATED", "the refresh token is not good any more: sign in again");
}

function atTheSameTime(): Fault {
  return new Fault("CONFLICT", "another call has just refreshed this session: use what it was given");
}
