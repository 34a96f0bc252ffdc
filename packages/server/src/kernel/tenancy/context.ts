/** What an operation may require: verb and house, as `code:read`. */
export type Permission = "code:read" | "code:write" | "jobs:read" | "jobs:write" | "system:read";

export type Actor =
  | { readonly kind: "owner" }
  /** A job acting for whoever queued it. */
  | { readonly kind: "job"; readonly jobId: string };

export interface Context {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly requestId: string;
  /** Aborted when the caller has gone, the deadline has passed or the process stops. */
  readonly signal: AbortSignal;
}

export interface ContextInput {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly permissions: Iterable<Permission>;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** Freezes what was learnt from the credential; later code can only read it. */
export function createContext(input: ContextInput): Context {
  return Object.freeze({ ...input, permissions: new Set(input.permissions) });
}
