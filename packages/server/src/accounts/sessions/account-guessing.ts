import type { AuthDb } from "#kernel/db";

import type { Devices } from "../people/devices.ts";
import type { Guessing } from "../people/guesses.ts";
import type { PersonRow } from "../people/person-store.ts";
import { wasLetInFrom } from "./session-store.ts";

export interface AccountTry {
  readonly email: string;
  readonly address: string;
  /** Undefined where nobody has the e-mail address: it is limited like any other. */
  readonly person: PersonRow | undefined;
  /** As the caller gives it. */
  readonly deviceToken?: string | undefined;
}

/** A try at an account's password, wherever it is asked for: all of them count together. */
export function accountGuessing(
  { auth, devices }: { readonly auth: AuthDb; readonly devices: Devices },
  { email, address, person, deviceToken }: AccountTry,
): Guessing {
  const device = devices.deviceOf(deviceToken, person);
  const isKnown = async (): Promise<boolean> => person !== undefined && wasLetInFrom(auth, person.person_id, address);
  return { target: `account ${email}`, address, account: { device, isKnown } };
}
