import { hashOf, newSecretText, parseSecretText } from "#kernel/auth";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import {
  done,
  email as emailForm,
  passwordReset,
  requestResetInput,
  resetLink,
  resetLinkInput,
  resetPasswordInput,
} from "../contract-people.ts";
import { DEVICE_COOKIE } from "../people/devices.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { hashPassword } from "../people/password.ts";
import { personByEmail, setPassword } from "../people/person-store.ts";
import { hasFreshReset, insertReset, spendReset } from "./reset-store.ts";
import { revokeSessions } from "./session-store.ts";

/** `request_password_reset`: the same answer in the same time, whether or not there is such a person. */
export function requestPasswordReset(needs: PeopleNeeds) {
  const { guesses, mail, log } = needs;
  return operation({
    name: "request_password_reset",
    kind: "command",
    summary: "Ask for a link by mail that sets a new password.",
    permission: "public",
    input: requestResetInput,
    output: done,
    errors: ["RATE_LIMITED"],
    http: { method: "POST", path: "/auth/password-reset" },
    async run(context, { email: given }) {
      const parsed = emailForm.safeParse(given);
      const email = parsed.data ?? given;
      const address = context.origin?.address ?? "";
      await guesses.count({ target: `reset ${email}`, address });
      // Not waited for: making and mailing takes time that the answer would tell of.
      if (mail.mailer !== undefined) {
        void mailReset(needs, email).catch((error: unknown) => log.warn({ err: error }, "mail.failed"));
      }
      return { done: true as const };
    },
  });
}

/** `make_reset_link`: for operators of installations that send no mail. */
export function makeResetLink(needs: PeopleNeeds) {
  return operation({
    name: "make_reset_link",
    kind: "command",
    summary: "Make a link with which a person sets a new password, to be handed over by the operator.",
    permission: "platform:write",
    input: resetLinkInput,
    output: resetLink,
    errors: ["NOT_FOUND"],
    answersSecret: true,
    http: { method: "POST", path: "/people/reset-link", status: 201 },
    async run(_context, { email }) {
      const made = await makeReset(needs, email, { isMailed: false });
      if (made === undefined) throw new Fault("NOT_FOUND", `nobody has the address "${email}"`);
      return { token: made.text, link: needs.mail.linkTo("reset", made.text), expires_at: made.expiresAt };
    },
  });
}

/** `reset_password`: spends the link and ends every session. Whoever did signs in as from a known device: no guesses of others stop them. */
export function resetPassword({ db, guesses, devices }: PeopleNeeds) {
  return operation({
    name: "reset_password",
    kind: "command",
    summary: "Set a new password with a link that was mailed; the device that does is no stranger at the next sign-in.",
    permission: "public",
    input: resetPasswordInput,
    output: passwordReset,
    errors: ["UNAUTHENTICATED", "RATE_LIMITED"],
    answersSecret: true,
    http: { method: "POST", path: "/auth/password-reset/spend", cookies: [DEVICE_COOKIE] },
    async run(context, { token, new_password: wanted }) {
      const address = context.origin?.address ?? "";
      const guessing = { target: `spend from ${address}`, address };
      await guesses.count(guessing);
      const given = parseSecretText("reset", token);
      const hashed = await hashPassword(wanted);
      const personId = await db.forAuth().write(async (tx) => {
        const spent = given === undefined ? undefined : await spendReset(tx, hashOf(given.secret));
        if (spent === undefined) return undefined;
        await setPassword(tx, spent, hashed);
        await revokeSessions(tx, spent, { why: "the password was reset" });
        return spent;
      });
      if (personId === undefined)
        throw new Fault("UNAUTHENTICATED", "the link was used already or is older than thirty minutes");
      await guesses.forgive(guessing);
      return { done: true as const, device_token: devices.issue({ person_id: personId, password: hashed }) };
    },
  });
}

async function mailReset(needs: PeopleNeeds, email: string): Promise<void> {
  const made = await makeReset(needs, email, { isMailed: true });
  const link = made === undefined ? null : needs.mail.linkTo("reset", made.text);
  if (link === null) return;
  await needs.mail.mailer?.send({
    to: email,
    subject: "Set a new password",
    text: `Set a new password within thirty minutes:\n\n${link}\n\nIf you did not ask for this, nothing needs to be done.\n`,
  });
}

async function makeReset(
  { db }: PeopleNeeds,
  email: string,
  { isMailed }: { readonly isMailed: boolean },
): Promise<{ readonly text: string; readonly expiresAt: string } | undefined> {
  const auth = db.forAuth();
  const person = await personByEmail(auth, email);
  if (person?.state !== "active") return undefined;
  const { text, hash } = newSecretText({ kind: "reset", id: person.person_id, more: undefined });
  const expiresAt = await auth.write(async (tx) => {
    // Who asks in another's name sends them a link, but not their inbox full.
    if (isMailed && (await hasFreshReset(tx, person.person_id))) return undefined;
    return insertReset(tx, person.person_id, hash);
  });
  return expiresAt === undefined ? undefined : { text, expiresAt };
}
