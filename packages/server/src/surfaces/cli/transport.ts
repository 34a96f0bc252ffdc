import type { Fetch } from "@aether/client";

/** A way to the API for the client: over a socket, or into a server in the same process. */
export interface Transport {
  /** Where it leads, for people. */
  readonly url: string;
  /** What calls are addressed to. */
  readonly baseUrl: string;
  /** True where ending this process ends the server. */
  readonly isInProcess: boolean;
  /** Fails with the system's error where nobody answers. */
  readonly fetch: Fetch;
  close(): Promise<void>;
}

/** Addresses whoever has this machine's data open, who may be another while a command lasts. */
export const HERE = "http://aether.invalid";
