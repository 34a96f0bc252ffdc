import { randomUUID } from "node:crypto";

import { isSecretOf, parseSecretText, uuidOf } from "#kernel/auth";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { accepted, acceptInput, firstPassword } from "../contract-members.ts";
import type { PeopleNeeds } from "../people/needs.ts";
import { hashPassword, isPassword } from "../people/password.ts";
import { insertPerson, personByEmail } from "../people/person-store.ts";
import { accountGuessing } from "../sessions/account-guessing.ts";
import { invitationById, spendInvitation } from "./invitation-store.ts";
import { insertMember } from "./member-store.ts";

interface Newcomer {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** From where they come. */
  readonly address: string;
}

/** `accept_invitation`: makes the person where the address is nobody's yet; else the password must be theirs. */
export function acceptInvitation(needs: PeopleNeeds) {
  const { db, guesses } = needs;
  return operation({
    name: "accept_invitation",
    kind: "command",
    summary: "Join a tenant with an invitation.",
    permission: "public",
    input: acceptInput,
    output: accepted,
    errors: ["UNAUTHENTICATED", "CONFLICT", "RATE_LIMITED"],
    http: { method: "POST", path: "/invitations/accept" },
    async run(context, { token, password, name }) {
      const address = context.origin?.address ?? "";
      const given = parseSecretText("inv", token);
      const guessing = { target: `invitation ${given?.more ?? ""}`, address };
      await guesses.count(guessing);
      const invitationId = uuidOf(given?.more ?? "");
      if (given === undefined || invitationId === undefined) throw refused();
      const own = db.forTenant({ tenantId: given.id });
      const invitation = await invitationById(own, invitationId);
      const isRight = invitation !== undefined && isSecretOf(given.secret, invitation.secret_hash);
      if (!isRight || invitation.state !== "open") throw refused();
      const { email, role } = invitation;
      const personId = await personFor(needs, { email, password, name, address });
      await own.write(async (tx) => {
        if (!(await spendInvitation(tx, invitationId))) throw refused();
        if (!(await insertMember(tx, personId, role))) throw new Fault("CONFLICT", "you belong to the tenant already");
      });
      await guesses.forgive(guessing);
      return { tenant_id: given.id, person_id: personId, email, role };
    },
  });
}

/** Made before the membership: whoever is stopped in between accepts again, with the password they gave. */
async function personFor(needs: PeopleNeeds, { email, password, name, address }: Newcomer): Promise<string> {
  const { guesses, devices } = needs;
  const auth = needs.db.forAuth();
  const known = await personByEmail(auth, email);
  if (known === undefined) {
    const checked = firstPassword.safeParse({ password });
    if (!checked.success) {
      const problems = checked.error.issues.map(({ message }) => ({ path: "password", message }));
      throw new Fault("VALIDATION_ERROR", `"password" ${problems[0]?.message ?? "is not valid"}`, { problems });
    }
    const personId = randomUUID();
    const hashed = await hashPassword(password);
    if (await auth.write((tx) => insertPerson(tx, { personId, email, name, password: hashed }))) return personId;
  }
  const person = known ?? (await personByEmail(auth, email));
  // Whoever invites an address is shown the invitation where no mail is sent: no way around the limits of a sign-in.
  const guessing = accountGuessing({ auth, devices }, { email, address, person });
  await guesses.count(guessing);
  const isTheirs = await isPassword(password, person?.password);
  if (person?.state === "active" && isTheirs) {
    await guesses.forgive(guessing);
    return person.person_id;
  }
  throw new Fault("UNAUTHENTICATED", "there is an account for the address: its password is another one");
}

function refused(): Fault {
  return new Fault("UNAUTHENTICATED", "the invitation is not known, was used, taken back or has expired");
}
