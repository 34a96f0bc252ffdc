import type { Permission, Role } from "./permissions.ts";

/** Who acts. */
export type Actor =
  /** Whoever owns the data directory of an installation for one. */
  | { readonly kind: "owner" }
  /** The platform's operator, by key. */
  | { readonly kind: "operator"; readonly keyId: string }
  | { readonly kind: "person"; readonly personId: string; readonly sessionId: string; readonly role: Role }
  | { readonly kind: "key"; readonly keyId: string }
  /** Nobody that is known, for what is public. */
  | { readonly kind: "anonymous" }
  /** A job acting for whoever queued it. */
  | { readonly kind: "job"; readonly jobId: string };

/** Where a call comes from, for the audit trail; never for a decision. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string;
}

/** For whom a call acts, as learnt from its credential. */
export interface Identity {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly permissions: readonly Permission[];
}

export interface Context {
  readonly tenantId: string;
  readonly actor: Actor;
  /** A few dozen at most. */
  readonly permissions: readonly Permission[];
  readonly requestId: string;
  readonly origin: Origin | undefined;
  /** Aborted when the caller has gone, the deadline has passed or the process stops. */
  readonly signal: AbortSignal;
}

export interface ContextInput {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly permissions: readonly Permission[];
  readonly requestId: string;
  readonly origin?: Origin;
  readonly signal: AbortSignal;
}

/** The tenant of those who act in none: row security shows them nothing. */
export const NO_TENANT = "00000000-0000-0000-0000-000000000000";

/** Anybody, for operations that ask for no credential. */
export const ANONYMOUS: Identity = { tenantId: NO_TENANT, actor: { kind: "anonymous" }, permissions: ["public"] };

/** Freezes what was learnt from the credential; later code can only read it. */
export function createContext(input: ContextInput): Context {
  return Object.freeze({ ...input, origin: input.origin });
}
