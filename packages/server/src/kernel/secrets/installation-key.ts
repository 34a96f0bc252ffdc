/**
 * Keys that must stay the same for years, as the one that the audit trail is chained with: made at random, kept sealed.
 * What was derived from a root key would be lost with it, and the root key could never be retired.
 */
import { randomBytes } from "node:crypto";

import type { Db } from "#kernel/db";

import type { Keyring } from "./keyring.ts";
import { KEY_BYTES } from "./root-keys.ts";
import { keepKey, keptKey, keysUnderOthers, replaceKey } from "./store.ts";

interface Needs {
  readonly db: Db;
  readonly keyring: Keyring;
}

/** The key of a purpose, 32 bytes, made when it is first asked for; processes that ask at once get the same. */
export async function installationKey({ db, keyring }: Needs, purpose: string): Promise<Uint8Array> {
  const auth = db.forAuth();
  let sealed = await keptKey(auth, purpose);
  if (sealed === undefined) {
    const fresh = keyring.seal(randomBytes(KEY_BYTES), placeOf(purpose));
    await auth.write((tx) => keepKey(tx, { purpose, sealed: fresh, rootKey: keyring.current }));
    sealed = (await keptKey(auth, purpose)) ?? fresh;
  }
  return keyring.open(sealed, placeOf(purpose));
}

/** Seals what lies under another root key anew; how many there were. */
export function resealInstallationKeys({ db, keyring }: Needs): Promise<number> {
  return db.forAuth().write(async (tx) => {
    const old = await keysUnderOthers(tx, keyring.current);
    for (const { purpose, sealed } of old) {
      const place = placeOf(purpose);
      await replaceKey(tx, {
        purpose,
        sealed: keyring.seal(keyring.open(sealed, place), place),
        rootKey: keyring.current,
      });
    }
    return old.length;
  });
}

function placeOf(purpose: string): readonly string[] {
  return ["installation", purpose];
}
