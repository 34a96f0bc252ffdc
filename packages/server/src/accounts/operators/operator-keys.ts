import type { z } from "zod";

import { announceKeyChange, formatKey, hashSecret, newKeyId, newSecret } from "#kernel/auth";
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
} from "../contract-operators.ts";
import type { KeysNeeds } from "../keys/keys.ts";
import {
  insertOperatorKey,
  type NewOperatorKey,
  operatorKeyById,
  type OperatorKeyRow,
  operatorKeysAfter,
  revokeOperatorKeyRow,
} from "./store.ts";

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
    http: { method: "POST", path: "/operator-keys", status: 201 },
    async run(_context, { name, expires_in_days: days }) {
      const expiresAt = days === undefined ? null : new Date(clock.now() + days * DAY_MS).toISOString();
      const { row, text } = await mintOperatorKey(keyring, name, expiresAt);
      const kept = await db.forAuth().write(async (tx) => {
        if (await insertOperatorKey(tx, row)) return operatorKeyById(tx, row.keyId);
        throw new Fault("CONFLICT", `there is an operator's key "${name}" already`, { name });
      });
      return { ...present(required(kept, row.keyId)), key: text };
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
      const rows = await operatorKeysAfter(db.forAuth(), cursor, limit + 1);
      const page = rows.slice(0, limit);
      return { keys: page.map(present), next_cursor: rows.length > limit ? (page.at(-1)?.key_id ?? null) : null };
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
    run: (_context, { id }) =>
      db.forAuth().write(async (tx) => {
        await revokeOperatorKeyRow(tx, id);
        await announceKeyChange(tx, id);
        return present(required(await operatorKeyById(tx, id), id));
      }),
  });
}

export async function mintOperatorKey(
  keyring: Keyring,
  name: string,
  expiresAt: string | null,
): Promise<{ readonly row: NewOperatorKey; readonly text: string }> {
  const secret = newSecret();
  const keyId = newKeyId();
  const text = formatKey({ environment: "op", keyId, secret });
  return { row: { ...(await hashSecret(keyring, secret)), keyId, name, last4: text.slice(-4), expiresAt }, text };
}

function required(row: OperatorKeyRow | undefined, id: string): OperatorKeyRow {
  if (row === undefined) throw new Fault("NOT_FOUND", `no operator's key "${id}"`, { id });
  return row;
}

function present({ last4, ...row }: OperatorKeyRow): z.input<typeof operatorKey> {
  return { ...row, shown_as: `aeth_op_${row.key_id.slice(0, 4)}…${last4}` };
}
