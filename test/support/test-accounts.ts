import { accounts, type AccountsNeeds } from "../../packages/server/src/accounts/index.ts";
import { createAccessTokens } from "../../packages/server/src/kernel/auth/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { testKeyring } from "./keyring.ts";

/** The accounts on a database, with whatever a test does not care about. */
export function testAccounts(needs: Partial<AccountsNeeds> & Pick<AccountsNeeds, "db">) {
  const { keyring = testKeyring(), clock = systemClock } = needs;
  const tokens = createAccessTokens(keyring, clock);
  return accounts({ keyring, clock, tokens, log: { warn() {} }, ...needs });
}
