import { anyOf, ask, whole, withinLimits } from "./attempt.ts";
import { AetherError } from "./errors.ts";
import type { Body, Fetch, FetchRequest, FetchResponse, Method } from "./fetch.ts";
import type { FilePart, Range } from "./file-part.ts";
import { follow, type Open } from "./follow.ts";
import { pause } from "./pause.ts";
import { readAnswer, readPart } from "./read-answer.ts";
import type { TokenSource } from "./token.ts";

/** When a call that failed may be made again: a query always, a command under its Idempotency-Key, and what no key covers only when it was turned away. */
export type Repeat = "always" | "with-key" | "never";

export interface Ask {
  readonly method: Method;
  /** With its query, from the API's prefix. */
  readonly path: string;
  readonly body?: Body;
  readonly repeat: Repeat;
}

export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For one try; of what sends bytes at least 15 minutes unless given, else what the client was told. */
  readonly timeoutMs?: number;
  /** For all tries together. */
  readonly totalMs?: number;
  /** Further tries after the first. */
  readonly retries?: number;
  /** Of a command: another call with the same key and input has no further effect for 24 hours. Made anew for each call unless given. */
  readonly idempotencyKey?: string;
}

export interface SenderOptions {
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly fetch: Fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly totalMs: number | undefined;
  readonly retries: number;
  readonly firstWaitMs: number;
  readonly onDeprecated: ((notice: DeprecationNotice) => void) | undefined;
}

/** What an answer says of a call that will go. */
export interface DeprecationNotice {
  readonly method: Method;
  readonly path: string;
  /** When it stops, as HTTP writes a date; null where nobody has said. */
  readonly sunset: string | null;
  /** The path of what takes its place. */
  readonly successor: string | null;
}

export interface Sender {
  send(ask: Ask, options?: CallOptions): Promise<unknown>;
  /** So many bytes of a file from there on; `tag` is the file's, where an earlier part told it. */
  part(ask: Ask, range: Range, options?: CallOptions): Promise<FilePart>;
  /** The data of a stream's events. */
  follow(ask: Ask, options?: CallOptions): AsyncGenerator<unknown, void, undefined>;
}

const PREFIX = "/api/v1";
/** Nobody waits longer than this for another try: the caller hears of it instead. */
const LONGEST_WAIT_MS = 30_000;
/** An archive is as slow as the line that it takes. */
const UPLOAD_MS = 15 * 60_000;

export function createSender(settings: SenderOptions): Sender {
  const { retries, firstWaitMs } = settings;
  return {
    async send(asked, options = {}) {
      const own = asked.repeat === "with-key" ? { "idempotency-key": options.idempotencyKey ?? newKey() } : {};
      return repeated(settings, { asked, options, headers: own, read: readAnswer });
    },
    part(asked, { from, bytes, tag }, options = {}) {
      const headers = { range: `bytes=${from}-${from + bytes - 1}`, ...(tag !== undefined && { "if-range": tag }) };
      return repeated(settings, { asked, options, headers, read: readPart });
    },
    follow(asked, options = {}) {
      const { timeoutMs } = settings;
      const signal = anyOf(settings.signal, options.signal);
      return follow(openerOf(asked, settings), { timeoutMs, retries, firstWaitMs, ...options, signal });
    },
  };
}

interface Repeated<Answer> {
  readonly asked: Ask;
  readonly options: CallOptions;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: (url: string, response: FetchResponse) => Promise<Answer>;
}

/** Asks until there is an answer, or trying again is of no use or would come too late. */
function repeated<Answer>(settings: SenderOptions, repeated: Repeated<Answer>): Promise<Answer> {
  const { firstWaitMs } = settings;
  const { asked, options } = repeated;
  const { totalMs = settings.totalMs } = options;
  const retries = isSpent(asked) ? 0 : (options.retries ?? settings.retries);
  const signal = anyOf(settings.signal, options.signal);
  return withinLimits({ signal, timeoutMs: totalMs }, (limit) =>
    withTries(onceOf(settings, repeated, limit), { asked, totalMs, retries, firstWaitMs, signal: limit }),
  );
}

