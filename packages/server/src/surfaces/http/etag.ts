import { hash } from "node:crypto";

import { Fault } from "#kernel/errors";

/**
 * What an answer's data is called. Weak, because the same data comes under another request id each time; strong where
 * the resource has a version: `"v3.…"` names the version that If-Match holds, and the content that If-None-Match does.
 */
export function etagOf(dataText: string, version: unknown): string {
  const digest = hash("sha1", dataText, "base64url").slice(0, 22);
  return typeof version === "number" ? `"v${version}.${digest}"` : `W/"${digest}"`;
}

const TAG = /(?:W\/)?"[\x21\x23-\x7e]*"/g;
const VERSIONED = /^"v(\d{1,10})\.[\w-]*"$/;

/** Whether the caller has this answer already. Weak comparison, as RFC 9110 (13.1.2) wants it. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const opaque = (tag: string): string => tag.replace(/^W\//, "");
  return (ifNoneMatch.match(TAG) ?? []).some((tag) => opaque(tag) === opaque(etag));
}

/**
 * The version that If-Match asks for; undefined for `*` and where there is none.
 * @throws Fault PRECONDITION_FAILED for a tag that is none of ours or a weak one: it matches nothing (RFC 9110, 13.1.1)
 */
export function versionAsked(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const versions = (ifMatch.match(TAG) ?? []).flatMap((tag) => VERSIONED.exec(tag)?.[1] ?? []);
  const [version, ...others] = new Set(versions.map(Number));
  if (version === undefined) throw new Fault("PRECONDITION_FAILED", "If-Match names no version of this resource");
  if (others.length > 0) throw new Fault("VALIDATION_ERROR", "If-Match names several versions: give the one you read");
  return version;
}
