/** What every way of signing in ends with: a session in a tenant, and the tokens of it. */
import { randomUUID } from "node:crypto";

import { ACCESS_LIFE_SECONDS, type AccessTokens, newSecretText } from "#kernel/auth";
import type { AuthTx } from "#kernel/db";
import { Fault } from "#kernel/errors";

import type { PeopleNeeds } from "../people/needs.ts";
import { membershipsOf } from "../people/person-store.ts";
import { insertSession, type NewSession } from "./session-store.ts";

/** Begins a session, and answers with its first tokens. */
export async function openSession(
  tx: AuthTx,
  tokens: Pick<AccessTokens, "issue">,
  about: Omit<NewSession, "sessionId" | "hash">,
) {
  const sessionId = randomUUID();
  const { text, hash } = newSecretText({ kind: "rt", id: sessionId, more: "1" });
  const session = { ...about, sessionId, hash };
  await insertSession(tx, session);
  return present(await tokens.issue(session), text, session);
}

interface Choice {
  readonly asked: string | undefined;
  /** Where the session acted until now. */
  readonly before?: string | null;
}

/** The tenant asked for, or the one from before, or the first. @throws Fault FORBIDDEN where there is none */
export async function chosenTenant(
  { db }: Pick<PeopleNeeds, "db">,
  personId: string,
  { asked, before }: Choice,
): Promise<string> {
  const memberships = await membershipsOf(db.forAuth(), personId);
  const chosen =
    asked === undefined
      ? (memberships.find(({ tenant_id }) => tenant_id === before) ?? memberships[0])
      : memberships.find(({ tenant_id, slug }) => tenant_id === asked || slug === asked);
  if (chosen !== undefined) return chosen.tenant_id;
  throw new Fault("FORBIDDEN", asked === undefined ? "you belong to no tenant" : "you do not belong to that tenant");
}

/** The answer that signs in. */
export function present(
  accessToken: string,
  refreshToken: string,
  { sessionId, tenantId }: { readonly sessionId: string; readonly tenantId: string },
) {
  return {
    access_token: accessToken,
    token_type: "Bearer" as const,
    expires_in: ACCESS_LIFE_SECONDS,
    refresh_token: refreshToken,
    session_id: sessionId,
    tenant_id: tenantId,
  };
}
