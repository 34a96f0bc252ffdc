import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { CredentialSource, Keyring } from "#kernel/secrets";

import {
  credential,
  credentialInput,
  deleteCredentialOutput,
  listCredentialsInput,
  listCredentialsOutput,
  putCredentialInput,
} from "../contract-credentials.ts";
import {
  credentialNamed,
  CREDENTIALS_MAX,
  credentialsOf,
  deleteCredential,
  otherCredentials,
  putCredential,
  sealedCredential,
  type SealedRow,
} from "./store.ts";

export interface CredentialNeeds {
  readonly db: Db;
  readonly keyring: Keyring;
}

const GIT_USERNAME = "x-access-token"; // GitHub's; GitLab takes any name
const SHOWN_FROM_CHARS = 16; // four characters of a shorter secret would be a good part of it

/** The place in which a credential opens: in another tenant, under another name or for another host it does not. */
export function placeOf(tenantId: string, { name, kind, host, username }: Omit<SealedRow, "sealed">): string[] {
  return [tenantId, "credential", name, kind, host, username];
}

/** `put_credential`: keeps one, or replaces the one of that name. */
export function putCredentialOperation({ db, keyring }: CredentialNeeds) {
  return operation({
    name: "put_credential",
    kind: "command",
    summary: "Keep a credential of another service, encrypted; it is never shown again.",
    permission: "credentials:write",
    input: putCredentialInput,
    output: credential,
    errors: ["CONFLICT"],
    http: { method: "PUT", path: "/credentials/{name}" },
    async run(context, { secret, username, ...given }) {
      const row = { ...given, username: username ?? (given.kind === "git_token" ? GIT_USERNAME : "") };
      const sealed = keyring.seal(secret, placeOf(context.tenantId, row));
      const last4 = secret.length < SHOWN_FROM_CHARS ? "" : secret.slice(-4);
      return db.forTenant(context).write(async (tx) => {
        if ((await otherCredentials(tx, row.name)) >= CREDENTIALS_MAX) {
          throw new Fault("CONFLICT", `there are ${CREDENTIALS_MAX} credentials already: delete one first`);
        }
        return putCredential(tx, { ...row, sealed, rootKey: keyring.current, last4 });
      });
    },
  });
}

/** `list_credentials`: what there is, without the secrets. */
export function listCredentials({ db }: CredentialNeeds) {
  return operation({
    name: "list_credentials",
    kind: "query",
    summary: "Credentials of other services, without their secrets.",
    permission: "credentials:write",
    input: listCredentialsInput,
    output: listCredentialsOutput,
    errors: [],
    http: { method: "GET", path: "/credentials" },
    run: async (context) => ({ credentials: await credentialsOf(db.forTenant(context)) }),
  });
}

/** `get_credential` */
export function getCredential({ db }: CredentialNeeds) {
  return operation({
    name: "get_credential",
    kind: "query",
    summary: "One credential of another service, without its secret.",
    permission: "credentials:write",
    input: credentialInput,
    output: credential,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/credentials/{name}" },
    async run(context, { name }) {
      const found = await credentialNamed(db.forTenant(context), name);
      if (found === undefined) throw missing(name);
      return found;
    },
  });
}

/** `delete_credential`: nothing is kept of it. */
export function deleteCredentialOperation({ db }: CredentialNeeds) {
  return operation({
    name: "delete_credential",
    kind: "command",
    summary: "Delete a credential of another service.",
    permission: "credentials:write",
    input: credentialInput,
    output: deleteCredentialOutput,
    errors: ["NOT_FOUND"],
    http: { method: "DELETE", path: "/credentials/{name}" },
    async run(context, { name }) {
      const deleted = await db.forTenant(context).write((tx) => deleteCredential(tx, name));
      if (deleted === 0) throw missing(name);
      return { name };
    },
  });
}

/** For whoever sends a credential to its host, at the moment of sending it. */
export function createCredentialSource({ db, keyring }: CredentialNeeds): CredentialSource {
  return {
    async open({ tenantId }, { name, kind, host }) {
      const row = await sealedCredential(db.forTenant({ tenantId }), name);
      if (row === undefined) throw missing(name);
      if (row.kind !== kind || row.host !== host.toLowerCase()) {
        throw new Fault(
          "FORBIDDEN",
          `the credential "${name}" is a ${row.kind} for ${row.host}, and goes nowhere else`,
          {
            name,
            host: row.host,
          },
        );
      }
      const secret = Buffer.from(keyring.open(row.sealed, placeOf(tenantId, row))).toString("utf8");
      return { username: row.username, secret };
    },
  };
}

function missing(name: string): Fault {
  return new Fault("NOT_FOUND", `no credential "${name}"`, { name });
}
