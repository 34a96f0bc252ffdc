import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { type Identity, permissionsOf } from "#kernel/tenancy";
import { type Clock, SECOND_MS } from "#kernel/time";

import type { AccessClaims, AccessTokens } from "./access-token.ts";
import { standingOf, type Standing } from "./standing-store.ts";
import { suspended } from "./suspended.ts";

export interface PersonCheck {
  /** For whom an access token acts now. @throws Fault UNAUTHENTICATED, TENANT_SUSPENDED */
  identify(token: string): Promise<Identity>;
}

export interface PersonCheckOptions {
  readonly db: Db;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
}

const SEEN_MS = SECOND_MS; // how long an ended session or a changed role can go unseen
const KEPT_MAX = 10_000;

/** A token says who; the session, the person, the role and the tenant behind it are looked at once a second. */
export function createPersonCheck({ db, tokens, clock }: PersonCheckOptions): PersonCheck {
  const seen = new Map<string, { readonly standing: Promise<Standing | undefined>; readonly untilMs: number }>();

  function standing(claims: AccessClaims): Promise<Standing | undefined> {
    const name = `${claims.sessionId} ${claims.personId} ${claims.tenantId}`;
    const known = seen.get(name);
    if (known !== undefined && known.untilMs > clock.now()) return known.standing;
    seen.delete(name);
    const [oldest] = seen.keys();
    if (seen.size >= KEPT_MAX && oldest !== undefined) seen.delete(oldest);
    const asked = standingOf(db, claims);
    seen.set(name, { standing: asked, untilMs: clock.now() + SEEN_MS });
    asked.catch(() => seen.delete(name)); // whoever waits hears of it; the next one asks again
    return asked;
  }

  return {
    async identify(token) {
      const claims = await tokens.verify(token);
      const found = await standing(claims);
      if (found === undefined) throw new Fault("UNAUTHENTICATED", "the session has ended: sign in again");
      if (found.tenantState !== "active") throw suspended(found.tenantState);
      const { role } = found;
      const { personId, sessionId, tenantId } = claims;
      return { tenantId, actor: { kind: "person", personId, sessionId, role }, permissions: permissionsOf(role) };
    },
  };
}
