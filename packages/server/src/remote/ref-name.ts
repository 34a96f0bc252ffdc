import { Fault } from "#kernel/errors";

const MAX_REF = 250;
/** A full hash: of SHA-1 or SHA-256. */
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** What `git check-ref-format` forbids anywhere in a name. */
const FORBIDDEN = /[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|^@$|^-/u;

/** @throws Fault VALIDATION_ERROR for what git would not take for the name of a branch or a tag. */
export function requireRefName(ref: string): void {
  const isBad = ref === "" || ref.length > MAX_REF || !ref.isWellFormed() || FORBIDDEN.test(ref);
  if (!isBad && ref.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"))) return;
  throw new Fault("VALIDATION_ERROR", "that cannot be the name of a branch or a tag, nor is it a commit's full hash", {
    problems: [{ path: "ref", message: "not a name that git allows" }],
  });
}

/** Full: of SHA-1 or SHA-256. */
export function isCommitHash(ref: string): boolean {
  return HASH.test(ref);
}

/** The names under which a server may know a ref, the likeliest first. */
export function remoteNames(ref: string | undefined): readonly string[] {
  if (ref === undefined) return ["HEAD"];
  if (isCommitHash(ref)) return [ref];
  if (ref.startsWith("refs/")) return [ref];
  return [`refs/heads/${ref}`, `refs/tags/${ref}`];
}
