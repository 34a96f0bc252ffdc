import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import { Fault } from "#kernel/errors";
import type { Identity, Permission } from "#kernel/tenancy";
import { type Clock, MINUTE_MS } from "#kernel/time";

import { bearerOf } from "./bearer.ts";

export const SESSION_COOKIE = "aether_session";
const CODE_LIFE_MS = 10 * MINUTE_MS;
export const SESSION_LIFE_MS = 24 * 60 * MINUTE_MS;
const KEPT_MAX = 1000; // of each kind; the oldest goes first

export interface Access {
  /** @throws Fault UNAUTHENTICATED */
  identify(headers: IncomingHttpHeaders): Promise<Identity>;
  /** The same, and only for the token itself: a page's session does not make more sessions. */
  identifyByToken(headers: IncomingHttpHeaders): Promise<Identity>;
  /** A code that opens one session within ten minutes, for a link that the owner clicks. */
  issueCode(): string;
  /** Spends the code and answers with the secret of a new session. @throws Fault UNAUTHENTICATED */
  openSession(code: string): string;
  endSession(headers: IncomingHttpHeaders): void;
}

export interface OwnerAccessOptions {
  readonly token: string;
  readonly tenantId: string;
  readonly permissions: readonly Permission[];
  readonly clock: Clock;
}

/** The owner of the data directory: by the token of its 0600 file, or by a session opened from a one-time link. */
export function createOwnerAccess({ token, tenantId, permissions, clock }: OwnerAccessOptions): Access {
  const owner: Identity = { tenantId, actor: { kind: "owner" }, permissions };
  const expected = digest(token);
  const codes = createSecrets(clock, CODE_LIFE_MS);
  const sessions = createSecrets(clock, SESSION_LIFE_MS);

  async function identifyByToken(headers: IncomingHttpHeaders): Promise<Identity> {
    const given = bearerOf(headers);
    if (given === undefined || !timingSafeEqual(digest(given), expected)) throw refused();
    return owner;
  }

  return {
    identifyByToken,
    async identify(headers) {
      if (headers.authorization !== undefined) return identifyByToken(headers);
      const session = sessionOf(headers);
      if (session === undefined || !sessions.has(session)) throw refused();
      return owner;
    },
    issueCode: () => codes.issue(),
    openSession(code) {
      if (!codes.spend(code)) throw refused("the link was used already or is older than ten minutes");
      return sessions.issue();
    },
    endSession(headers) {
      const session = sessionOf(headers);
      if (session !== undefined) sessions.spend(session);
    },
  };
}

function refused(why = "the call bears no valid token"): Fault {
  return new Fault("UNAUTHENTICATED", why);
}

/**
 * Cookies do not know ports: a page of another server on this machine would send ours along. The browser says so in
 * Sec-Fetch-Site, and then the cookie does not count.
 */
function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  const from = headers["sec-fetch-site"];
  if (from !== undefined && from !== "same-origin" && from !== "none") return undefined;
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1);
}

interface Secrets {
  issue(): string;
  has(secret: string): boolean;
  /** True once for what was issued and has not expired. */
  spend(secret: string): boolean;
}

/** Kept by digest, so that looking one up tells nothing by its duration. */
function createSecrets(clock: Clock, lifeMs: number): Secrets {
  const expiries = new Map<string, number>();
  const has = (secret: string): boolean => (expiries.get(digest(secret).toString("base64")) ?? 0) > clock.now();
  return {
    issue() {
      const [oldest] = expiries.keys();
      if (expiries.size >= KEPT_MAX && oldest !== undefined) expiries.delete(oldest);
      const secret = randomBytes(24).toString("base64url");
      expiries.set(digest(secret).toString("base64"), clock.now() + lifeMs);
      return secret;
    },
    has,
    spend(secret) {
      const isGood = has(secret);
      expiries.delete(digest(secret).toString("base64"));
      return isGood;
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