/** One try of a call. */
function onceOf<Answer>(
  settings: SenderOptions,
  { asked, options, headers, read }: Repeated<Answer>,
  signal: AbortSignal,
): () => Promise<Answer> {
  const { baseUrl, fetch } = settings;
  const token = isSpent(asked) ? unrenewed(settings.token) : settings.token;
  const { timeoutMs = timeoutOf(asked, settings) } = options;
  const all = { accept: "application/json, application/problem+json", ...settings.headers, ...headers };
  const url = baseUrl + PREFIX + asked.path;
  return () =>
    withToken(token, (bearer) =>
      withinLimits({ signal, timeoutMs }, async (limit) => {
        const response = await ask(fetch, url, requestOf(asked, { headers: all, bearer, signal: limit }));
        tellDeprecation(settings, asked, response);
        return whole(url, read(url, response), limit);
      }),
    );
}

function tellDeprecation({ onDeprecated }: SenderOptions, { method, path }: Ask, { headers }: FetchResponse): void {
  if (onDeprecated === undefined || headers.get("deprecation") === null) return;
  const [, successor = null] = /<([^>]*)>; rel="successor-version"/.exec(headers.get("link") ?? "") ?? [];
  onDeprecated({ method, path, sunset: headers.get("sunset"), successor });
}

interface Tries extends Failed {
  readonly retries: number;
  readonly totalMs: number | undefined;
  readonly signal: AbortSignal;
}

async function withTries<Answer>(once: () => Promise<Answer>, options: Omit<Tries, "tries">): Promise<Answer> {
  const { asked, firstWaitMs, retries, totalMs = Infinity, signal } = options;
  const end = performance.now() + totalMs;
  for (let tries = 0; ; tries++) {
    try {
      return await once();
    } catch (error) {
      const waitMs = tries < retries ? waitBeforeNext(error, { asked, tries, firstWaitMs }) : undefined;
      if (waitMs === undefined || performance.now() + waitMs >= end) throw error;
      await pause(waitMs, signal);
    }
  }
}

function openerOf(asked: Ask, { baseUrl, fetch, token, headers }: SenderOptions): Open {
  const url = baseUrl + PREFIX + asked.path;
  return (heard, signal) =>
    withToken(token, async (bearer) => {
      const accept = { accept: "text/event-stream, application/problem+json" };
      const all = { ...accept, ...headers, ...(heard !== undefined && { "last-event-id": heard }) };
      const response = await ask(fetch, url, requestOf(asked, { headers: all, bearer, signal }));
      if (response.status >= 400) await readAnswer(url, response);
      return response;
    });
}

interface RequestParts {
  readonly headers: Readonly<Record<string, string>>;
  readonly bearer: string | undefined;
  readonly signal: AbortSignal;
}

function requestOf({ method, body }: Ask, { headers, bearer, signal }: RequestParts): FetchRequest {
  const type = typeof body === "string" ? "application/json" : "application/octet-stream";
  const all = {
    ...headers,
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(body !== undefined && { "content-type": type }),
  };
  const request = { method, headers: all, signal, redirect: "error" } as const;
  if (body === undefined) return request;
  return { ...request, body, ...(body instanceof ReadableStream && { duplex: "half" }) };
}

function timeoutOf({ body }: Ask, { timeoutMs }: SenderOptions): number {
  return body === undefined || typeof body === "string" ? timeoutMs : Math.max(timeoutMs, UPLOAD_MS);
}

/** That it cannot be sent a second time. */
function isSpent({ body }: Ask): boolean {
  return body instanceof ReadableStream;
}

function unrenewed(token: TokenSource): TokenSource {
  return { ...token, renew: async () => undefined };
}

/** Under the token there is, then under a new one where that is refused. */
async function withToken<Answer>(
  token: TokenSource,
  work: (bearer: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  const bearer = await token.get();
  try {
    return await work(bearer);
  } catch (error) {
    if (bearer === undefined || !(error instanceof AetherError) || error.status !== 401) throw error;
    const renewed = await token.renew(bearer);
    if (renewed === undefined || renewed === bearer) throw error;
    return work(renewed);
  }
}

interface Failed {
  readonly asked: Ask;
  readonly tries: number;
  readonly firstWaitMs: number;
}

/**
 * How long to wait, or undefined where it is of no use or might do a thing twice. Waits double and any part of one is
 * drawn ("full jitter", Brooker, AWS 2015), so that callers who failed together do not come back together.
 */
function waitBeforeNext(error: unknown, { asked, tries, firstWaitMs }: Failed): number | undefined {
  if (!(error instanceof AetherError) || !error.retry) return undefined;
  if (asked.repeat === "never" && error.category !== "limited") return undefined;
  const jitter = Math.random() * Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** tries);
  const { retryAfterMs = 0 } = error;
  return retryAfterMs > LONGEST_WAIT_MS ? undefined : retryAfterMs + jitter;
}

/** 128 bits. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
