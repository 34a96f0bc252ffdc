import type { IncomingHttpHeaders } from "node:http";

import { Fault } from "#kernel/errors";
import type { Identity } from "#kernel/tenancy";

import type { Access } from "./access.ts";
import { bearerOf } from "./bearer.ts";

/** Tells for whom a credential acts. @throws Fault UNAUTHENTICATED, or why it may not act now */
export interface CredentialCheck {
  identify(text: string): Promise<Identity>;
}

export interface CredentialAccessOptions {
  /** Keys of tenants and operators. */
  readonly keys: CredentialCheck;
  /** Access tokens of people. */
  readonly people: CredentialCheck;
  /** Whatever else there is. */
  readonly owner: Access;
}

/** Told apart by their form: a key, an access token (a JWT has two dots), or the local owner's token and session. */
export function createCredentialAccess({ keys, people, owner }: CredentialAccessOptions): Access {
  return {
    ...owner,
    identify(headers) {
      const token = bearerOf(headers);
      if (token?.startsWith("aeth_") === true) return keys.identify(token);
      return token?.includes(".") === true ? people.identify(token) : owner.identify(headers);
    },
  };
}

/**
 * The tenant is the credential's. Who names one in X-Tenant-ID, as older clients do, must name that one; another tenant
 * and one that is not there are refused alike.
 */
export function requireOwnTenant(headers: IncomingHttpHeaders, { tenantId }: Identity): void {
  const named = headers["x-tenant-id"];
  if (named === undefined || (typeof named === "string" && named.toLowerCase() === tenantId)) return;
  throw new Fault("FORBIDDEN", "X-Tenant-ID names another tenant than the credential's: leave it out", {});
}
