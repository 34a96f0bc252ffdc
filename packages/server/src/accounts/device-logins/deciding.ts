/** The part of somebody who is signed in: what asks, and whether it may. */
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { askedDeviceLogin, decideDeviceLoginInput, userCodeInput } from "../contract-device-logins.ts";
import { done } from "../contract-people.ts";
import type { Guessing } from "../people/guesses.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { membershipsOf, personById } from "../people/person-store.ts";
import { actingPerson } from "../sessions/acting-person.ts";
import { decidable, decide } from "./store.ts";
import { userCodeOf } from "./user-code.ts";

/** `find_device_login`: by POST, so that no log of addresses holds a code. */
export function findDeviceLogin({ db, guesses }: PeopleNeeds) {
  return operation({
    name: "find_device_login",
    kind: "query",
    summary: "Which device asks to be signed in under a code.",
    permission: "self:read",
    input: userCodeInput,
    output: askedDeviceLogin,
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    http: { method: "POST", path: "/auth/device/find" },
    async run(context, { user_code: typed }) {
      const guessing = guessingOf(context);
      await guesses.count(guessing);
      const row = await decidable(db.forAuth(), userCodeOf(typed), actingPerson(context).personId);
      if (row === undefined) throw unknownCode();
      await guesses.forgive(guessing);
      const { user_code, client, address, user_agent, created_at, expires_at } = row;
      return { user_code, client, address, user_agent, created_at, expires_at, ...(await whoActs(db, context)) };
    },
  });
}

/** `decide_device_login` */
export function decideDeviceLogin({ db, guesses }: PeopleNeeds) {
  return operation({
    name: "decide_device_login",
    kind: "command",
    summary: "Sign a device in as oneself, in the tenant one acts in, or deny it.",
    permission: "self:write",
    input: decideDeviceLoginInput,
    output: done,
    errors: ["NOT_FOUND", "RATE_LIMITED"],
    http: { method: "POST", path: "/auth/device/decide" },
    async run(context, { user_code: typed, approve }) {
      const { personId } = actingPerson(context);
      const guessing = guessingOf(context);
      await guesses.count(guessing);
      const decision = { personId, tenantId: approve ? context.tenantId : null };
      if (!(await db.forAuth().write((tx) => decide(tx, userCodeOf(typed), decision)))) throw unknownCode();
      await guesses.forgive(guessing);
      return { done: true as const };
    },
  });
}

async function whoActs(db: PeopleNeeds["db"], context: Context) {
  const { personId } = actingPerson(context);
  const auth = db.forAuth();
  const [person, memberships] = await Promise.all([personById(auth, personId), membershipsOf(auth, personId)]);
  const tenant = memberships.find(({ tenant_id }) => tenant_id === context.tenantId);
  if (person === undefined || tenant === undefined) throw new Fault("NOT_FOUND", "the person is gone");
  return { email: person.email, tenant: tenant.slug };
}

/** Each person has tries of their own. */
function guessingOf(context: Context): Guessing {
  const { personId } = actingPerson(context);
  return { target: `user codes by ${personId}`, address: context.origin?.address ?? "" };
}

/** One answer for what was never there, has expired or was decided. */
function unknownCode(): Fault {
  return new Fault("NOT_FOUND", "no device waits under that code: it is another one, was decided, or has expired");
}
