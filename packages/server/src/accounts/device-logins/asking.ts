/** The device's part: it asks to be signed in, and asks again until somebody has decided (RFC 8628). */
import { randomUUID } from "node:crypto";

import { isSecretOf, newSecretText, parseSecretText } from "#kernel/auth";
import type { AuthTx } from "#kernel/db";
import { type ErrorCode, Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { finishDeviceLoginInput, startDeviceLoginInput, startedDeviceLogin } from "../contract-device-logins.ts";
import { loggedIn } from "../contract-people.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { membershipsOf, type PersonRow, personById } from "../people/person-store.ts";
import { chosenTenant, openSession } from "../sessions/open-session.ts";
import {
  deleteDeviceLogin,
  type DeviceLoginRow,
  insertDeviceLogin,
  lockedDeviceLogin,
  type NewDeviceLogin,
  notePoll,
} from "./store.ts";
import { newUserCode } from "./user-code.ts";

const LIFE_SECONDS = 600;
const INTERVAL_SECONDS = 5;
const SLOWER_SECONDS = 5; // RFC 8628, 3.5
const TRIES = 10; // for a code that nobody has: one in 25,600,000,000 is taken by each that waits

/** `start_device_login` */
export function startDeviceLogin({ db, guesses, mail }: PeopleNeeds) {
  return operation({
    name: "start_device_login",
    kind: "command",
    summary: "Ask to be signed in on a device without a browser: a person types its code elsewhere.",
    permission: "public",
    input: startDeviceLoginInput,
    output: startedDeviceLogin,
    errors: ["RATE_LIMITED"],
    answersSecret: true,
    http: { method: "POST", path: "/auth/device" },
    async run({ origin }, { client }) {
      const { address = "", userAgent = "" } = origin ?? {};
      await guesses.countBegun("device login", address);
      const id = randomUUID();
      const { text, hash } = newSecretText({ kind: "dl", id, more: undefined });
      const times = { intervalSeconds: INTERVAL_SECONDS, lifeSeconds: LIFE_SECONDS };
      const userCode = await db
        .forAuth()
        .write((tx) => insertUnderFreeCode(tx, { id, hash, client, address, userAgent, ...times }));
      const link = mail.linkTo("device", userCode);
      return {
        device_code: text,
        user_code: userCode,
        verification_uri: link?.replace(/#.*$/, "") ?? null,
        verification_uri_complete: link,
        expires_in: LIFE_SECONDS,
        interval: INTERVAL_SECONDS,
      };
    },
  });
}

async function insertUnderFreeCode(tx: AuthTx, login: Omit<NewDeviceLogin, "userCode">): Promise<string> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const userCode = newUserCode();
    if (await insertDeviceLogin(tx, { ...login, userCode })) return userCode;
  }
  throw new Error("no user code is free");
}

/** `finish_device_login`: the session of an approved one, once. */
export function finishDeviceLogin(needs: PeopleNeeds) {
  const { db, devices, tokens } = needs;
  return operation({
    name: "finish_device_login",
    kind: "command",
    summary: "Ask whether the device is signed in by now; the answer that says so holds its session.",
    permission: "public",
    input: finishDeviceLoginInput,
    output: loggedIn,
    errors: ["AUTHORIZATION_PENDING", "SLOW_DOWN", "EXPIRED_TOKEN", "ACCESS_DENIED"],
    interim: ["AUTHORIZATION_PENDING", "SLOW_DOWN"],
    answersSecret: true,
    http: { method: "POST", path: "/auth/device/token" },
    async run(context, { device_code: code }) {
      const given = parseSecretText("dl", code);
      if (given === undefined) throw expired();
      const asked = await db.forAuth().write((tx) => poll(tx, given));
      const { person, tenantId } = await whoApproved(needs, asked);
      const { address = "", userAgent = "" } = context.origin ?? {};
      const session = { personId: person.person_id, tenantId, address, userAgent };
      const signedIn = await db.forAuth().write(async (tx) => {
        const row = await lockedDeviceLogin(tx, given.id);
        if (row?.state !== "approved") throw expired(); // another question was faster
        await deleteDeviceLogin(tx, given.id);
        return openSession(tx, tokens, session);
      });
      await tellTenant(needs, context, { ...signedIn, personId: person.person_id });
      return { ...signedIn, device_token: devices.issue(person) };
    },
  });
}

interface Polled {
  readonly row: DeviceLoginRow;
  readonly waitSeconds: number;
}

/** @throws Fault EXPIRED_TOKEN where it is nobody's */
async function poll(tx: AuthTx, { id, secret }: { readonly id: string; readonly secret: string }): Promise<Polled> {
  const row = await lockedDeviceLogin(tx, id);
  if (row === undefined || !isSecretOf(secret, row.secret_hash)) throw expired();
  const waitSeconds = row.interval_seconds + (row.is_early ? SLOWER_SECONDS : 0);
  // A denial is told once, and is on record once: from then on nobody knows the code.
  await (row.state === "denied" ? deleteDeviceLogin(tx, id) : notePoll(tx, id, waitSeconds));
  return { row, waitSeconds };
}

/** @throws Fault why it is nobody, or nobody yet */
async function whoApproved(
  { db }: PeopleNeeds,
  { row, waitSeconds }: Polled,
): Promise<{ readonly person: PersonRow; readonly tenantId: string }> {
  if (row.state === "denied") throw notSignedIn("ACCESS_DENIED", "the person has denied it");
  if (row.state === "waiting" && row.is_early) {
    throw notSignedIn("SLOW_DOWN", `ask every ${waitSeconds} s, not more often`, waitSeconds);
  }
  if (row.state === "waiting" || row.person_id === null || row.acts_in === null) {
    throw notSignedIn("AUTHORIZATION_PENDING", "nobody has decided yet", waitSeconds);
  }
  const person = await personById(db.forAuth(), row.person_id);
  if (person?.state !== "active") throw notSignedIn("ACCESS_DENIED", "whoever approved it may not sign in any more");
  return { person, tenantId: await chosenTenant({ db }, row.person_id, { asked: row.acts_in }) };
}

interface Signed {
  readonly personId: string;
  readonly session_id: string;
  readonly tenant_id: string;
}

/** The tenant hears that its member was signed in there: the call itself was nobody's. */
async function tellTenant(
  { db, trail }: PeopleNeeds,
  { requestId, origin }: Context,
  { personId, session_id: sessionId, tenant_id: tenantId }: Signed,
): Promise<void> {
  const memberships = await membershipsOf(db.forAuth(), personId);
  const role = memberships.find(({ tenant_id }) => tenant_id === tenantId)?.role ?? "viewer";
  const context = { tenantId, actor: { kind: "person", personId, sessionId, role }, requestId, origin } as const;
  await trail?.record({ context, action: "finish_device_login", target: `/sessions/${sessionId}`, outcome: "OK" });
}

/** With the word that the RFC has for it. */
function notSignedIn(code: ErrorCode, message: string, retryAfterSeconds?: number): Fault {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new Fault(code, message, { error: code.toLowerCase(), ...wait });
}

function expired(): Fault {
  return notSignedIn("EXPIRED_TOKEN", "the device's sign-in is not known, was used, or has expired");
}
