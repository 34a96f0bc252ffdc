import type { Method } from "@aether/client";

export interface ApiRequest {
  readonly method: Method;
  /** With the query string, from the root. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
}

/** A way to the API: over a socket, or into a server in the same process. Fails with the system's error where nobody answers. */
export interface Transport {
  /** Where it leads, for people. */
  readonly url: string;
  /** True where ending this process ends the server. */
  readonly isInProcess: boolean;
  send(request: ApiRequest): Promise<ApiResponse>;
  close(): Promise<void>;
}
