import { type Identity, NO_TENANT } from "#kernel/tenancy";

import { type AddressOptions, createAddressWindows } from "./address-windows.ts";
import type { LimitAnswer } from "./answer.ts";
import { createTenantRates, type TenantRatesOptions } from "./tenant-rates.ts";

export interface RateLimits {
  /** Takes a call from its payer's budget; undefined where there is no limit. */
  take(
    payer: { readonly identity: Identity } | { readonly address: string },
    cost: number,
  ): Promise<LimitAnswer | undefined>;
  /** Tells the other processes what tenants use here, and hears it of them; it begins by itself while calls come, once a second. */
  exchange(): Promise<void>;
}

/**
 * A tenant's calls a second, by its quota and whatever its credentials are; calls a minute of an address that shows none.
 * The platform's operators have no limit.
 */
export function createRateLimits(options: TenantRatesOptions & AddressOptions): RateLimits {
  const addresses = createAddressWindows(options);
  const tenants = createTenantRates(options);
  return {
    exchange: () => tenants.exchange(),
    take(payer, cost) {
      if ("address" in payer) return addresses.take(payer.address, cost);
      const { tenantId } = payer.identity;
      return tenantId === NO_TENANT ? Promise.resolve(undefined) : tenants.take(tenantId, cost);
    },
  };
}
