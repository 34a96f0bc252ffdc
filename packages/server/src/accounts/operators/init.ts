import { randomUUID } from "node:crypto";

import { newSecret } from "#kernel/auth";
import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { initInput, initOutput } from "../contract-operators.ts";
import type { KeysNeeds } from "../keys/keys.ts";
import { insertMember, setRole } from "../members/member-store.ts";
import { hashPassword } from "../people/password.ts";
import { insertPerson, personByEmail, setPassword } from "../people/person-store.ts";
import { anyTenant, insertTenant } from "../tenants/store.ts";
import { DEFAULT_QUOTAS } from "../tenants/tenants.ts";
import { mintOperatorKey } from "./operator-keys.ts";
import { hasOthers, insertOperatorKey, operatorKeys } from "./store.ts";

const PASSWORD_CHARS = 20; // of 62: 119 bits

/**
 * `init_installation`: once, by whoever owns the data directory. The operator's key is made last, so that what was
 * stopped half-way can be run again: its secrets were shown to nobody, and are made anew.
 */
export function initInstallation({ db, keyring }: KeysNeeds) {
  return operation({
    name: "init_installation",
    kind: "command",
    summary: "Make the first operator's key, the first tenant and its owner; once, before anybody has a key.",
    permission: "platform:write",
    input: initInput,
    output: initOutput,
    answersSecret: true,
    errors: ["CONFLICT"],
    http: { method: "POST", path: "/installation", status: 201 },
    async run(_context, { email, slug, name = slug }) {
      const auth = db.forAuth();
      if ((await operatorKeys.page(auth, "", 1)).length > 0) throw isDone();
      const { row, text } = await mintOperatorKey(keyring, { name: "first", expiresAt: null, replaces: null });
      const password = newSecret().slice(0, PASSWORD_CHARS);
      const personId = await firstPerson(db, email, await hashPassword(password));
      const tenantId = await firstTenant(db, { slug, name, personId });
      await db.forTenant({ tenantId }).write(async (tx) => {
        if (!(await insertMember(tx, personId, "owner"))) await setRole(tx, personId, "owner");
      });
      if (!(await auth.write((tx) => insertOperatorKey(tx, row)))) throw isDone();
      return { operator_key: text, tenant_id: tenantId, slug, email, password };
    },
  });
}

interface FirstTenant {
  readonly slug: string;
  readonly name: string;
  readonly personId: string;
}

/** A new one, or one that nobody else is in. */
async function firstTenant(db: Db, { slug, name, personId }: FirstTenant): Promise<string> {
  const auth = db.forAuth();
  const tenantId = randomUUID();
  if (await auth.write((tx) => insertTenant(tx, { tenantId, slug, name, quotas: DEFAULT_QUOTAS }))) return tenantId;
  const known = await anyTenant(auth, slug);
  if (known !== undefined && !(await hasOthers(auth, known.tenant_id, personId))) return known.tenant_id;
  throw new Fault("CONFLICT", `there is a tenant "${slug}" with people in it already: give another name`, { slug });
}

async function firstPerson(db: Db, email: string, password: string): Promise<string> {
  return db.forAuth().write(async (tx) => {
    const personId = randomUUID();
    if (await insertPerson(tx, { personId, email, name: "", password })) return personId;
    const known = await personByEmail(tx, email);
    if (known === undefined) throw new Fault("CONFLICT", `the account of ${email} is being removed: try again`);
    await setPassword(tx, known.person_id, password);
    return known.person_id;
  });
}

function isDone(): Fault {
  return new Fault(
    "CONFLICT",
    "the installation has an operator's key already: its holder makes tenants and more keys",
  );
}
