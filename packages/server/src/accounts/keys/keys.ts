import type { z } from "zod";

import { formatKey, hashSecret, newKeyId, newSecret } from "#kernel/auth";
import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";
import { type Context, isForKeys, isPermission, permissionTable } from "#kernel/tenancy";
import { type Clock, MINUTE_MS } from "#kernel/time";

import {
  createKeyInput,
  key,
  keyInput,
  keysInput,
  keysOutput,
  newKey,
  rotateKeyInput,
  updateKeyInput,
} from "../contract-keys.ts";
import { changeKey, insertKey, type KeyRow, type NewKeyRow, tenantKeys } from "./store.ts";

export interface KeysNeeds {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

const DAY_MS = 24 * 60 * MINUTE_MS;

/** `create_key`: shows the key once. */
export function createKey({ db, keyring, clock }: KeysNeeds) {
  return operation({
    name: "create_key",
    kind: "command",
    summary: "Make a key for programs; the answer is the only place that shows it.",
    permission: "keys:write",
    input: createKeyInput,
    output: newKey,
    errors: [],
    answersSecret: true,
    http: { method: "POST", path: "/keys", status: 201, location: "/keys/{key_id}" },
    async run(context, { name, permissions, environment, expires_in_days: days }) {
      requireGrantable(context, permissions);
      const expiresAt = days === undefined ? null : afterDays(clock, days);
      const about = { name, permissions: [...new Set(permissions)], environment, expiresAt, replaces: null };
      const { row, text } = await mint(keyring, context, about);
      const own = db.forTenant(context);
      await own.write((tx) => insertKey(tx, row));
      return { ...present(await tenantKeys.one(own, row.keyId)), key: text };
    },
  });
}

/** `list_keys` */
export function listKeys({ db }: KeysNeeds) {
  return operation({
    name: "list_keys",
    kind: "query",
    summary: "The tenant's keys, newest first, without their secrets.",
    permission: "keys:read",
    input: keysInput,
    output: keysOutput,
    errors: [],
    http: { method: "GET", path: "/keys" },
    async run(context, { limit, cursor = "" }) {
      const rows = await tenantKeys.page(db.forTenant(context), cursor, limit + 1);
      const page = rows.slice(0, limit);
      return { keys: page.map(present), next_cursor: rows.length > limit ? (page.at(-1)?.key_id ?? null) : null };
    },
  });
}

/** `get_key` */
export function getKey({ db }: KeysNeeds) {
  return operation({
    name: "get_key",
    kind: "query",
    summary: "One key, without its secret.",
    permission: "keys:read",
    input: keyInput,
    output: key,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/keys/{id}" },
    run: async (context, { id }) => present(await tenantKeys.one(db.forTenant(context), id)),
  });
}

/** `rotate_key`: the old one stays good for a while, so that nothing stops while the new one is handed out. */
export function rotateKey({ db, keyring }: KeysNeeds) {
  return operation({
    name: "rotate_key",
    kind: "command",
    summary: "Make a key that takes another's place; the old one expires after some hours.",
    permission: "keys:write",
    input: rotateKeyInput,
    output: newKey,
    errors: ["NOT_FOUND", "CONFLICT"],
    answersSecret: true,
    http: { method: "POST", path: "/keys/{id}/rotate", status: 201, location: "/keys/{key_id}" },
    async run(context, { id, overlap_hours: hours }) {
      const own = db.forTenant(context);
      const old = await tenantKeys.one(own, id);
      requireGrantable(context, old.permissions);
      const { name, permissions, environment, expires_at: expiresAt } = old;
      const { row, text } = await mint(keyring, context, { name, permissions, environment, expiresAt, replaces: id });
      await own.write(async (tx) => {
        await tenantKeys.toChange(tx, id);
        await insertKey(tx, row);
        await tenantKeys.expireAfter(tx, id, hours);
      });
      return { ...present(await tenantKeys.one(own, row.keyId)), key: text };
    },
  });
}

/** `update_key`: a key that is good is called otherwise, or is good for longer or shorter; what it may do stays. */
export function updateKey({ db, clock }: KeysNeeds) {
  return operation({
    name: "update_key",
    kind: "command",
    summary: "Change the name of a key, or how long it is good from now on.",
    permission: "keys:write",
    input: updateKeyInput,
    output: key,
    errors: ["NOT_FOUND", "CONFLICT", "FORBIDDEN"],
    http: { method: "PATCH", path: "/keys/{id}" },
    run: (context, { id, name, expires_in_days: days }) =>
      db.forTenant(context).write(async (tx) => {
        const { permissions } = await tenantKeys.toChange(tx, id);
        // Who may not give what it may do cannot give it for longer either.
        if (days !== undefined) requireGrantable(context, permissions);
        const expiresAt = typeof days === "number" ? afterDays(clock, days) : days;
        await changeKey(tx, id, { name, expiresAt });
        return present(await tenantKeys.one(tx, id));
      }),
  });
}

/** `revoke_key`: at once, and for good. */
export function revokeKey({ db }: KeysNeeds) {
  return operation({
    name: "revoke_key",
    kind: "command",
    summary: "Make a key worthless, at once and for good.",
    permission: "keys:write",
    input: keyInput,
    output: key,
    errors: ["NOT_FOUND"],
    http: { method: "DELETE", path: "/keys/{id}" },
    run: (context, { id }) => db.forTenant(context).write(async (tx) => present(await tenantKeys.revoke(tx, id))),
  });
}

const BORNE_BY_KEYS = permissionTable()
  .filter(({ keys }) => keys)
  .map(({ name }) => name)
  .join(", ");

/** Nobody gives what they do not have, and no key bears what keys may not. */
function requireGrantable({ permissions }: Context, asked: readonly string[]): void {
  const unknown = asked.filter((name) => !isPermission(name) || !isForKeys(name));
  if (unknown.length > 0) {
    const message = `no key can bear "${unknown.join('", "')}"; there are: ${BORNE_BY_KEYS}`;
    throw new Fault("VALIDATION_ERROR", message, { problems: [{ path: "permissions", message }] });
  }
  const beyond = asked.filter((name) => !isPermission(name) || !permissions.includes(name));
  if (beyond.length > 0) {
    throw new Fault("FORBIDDEN", `you do not have ${beyond.join(", ")} yourself`, { permissions: beyond });
  }
}

type About = Pick<NewKeyRow, "name" | "permissions" | "environment" | "expiresAt" | "replaces">;

async function mint(
  keyring: Keyring,
  { tenantId, actor }: Context,
  about: About,
): Promise<{ readonly row: NewKeyRow; readonly text: string }> {
  const secret = newSecret();
  const keyId = newKeyId(tenantId);
  const text = formatKey({ environment: about.environment, keyId, secret });
  const createdBy = actor.kind === "person" ? actor.personId : null;
  const hashed = await hashSecret(keyring, secret);
  return { row: { ...about, ...hashed, keyId, last4: text.slice(-4), createdBy }, text };
}

function afterDays(clock: Clock, days: number): string {
  return new Date(clock.now() + days * DAY_MS).toISOString();
}

function present({ last4, permissions, ...row }: KeyRow): z.input<typeof key> {
  const shownAs = `aeth_${row.environment}_${row.key_id.slice(0, 4)}…${last4}`;
  return { ...row, permissions: [...permissions], shown_as: shownAs };
}
