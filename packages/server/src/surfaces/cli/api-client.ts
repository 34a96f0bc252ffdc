import { CliError } from "./failure.ts";
import type { Transport } from "./transport.ts";

export interface ApiClient {
  readonly transport: Transport;
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiClientOptions {
  readonly timeoutMs: number;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

const PREFIX = "/api/v1";

/**
 * The API as the commands see it. Answers are taken at their word: the server has checked them against the contract,
 * and loading the contract here would cost more than the call.
 */
export function createApiClient(transport: Transport, { timeoutMs, signal }: ApiClientOptions): ApiClient {
  async function call<Answer>(method: "GET" | "POST", path: string, body?: string): Promise<Answer> {
    const limit = AbortSignal.timeout(timeoutMs);
    const request = { method, path: PREFIX + path, signal: AbortSignal.any([signal, limit]) };
    try {
      const { status, text } = await transport.send(body === undefined ? request : { ...request, body });
      return readAnswer(status, text);
    } catch (error) {
      throw limit.aborted && !signal.aborted ? tooSlow(timeoutMs, error) : error;
    }
  }
  return {
    transport,
    get: (path, query = {}) => call("GET", path + queryString(query)),
    post: (path, body) => call("POST", path, JSON.stringify(body)),
  };
}

function queryString(query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function readAnswer(status: number, text: string): ReturnType<typeof JSON.parse> {
  const { success, data, error, metadata } = parse(status, text);
  if (success === true) return data;
  throw new CliError({ ...error, requestId: metadata?.request_id });
}

function parse(status: number, text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError({
      code: "UPSTREAM_FAILED",
      message: `the server answered ${status} with something that is not JSON`,
      next: "Check that the URL is that of an Aether server.",
      cause,
    });
  }
}

function tooSlow(timeoutMs: number, cause: unknown): CliError {
  return new CliError({
    code: "TIMEOUT",
    message: `there was no answer within ${timeoutMs / 1000} s`,
    next: "Try again, or allow more with --timeout SECONDS.",
    cause,
  });
}
