import type { Trail } from "#kernel/audit";
import type { AccessTokens } from "#kernel/auth";
import type { Db } from "#kernel/db";
import type { Log } from "#kernel/log";

import type { Devices } from "./devices.ts";
import type { Guesses } from "./guesses.ts";
import type { Mail } from "./mail.ts";

/** What the operations of people stand on. */
export interface PeopleNeeds {
  readonly db: Db;
  readonly tokens: AccessTokens;
  readonly guesses: Guesses;
  readonly devices: Devices;
  readonly mail: Mail;
  readonly log: Pick<Log, "warn">;
  /** For what concerns other tenants than the caller's; without, nowhere. */
  readonly trail?: Pick<Trail, "record"> | undefined;
}
