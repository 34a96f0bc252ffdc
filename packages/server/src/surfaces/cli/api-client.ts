import { AetherError, createClient, type Fetch, type Token } from "@aether/client";

import { CliError } from "./failure.ts";
import type { Transport } from "./transport.ts";

export interface ApiClient {
  readonly transport: Transport;
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  patch<Answer>(path: string, body: unknown): Promise<Answer>;
  remove<Answer>(path: string, body?: unknown): Promise<Answer>;
  /** The archive of an export, part by part. */
  archive(of: { readonly id: string; readonly export_id: string }): AsyncIterable<Uint8Array>;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiClientOptions {
  readonly timeoutMs: number;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Where the transport has none of its own. */
  readonly token?: Token;
  /** What to do when nobody may come in so. */
  readonly signIn?: string;
}

/** Stands for the transport's own address, which may change while it lasts. */
export const BASE = "http://aether.invalid";
const FIRST_WAIT_MS = 100;

/**
 * The API as the commands see it. Answers are taken at their word: the server has checked them against the contract,
 * and loading the contract here would cost more than the call.
 */
export function createApiClient(transport: Transport, options: ApiClientOptions): ApiClient {
  const { timeoutMs, signal, token } = options;
  // The time limit is for all tries together, so the client's own is longer.
  const own = { baseUrl: BASE, fetch: fetchBy(transport), timeoutMs: timeoutMs + 1000, firstWaitMs: FIRST_WAIT_MS };
  const client = createClient({ ...own, token });
  async function call(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<ReturnType<typeof JSON.parse>> {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await client.request(method, path, { body, signal: AbortSignal.any([signal, limit]) });
    } catch (error) {
      if (limit.aborted && !signal.aborted) throw tooSlow(timeoutMs, error);
      throw error instanceof AetherError ? toCliError(error, transport, options) : error;
    }
  }
  return {
    transport,
    get: (path, query = {}) => call("GET", path + queryString(query)),
    post: (path, body) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    remove: (path, body) => call("DELETE", path, body),
    async *archive(of) {
      try {
        yield* client.downloadTenantExport(of, { signal, timeoutMs });
      } catch (error) {
        throw error instanceof AetherError ? toCliError(error, transport, options) : error;
      }
    },
  };
}

/** Calls over a transport, as the client wants them: what stands before the path is not looked at. */
export function fetchBy(transport: Transport): Fetch {
  return async (url, { method, headers, body, signal }) => {
    const request = { method, path: url.slice(BASE.length), headers, signal };
    const answer = await transport.send(body === undefined ? request : { ...request, body });
    const header = (name: string): string | null => {
      const value = answer.headers[name];
      return typeof value === "string" ? value : null;
    };
    return {
      status: answer.status,
      headers: { get: header },
      body: null,
      text: async () => Buffer.from(answer.bytes).toString("utf8"),
      arrayBuffer: async () => new Uint8Array(answer.bytes).buffer,
    };
  };
}

function queryString(query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function toCliError(error: AetherError, { url }: Transport, { signIn }: ApiClientOptions): unknown {
  const { code, message, details, requestId, remedy, status, cause } = error;
  // What the transport itself has found out.
  if (cause instanceof CliError) return cause;
  const told = { details, cause: error, ...(requestId !== undefined && { requestId }) };
  if (code === "UNREACHABLE") {
    return new CliError({
      ...told,
      code: "STORAGE_UNAVAILABLE",
      message: `the server at ${url} cannot be reached (${String(details["reason"])})`,
      next: "Start it with `aether serve`, or check --api-url.",
    });
  }
  if (code === "NOT_AETHER") {
    return new CliError({
      ...told,
      code: "UPSTREAM_FAILED",
      message: `the server answered ${status} with something that is not JSON`,
      next: "Check that the URL is that of an Aether server.",
    });
  }
  if (code === "UNAUTHENTICATED" && signIn !== undefined) return new CliError({ ...told, code, message, next: signIn });
  return new CliError({ ...told, code, message, ...(remedy !== undefined && { next: remedy }) });
}

function tooSlow(timeoutMs: number, cause: unknown): CliError {
  return new CliError({
    code: "TIMEOUT",
    message: `there was no answer within ${timeoutMs / 1000} s`,
    next: "Try again, or allow more with --timeout SECONDS.",
    cause,
  });
}
