import { randomBytes } from "node:crypto";

/** Set on every answer. Written out because building them per request costs more than the rest of a small call. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

/** Only where an operator says that the server is reached by https: over http browsers do not heed it. */
export function transportSecurity(seconds: number): Readonly<Record<string, string>> {
  return seconds === 0 ? {} : { "strict-transport-security": `max-age=${seconds}` };
}

/** What a page may do: its own scripts, its own styles and those that bear the nonce, calls to its own server. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function createNonce(): string {
  return randomBytes(16).toString("base64url");
}
