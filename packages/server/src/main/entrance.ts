/** Who may come in, and the operations of tenants, people and keys. */
import { accounts, createSmtpMailer, type Mailer } from "#accounts";
import type { Trail } from "#kernel/audit";
import { createAccessTokens, createKeyCheck, createPersonCheck, type KeyCheck, type PersonCheck } from "#kernel/auth";
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";
import type { Keyring } from "#kernel/secrets";
import { systemClock } from "#kernel/time";

export interface Entrance {
  readonly keys: KeyCheck;
  readonly people: PersonCheck;
  readonly operations: readonly AnyOperation[];
  close(): Promise<void>;
}

export interface EntranceOptions {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly publicUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly log: Pick<Log, "warn">;
  readonly trail: Trail;
}

export async function openEntrance(options: EntranceOptions): Promise<Entrance> {
  const { db, keyring, publicUrl, log, trail } = options;
  const clock = systemClock;
  const tokens = createAccessTokens(keyring, clock);
  const { operations } = accounts({ db, keyring, clock, tokens, log, trail, publicUrl, mailer: mailerOf(options) });
  const people = createPersonCheck({ db, tokens, clock });
  const keys = await createKeyCheck({ db, keyring, clock, log });
  return { keys, people, operations, close: () => keys.close() };
}

function mailerOf({ smtpUrl, mailFrom }: EntranceOptions): Mailer | undefined {
  return smtpUrl === undefined || mailFrom === undefined
    ? undefined
    : createSmtpMailer({ url: smtpUrl, from: mailFrom });
}
