export interface ApiRequest {
  readonly method: "GET" | "POST";
  /** With the query string, from the root. */
  readonly path: string;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly text: string;
}

/** A way to the API: over a socket, or into a server in the same process. */
export interface Transport {
  /** Where it leads, for people. */
  readonly url: string;
  /** True where ending this process ends the server. */
  readonly isInProcess: boolean;
  send(request: ApiRequest): Promise<ApiResponse>;
  close(): Promise<void>;
}
