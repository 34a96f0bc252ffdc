import { AetherError } from "./errors.ts";
import type { Fetch, FetchRequest } from "./fetch.ts";

export interface Limits {
  readonly signal: AbortSignal | undefined;
  /** None where undefined. */
  readonly timeoutMs: number | undefined;
}

/**
 * Work that is ended by the caller's signal or the time limit; `work` gets the signal that both end.
 * @throws AetherError TIMEOUT; the signal's reason where the caller has aborted; whatever `work` throws
 */
export async function withinLimits<Answer>(
  { signal, timeoutMs }: Limits,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const end = (): void => ended.abort(signal?.reason);
  signal?.addEventListener("abort", end, { once: true });
  let lateMs: number | undefined;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          lateMs = timeoutMs;
          ended.abort();
        }, timeoutMs);
  try {
    return await work(ended.signal);
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw lateMs === undefined ? error : tooLate(lateMs, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

/** @throws AetherError UNREACHABLE where no answer came */
export async function ask(fetch: Fetch, url: string, request: FetchRequest): ReturnType<Fetch> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal.aborted || error instanceof AetherError) throw error;
    throw unreachable(url, error);
  }
}

/** @throws AetherError UNREACHABLE where the answer broke off */
export async function whole<Answer>(url: string, answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (signal.aborted || error instanceof AetherError) throw error;
    throw unreachable(url, error);
  }
}

function unreachable(url: string, cause: unknown): AetherError {
  const { origin } = new URL(url);
  const reason = reasonOf(cause);
  return new AetherError({
    code: "UNREACHABLE",
    message: `the server at ${origin} cannot be reached (${reason})`,
    details: { reason },
    retry: true,
    cause,
  });
}

/** The system's code, as ECONNREFUSED; it stands on the error or, in Node's fetch, on its cause. */
function reasonOf(error: unknown): string {
  const { code, cause }: { readonly code?: unknown; readonly cause?: unknown } = Object(error);
  if (typeof code === "string" && code !== "") return code;
  return cause === undefined || cause === error ? "no answer" : reasonOf(cause);
}

function tooLate(timeoutMs: number, cause: unknown): AetherError {
  const message = `there was no answer within ${timeoutMs / 1000} s`;
  return new AetherError({ code: "TIMEOUT", message, retry: true, cause });
}

/** Aborted with the first of them. */
export function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length < 2 ? given[0] : AbortSignal.any(given);
}
