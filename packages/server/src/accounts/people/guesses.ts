/**
 * Limits on guessing that cannot lock others out. An address is slowed down by what it tried itself, one of IPv6 by what
 * its whole site did. An account that is tried from many addresses is closed to new ones only: from where its person
 * signed in before, it stays open.
 */
import { createHmac } from "node:crypto";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { siteOf } from "#kernel/limits";
import type { Keyring } from "#kernel/secrets";

import { countGuesses, forgiveGuesses } from "./guess-store.ts";

export interface Guessing {
  /** What is guessed at: an account, or a link. */
  readonly target: string;
  readonly address: string;
}

export interface Guesses {
  /**
   * Counts one before it is tried, so that many at the same time do not slip through.
   * @param isKnown whether the account's person was let in from the address before
   * @throws Fault RATE_LIMITED
   */
  count(guessing: Guessing, isKnown: () => Promise<boolean>): Promise<void>;
  /** It was right: it counts no more. */
  forgive(guessing: Guessing): Promise<void>;
}

const WINDOW_SECONDS = 15 * 60;
const MAX = { pair: 10, address: 100, target: 50 };

export function createGuesses(db: Db, keyring: Keyring): Guesses {
  const nameOf = (kind: string, ...parts: readonly string[]): Uint8Array =>
    createHmac("sha256", keyring.derive("guesses"))
      .update(JSON.stringify([kind, ...parts]))
      .digest();
  const namesOf = ({ target, address }: Guessing): Uint8Array[] => {
    const site = siteOf(address);
    return [nameOf("pair", target, site), nameOf("address", site), nameOf("target", target)];
  };
  return {
    async count(guessing, isKnown) {
      const names = namesOf(guessing);
      const [pair = 0, address = 0, target = 0] = await countGuesses(
        db.forAuth(),
        names.map((name) => ({ name, seconds: WINDOW_SECONDS })),
      );
      const isTooMany = pair > MAX.pair || address > MAX.address || (target > MAX.target && !(await isKnown()));
      if (!isTooMany) return;
      throw new Fault("RATE_LIMITED", "too many tries: wait a quarter of an hour", {
        retryAfterSeconds: WINDOW_SECONDS,
      });
    },
    forgive: (guessing) => forgiveGuesses(db.forAuth(), namesOf(guessing)),
  };
}
