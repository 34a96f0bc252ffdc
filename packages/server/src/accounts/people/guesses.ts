/**
 * Limits on guessing that lock nobody out. An address is slowed down by what it tried itself, one of IPv6 by what its whole
 * site did. An account that is tried from many addresses stays open to the devices that its person signed in with (OWASP's
 * device cookies: each has a limit of its own, which others cannot use up), and to the addresses they came from before.
 * Everybody else waits for a turn: one try each three seconds, in the order of asking, for addresses that have not failed.
 */
import { createHmac } from "node:crypto";

import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { siteOf } from "#kernel/limits";
import type { Keyring } from "#kernel/secrets";

import { countGuesses, forgiveGuesses, takeTurn } from "./guess-store.ts";

export interface Guessing {
  /** What is guessed at: an account, or a link. */
  readonly target: string;
  readonly address: string;
  /** Where strangers share the target: an account. A link's secret has no limit of its own that they could use up. */
  readonly account?: {
    /** The device of the account's own person, once it has proven to be that. */
    readonly device: string | undefined;
    /** Whether the account's person was let in from the address before. */
    readonly isKnown: () => Promise<boolean>;
  };
}

export interface Guesses {
  /**
   * Counts one before it is tried, so that many at the same time do not slip through.
   * @throws Fault RATE_LIMITED; its detail `turn` is true where a turn was given, which comes in `retryAfterSeconds`
   */
  count(guessing: Guessing): Promise<void>;
  /** Counts what strangers begin from an address, beside what they guess. @throws Fault RATE_LIMITED */
  countBegun(what: string, address: string): Promise<void>;
  /** It was right: it counts no more. */
  forgive(guessing: Guessing): Promise<void>;
}

const WINDOW_SECONDS = 15 * 60;
const DAY_SECONDS = 24 * 60 * 60;
const MAX = { pair: 10, address: 100, target: 50, device: 10, failedTurns: 3, begun: 30 };
const TURNS = { stepSeconds: 3, waitMaxSeconds: WINDOW_SECONDS, keptSeconds: 120 };

export function createGuesses(db: Db, keyring: Keyring): Guesses {
  const nameOf = (...parts: readonly [kind: string, ...string[]]): Uint8Array => hiddenName(keyring, parts);
  const ownNames = ({ target, address }: Guessing): Uint8Array[] => {
    const site = siteOf(address);
    return [nameOf("pair", target, site), nameOf("address", site)];
  };
  const failedTurns = ({ target, address }: Guessing) => nameOf("failed turns", target, siteOf(address));
  const countAll = (names: readonly Uint8Array[], seconds = WINDOW_SECONDS): Promise<number[]> =>
    countGuesses(
      db.forAuth(),
      names.map((name) => ({ name, seconds })),
    );

  /** For an address that nobody was let in from, at an account that is tried from many. */
  async function waitForTurn(guessing: Guessing): Promise<void> {
    const place = nameOf("place", guessing.target, siteOf(guessing.address));
    const waitSeconds = await takeTurn(db.forAuth(), { name: nameOf("queue", guessing.target), place, ...TURNS });
    if (waitSeconds !== 0) {
      // Whoever waits has not tried.
      await forgiveGuesses(db.forAuth(), ownNames(guessing));
      throw waitSeconds === undefined ? full() : notYet(waitSeconds);
    }
    const [failed = 0] = await countAll([failedTurns(guessing)], DAY_SECONDS);
    if (failed > MAX.failedTurns) throw tooMany();
  }

  return {
    async count(guessing) {
      const { target, account } = guessing;
      if (account?.device !== undefined) {
        const [tries = 0] = await countAll([nameOf("device", account.device)]);
        if (tries > MAX.device) throw tooMany();
        return;
      }
      const names = account === undefined ? ownNames(guessing) : [...ownNames(guessing), nameOf("target", target)];
      const [pair = 0, address = 0, all = 0] = await countAll(names);
      if (pair > MAX.pair || address > MAX.address) throw tooMany();
      if (account === undefined || all <= MAX.target || (await account.isKnown())) return;
      await waitForTurn(guessing);
    },
    async countBegun(what, address) {
      const [begun = 0] = await countAll([nameOf("begun", what, siteOf(address))]);
      if (begun > MAX.begun) throw tooMany();
    },
    async forgive(guessing) {
      const { target, account } = guessing;
      const names =
        account?.device === undefined
          ? [...ownNames(guessing), nameOf("target", target), failedTurns(guessing)]
          : [nameOf("device", account.device)];
      await forgiveGuesses(db.forAuth(), names);
    },
  };
}

/** Neither addresses nor accounts can be read from it. */
function hiddenName(keyring: Keyring, parts: readonly string[]): Uint8Array {
  return createHmac("sha256", keyring.derive("guesses")).update(JSON.stringify(parts)).digest();
}

function tooMany(): Fault {
  return new Fault("RATE_LIMITED", "too many tries: wait a quarter of an hour", { retryAfterSeconds: WINDOW_SECONDS });
}

function notYet(seconds: number): Fault {
  const why = "others guess at the password of this account";
  const message = `${why}: your turn to try comes in ${seconds} s; a link that sets a new password lets you in at once`;
  return new Fault("RATE_LIMITED", message, { retryAfterSeconds: seconds, turn: true });
}

function full(): Fault {
  const message = "very many guess at the password of this account: have a link made that sets a new one";
  return new Fault("RATE_LIMITED", message, { retryAfterSeconds: TURNS.stepSeconds, turn: false });
}
