import { setTimeout } from "node:timers/promises";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Log } from "#kernel/log";
import type { Keyring } from "#kernel/secrets";
import { type Identity, NO_TENANT, permissionsOfKey, permissionsOfOperator } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import { createFailures } from "./failures.ts";
import { keptKey, type KeptKey, noteUse } from "./key-store.ts";
import { type KeyText, parseKey } from "./key-text.ts";
import { KEY_CHANNEL, TENANT_CHANNEL } from "./notices.ts";
import { nobodysSecret, passesCheck, verifySecret } from "./secret-hash.ts";
import { suspended } from "./suspended.ts";
import { createVerifiedKeys } from "./verified-keys.ts";

export interface KeyCheck {
  /** For whom a key's text acts. @throws Fault UNAUTHENTICATED, TENANT_SUSPENDED, RATE_LIMITED */
  identify(text: string): Promise<Identity>;
  close(): Promise<void>;
}

export interface KeyCheckOptions {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn">;
}

/**
 * A key that is not right is refused no sooner than this after it came: longer than looking it up takes, so that the time
 * tells neither whether its id is there nor how far it is right. It costs a timer and no work.
 */
const REFUSED_AFTER_MS = 3;

/** Wrong secrets of one id a minute that are let through to bcrypt; guesses do not get that far. */
const WRONG_MAX = 5;

/**
 * Keys of tenants and operators. The first use of a minute costs a bcrypt, once for however many calls come at the same
 * time; the others some microseconds. A revoked key and a suspended tenant are forgotten as soon as the database says so.
 */
export async function createKeyCheck({ db, keyring, clock, log }: KeyCheckOptions): Promise<KeyCheck> {
  const verified = createVerifiedKeys(clock);
  const failures = createFailures(clock);
  const flights = new Map<string, Promise<Identity>>();

  async function lookUp(key: KeyText, mac: string): Promise<Identity> {
    const { drops } = verified;
    const kept = await keptKey(db, key);
    if (!passesCheck(keyring, key.secret, kept ?? nobodysSecret(keyring)) || kept === undefined) throw refused();
    // Before bcrypt: a program that goes on asking with a key that is good no more must not cost its time at each call.
    const expiresAtMs = kept.expiresAt === null ? Infinity : Date.parse(kept.expiresAt);
    if (kept.environment !== key.environment || expiresAtMs <= clock.now()) throw refused();
    if (kept.tenantState !== "active") throw suspended(kept.tenantState);
    await compare(key, kept);
    const identity = identityOf(key, kept);
    if (verified.drops === drops) verified.keep(mac, { identity, keyId: key.keyId }, expiresAtMs);
    await noteUse(db, key).catch((error: unknown) => log.warn({ err: error, keyId: key.keyId }, "key.use.not_noted"));
    return identity;
  }

  async function compare(key: KeyText, kept: KeptKey): Promise<void> {
    if (failures.count(key.keyId) >= WRONG_MAX) {
      throw new Fault("RATE_LIMITED", "too many wrong secrets for this key", { retryAfterSeconds: 60 });
    }
    if (await verifySecret(keyring, key.secret, kept)) return;
    failures.add(key.keyId);
    throw refused();
  }

  function single(text: string, mac: string): Promise<Identity> {
    const running = flights.get(mac);
    if (running !== undefined) return running;
    const key = parseKey(text);
    if (key === undefined) throw refused();
    const flight = refusedInTime(lookUp(key, mac)).finally(() => flights.delete(mac));
    flights.set(mac, flight);
    return flight;
  }

  const unlisten = await Promise.all([
    db.listen(KEY_CHANNEL, (keyId) => verified.drop((found) => found.keyId === keyId)),
    db.listen(TENANT_CHANNEL, (tenantId) => verified.drop(({ identity }) => identity.tenantId === tenantId)),
  ]);
  return {
    async identify(text) {
      const mac = verified.macOf(text);
      return verified.find(mac) ?? single(text, mac);
    },
    async close() {
      await Promise.all(unlisten.map((stop) => stop()));
    },
  };
}

/** Fails no sooner than what is refused may tell of itself. */
async function refusedInTime<T>(work: Promise<T>): Promise<T> {
  const due = setTimeout(REFUSED_AFTER_MS);
  try {
    return await work;
  } catch (error) {
    await due;
    throw error;
  }
}

function identityOf({ tenantId, keyId }: KeyText, { permissions }: KeptKey): Identity {
  if (tenantId === undefined) {
    return { tenantId: NO_TENANT, actor: { kind: "operator", keyId }, permissions: permissionsOfOperator() };
  }
  return { tenantId, actor: { kind: "key", keyId }, permissions: permissionsOfKey(permissions) };
}

/** One answer for the unknown, the wrong, the revoked and the expired: which it is, only its owner should learn. */
function refused(): Fault {
  return new Fault("UNAUTHENTICATED", "the key is not known, not whole, revoked or expired");
}
