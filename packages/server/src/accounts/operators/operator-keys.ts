import type { z } from "zod";

import { formatKey, hashSecret, newKeyId, newSecret } from "#kernel/auth";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";
import { MINUTE_MS } from "#kernel/time";

import {
  createOperatorKeyInput,
  newOperatorKey,
  operatorKey,
  operatorKeyInput,
  operatorKeysInput,
  operatorKeysOutput,
  rotateOperatorKeyInput,
} from "../contract-operators.ts";
import type { AnyKeyRow } from "../keys/any-key-store.ts";
import type { KeysNeeds } from "../keys/keys.ts";
import { insertOperatorKey, type NewOperatorKey, operatorKeys } from "./store.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;

/** `create_operator_key` */
export function createOperatorKey({ db, keyring, clock }: KeysNeeds) {
  return operation({
    name: "create_operator_key",
    kind: "command",
    summary: "Make a key of the platform's operator; the answer is the only place that shows it.",
    permission: "platform:write",
    input: createOperatorKeyInput,
    output: newOperatorKey,
    answersSecret: true,
    errors: ["CONFLICT"],
    http: { method: "POST", path: "/operator-keys", status: 201, location: "/operator-keys/{key_id}" },
    async run(_context, { name, expires_in_days: days }) {
      const expiresAt = days === undefined ? null : new Date(clock.now() + days * DAY_MS).toISOString();
      const { row, text } = await mintOperatorKey(keyring, { name, expiresAt, replaces: null });
      const kept = await db.forAuth().write(async (tx) => {
        if (await insertOperatorKey(tx, row)) return operatorKeys.one(tx, row.keyId);
        throw new Fault("CONFLICT", `there is an operator's key "${name}" already`, { name });
      });
      return { ...present(kept), key: text };
    },
  });
}

/** `list_operator_keys` */
export function listOperatorKeys({ db }: KeysNeeds) {
  return operation({
    name: "list_operator_keys",
    kind: "query",
    summary: "The keys of the platform's operators, newest first, without their secrets.",
    permission: "platform:read",
    input: operatorKeysInput,
    output: operatorKeysOutput,
    errors: [],
    http: { method: "GET", path: "/operator-keys" },
    async run(_context, { limit, cursor = "" }) {
      const rows = await operatorKeys.page(db.forAuth(), cursor, limit + 1);
      const page = rows.slice(0, limit);
      return { keys: page.map(present), next_cursor: rows.length > limit ? (page.at(-1)?.key_id ?? null) : null };
    },
  });
}

/** `get_operator_key` */
export function getOperatorKey({ db }: KeysNeeds) {
  return operation({
    name: "get_operator_key",
    kind: "query",
    summary: "One operator's key, without its secret.",
    permission: "platform:read",
    input: operatorKeyInput,
    output: operatorKey,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/operator-keys/{id}" },
    run: async (_context, { id }) => present(await operatorKeys.one(db.forAuth(), id)),
  });
}

/** `rotate_operator_key`: the old one stays good for a while, as a tenant's does. */
export function rotateOperatorKey({ db, keyring }: KeysNeeds) {
  return operation({
    name: "rotate_operator_key",
    kind: "command",
    summary: "Make an operator's key that takes another's place; the old one expires after some hours.",
    permission: "platform:write",
    input: rotateOperatorKeyInput,
    output: newOperatorKey,
    answersSecret: true,
    errors: ["NOT_FOUND", "CONFLICT"],
    http: { method: "POST", path: "/operator-keys/{id}/rotate", status: 201, location: "/operator-keys/{key_id}" },
    async run(_context, { id, overlap_hours: hours }) {
      const auth = db.forAuth();
      const { name, expires_at: expiresAt } = await operatorKeys.one(auth, id);
      const { row, text } = await mintOperatorKey(keyring, { name, expiresAt, replaces: id });
      const kept = await auth.write(async (tx) => {
        await operatorKeys.toChange(tx, id);
        await insertOperatorKey(tx, row);
        await operatorKeys.expireAfter(tx, id, hours);
        return operatorKeys.one(tx, row.keyId);
      });
      return { ...present(kept), key: text };
    },
  });
}

/** `revoke_operator_key` */
export function revokeOperatorKey({ db }: KeysNeeds) {
  return operation({
    name: "revoke_operator_key",
    kind: "command",
    summary: "Make an operator's key worthless, at once and for good.",
    permission: "platform:write",
    input: operatorKeyInput,
    output: operatorKey,
    errors: ["NOT_FOUND"],
    http: { method: "DELETE", path: "/operator-keys/{id}" },
    run: (_context, { id }) => db.forAuth().write(async (tx) => present(await operatorKeys.revoke(tx, id))),
  });
}

export async function mintOperatorKey(
  keyring: Keyring,
  about: Pick<NewOperatorKey, "name" | "expiresAt" | "replaces">,
): Promise<{ readonly row: NewOperatorKey; readonly text: string }> {
  const secret = newSecret();
  const keyId = newKeyId();
  const text = formatKey({ environment: "op", keyId, secret });
  return { row: { ...(await hashSecret(keyring, secret)), ...about, keyId, last4: text.slice(-4) }, text };
}

function present({ last4, ...row }: AnyKeyRow): z.input<typeof operatorKey> {
  return { ...row, shown_as: `aeth_op_${row.key_id.slice(0, 4)}…${last4}` };
}
