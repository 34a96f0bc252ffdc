/**
 * The API's login on a server: a member of the application's roles, owner of nothing. Migrating makes it where it is
 * absent, so that an empty server needs no SQL of an operator's own.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

import type { ClientBase } from "pg";

import { Fault } from "#kernel/errors";

import { codeOf } from "./system-errors.ts";

const MAY_NOT = "42501"; // insufficient_privilege
const ITERATIONS = 4096; // PostgreSQL's own

/**
 * Lets the login that a URL names become aether_app and aether_auth; makes it first where there is none. Answers what
 * was done. Where the migrating login may do neither, nothing is: opening the database then says what is missing.
 */
export async function admitLogin(client: ClientBase, url: string): Promise<string | undefined> {
  const { username, password } = new URL(url);
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  if (name === "" || (await isOwn(client, name))) return undefined;
  try {
    const isMade = await makeLogin(client, name, secret);
    const isAdmitted = await admit(client, name);
    if (isMade) return `made the login ${name}`;
    return isAdmitted ? `let the login ${name} be the application` : undefined;
  } catch (error) {
    if (codeOf(error) === MAY_NOT) return undefined;
    throw error;
  }
}

async function isOwn(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ same: boolean }>("select $1 = current_user::text as same", [name]);
  return rows[0]?.same === true;
}

async function makeLogin(client: ClientBase, name: string, password: string): Promise<boolean> {
  const { rowCount } = await client.query("select from pg_roles where rolname = $1", [name]);
  if (rowCount !== 0) return false;
  if (password === "") {
    throw new Fault("CONFIG_INVALID", `there is no login ${name}, and DATABASE_URL has no password to make it with`);
  }
  const login = client.escapeIdentifier(name);
  await client.query(
    `create role ${login} login noinherit nobypassrls password ${client.escapeLiteral(scramOf(password))}`,
  );
  return true;
}

async function admit(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ is_member: boolean }>(
    "select pg_has_role($1, 'aether_app', 'member') and pg_has_role($1, 'aether_auth', 'member') as is_member",
    [name],
  );
  if (rows[0]?.is_member === true) return false;
  await client.query(`grant aether_app, aether_auth to ${client.escapeIdentifier(name)}`);
  return true;
}

/**
 * What PostgreSQL keeps of a password (RFC 5803): sent in its place, so that no log of statements has the password.
 * Characters outside of ASCII are taken in the form that PostgreSQL's clients would send them (RFC 4013, for what people type).
 */
function scramOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, ITERATIONS, 32, "sha256");
  const keyed = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const server = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}
