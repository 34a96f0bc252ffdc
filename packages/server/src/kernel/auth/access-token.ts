/**
 * Access tokens: JWTs signed with Ed25519 under a key derived from a root key, which the header names by `kid`. They are
 * good for ten minutes and say who acts where; whether that is still so is asked of the database (person-check).
 * The header must be exactly ours: there is no algorithm, key or extension to choose.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, SignJWT } from "jose";

import { Fault } from "#kernel/errors";
import type { Keyring } from "#kernel/secrets";
import { type Clock, MINUTE_MS } from "#kernel/time";

export interface AccessClaims {
  readonly personId: string;
  readonly sessionId: string;
  readonly tenantId: string;
}

export interface AccessTokens {
  issue(claims: AccessClaims): Promise<string>;
  /** @throws Fault UNAUTHENTICATED */
  verify(token: string): Promise<AccessClaims>;
}

export const ACCESS_LIFE_SECONDS = 10 * (MINUTE_MS / 1000);
const ISSUER = "aether";
const AUDIENCE = "aether";
const TYPE = "at+jwt"; // RFC 9068
const ALGORITHM = "EdDSA";
const SKEW_SECONDS = 30;
const TOKEN_MAX_CHARS = 2000;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const PKCS8_OF_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex"); // RFC 8410, before the 32 bytes

interface KeyPair {
  readonly secret: KeyObject;
  readonly open: KeyObject;
}

export function createAccessTokens(keyring: Keyring, clock: Clock): AccessTokens {
  const pairs = new Map<string, KeyPair>();
  const pairOf = (keyId: string): KeyPair => {
    const known = pairs.get(keyId);
    if (known !== undefined) return known;
    const seed = keyring.derive("access-token", keyId);
    const secret = createPrivateKey({ key: Buffer.concat([PKCS8_OF_ED25519, seed]), format: "der", type: "pkcs8" });
    const pair = { secret, open: createPublicKey(secret) };
    pairs.set(keyId, pair);
    return pair;
  };
  return {
    issue({ personId, sessionId, tenantId }) {
      const nowSeconds = Math.floor(clock.now() / 1000);
      return new SignJWT({ tid: tenantId, sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keyring.current })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(personId)
        .setIssuedAt(nowSeconds)
        .setNotBefore(nowSeconds)
        .setExpirationTime(nowSeconds + ACCESS_LIFE_SECONDS)
        .sign(pairOf(keyring.current).secret);
    },
    async verify(token) {
      try {
        const { open } = pairOf(keyIdOf(token, keyring));
        const { payload } = await jwtVerify(token, open, {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTolerance: SKEW_SECONDS,
          currentDate: new Date(clock.now()),
          requiredClaims: ["exp", "nbf", "iat", "sub"],
        });
        return claimsOf(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) throw refused(error);
        throw error;
      }
    },
  };
}

function keyIdOf(token: string, keyring: Keyring): string {
  if (token.length > TOKEN_MAX_CHARS || !isWrittenOnce(token)) throw refused();
  const { alg, typ, kid, ...more } = decodeProtectedHeader(token);
  const isOurs = alg === ALGORITHM && typ === TYPE && Object.keys(more).length === 0;
  if (!isOurs || kid === undefined || !keyring.ids.includes(kid)) throw refused();
  return kid;
}

/**
 * Header and claims say each name once, and nothing else stands in them: parsed and written again they are the same text, as
 * ours always are. Parsers differ in which of two claims of one name they take.
 */
function isWrittenOnce(token: string): boolean {
  return token
    .split(".")
    .slice(0, 2)
    .every((part) => {
      const text = Buffer.from(part, "base64url").toString();
      try {
        return JSON.stringify(JSON.parse(text)) === text;
      } catch {
        return false; // no JSON
      }
    });
}

function claimsOf({ sub, aud, iat, nbf, exp, tid, sid }: JWTPayload): AccessClaims {
  const isTimed = Number.isSafeInteger(iat) && Number.isSafeInteger(exp) && exp === Number(iat) + ACCESS_LIFE_SECONDS;
  if (!isTimed || nbf !== iat || aud !== AUDIENCE || !isId(sub) || !isId(tid) || !isId(sid)) throw refused();
  return { personId: sub, sessionId: sid, tenantId: tid };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

function refused(cause?: unknown): Fault {
  return new Fault("UNAUTHENTICATED", "the access token is not valid any more: refresh it, or sign in", {}, cause);
}
