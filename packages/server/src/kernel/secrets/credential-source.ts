/** A credential for another service, as whoever sends it there asks for it. */
export interface WantedCredential {
  /** As its tenant calls it. */
  readonly name: string;
  readonly kind: "git_token" | "provider_key";
  /** The host, with its port where that is not the usual one, that it is about to be sent to. */
  readonly host: string;
}

/** To be sent at once, and kept, logged and answered nowhere. */
export interface OpenCredential {
  readonly username: string;
  readonly secret: string;
}

/** Opens what a tenant has kept. */
export interface CredentialSource {
  /** @throws Fault NOT_FOUND; FORBIDDEN where it is kept for another host or purpose; SECRET_UNREADABLE */
  open(context: { readonly tenantId: string }, wanted: WantedCredential): Promise<OpenCredential>;
}
