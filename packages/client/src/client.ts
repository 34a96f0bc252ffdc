import { download, type DownloadOptions } from "./download.ts";
import { AetherError } from "./errors.ts";
import type { Body, Fetch, Method } from "./fetch.ts";
import { OPERATIONS, type Operations } from "./generated/operations.ts";
import { paged } from "./pages.ts";
import type { OperationRoute } from "./route.ts";
import { type CallOptions, createSender, type DeprecationNotice } from "./sender.ts";
import { createTokenSource, type Token } from "./token.ts";

export interface ClientOptions {
  /** As `https://aether.example.com`. */
  readonly baseUrl: string;
  /** An API key or another token, or what gets one and renews it. */
  readonly token?: Token;
  /** The platform's own unless given. */
  readonly fetch?: Fetch;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends every call; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** For one try; 60,000. */
  readonly timeoutMs?: number;
  /** For all tries of a call together; streams last as long as they are read. No limit unless given. */
  readonly totalMs?: number;
  /** Further tries after the first, of what may be tried again; 2. */
  readonly retries?: number;
  /** At most this long before the second try, twice that before the third, and so on; 500. */
  readonly firstWaitMs?: number;
  /** Told of each answer to a call that will go; nobody is unless given. */
  readonly onDeprecated?: (notice: DeprecationNotice) => void;
}

/** The API, an operation a method. */
export interface AetherClient extends Operations {
  /** For what no operation names. A command is given an Idempotency-Key. */
  request(method: Method, path: string, options?: CallOptions & { readonly body?: unknown }): Promise<unknown>;
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws TypeError for a base URL that is none, or that holds a password */
export function createClient(options: ClientOptions): AetherClient {
  const sender = createSender({
    baseUrl: checkedBase(options.baseUrl),
    token: createTokenSource(options.token),
    fetch: options.fetch ?? ((url, request) => fetch(url, request)),
    headers: options.headers ?? {},
    signal: options.signal,
    timeoutMs: options.timeoutMs ?? 60_000,
    totalMs: options.totalMs,
    retries: options.retries ?? 2,
    firstWaitMs: options.firstWaitMs ?? 500,
    onDeprecated: options.onDeprecated,
  });
  const methodOf = (route: OperationRoute) => {
    const { method, repeat, list, isStream, isFile } = route;
    if (isFile === true) {
      return (input: object = {}, callOptions?: DownloadOptions) => {
        const asked = { method, repeat, ...placed(route, { ...input }) };
        return download((range, options) => sender.part(asked, range, options), callOptions);
      };
    }
    if (isStream === true) {
      return (input: object = {}, callOptions?: CallOptions) =>
        sender.follow({ method, repeat, ...placed(route, { ...input }) }, callOptions);
    }
    const one = (input: object = {}, callOptions?: CallOptions): Promise<unknown> =>
      sender.send({ method, repeat, ...placed(route, { ...input }) }, callOptions);
    return list === undefined ? one : paged(one, list);
  };
  const methods = Object.fromEntries(Object.entries(OPERATIONS).map(([name, route]) => [name, methodOf(route)]));
  const request: AetherClient["request"] = (method, path, { body, ...callOptions } = {}) => {
    const repeat = method === "GET" ? "always" : "with-key";
    return sender.send(
      { method, path, repeat, ...(body !== undefined && { body: JSON.stringify(body) }) },
      callOptions,
    );
  };
  // Made from the table that the interface is written from: each has the same names.
  const client: AetherClient = Object.assign(Object.create(null), methods, { request });
  return Object.freeze(client);
}

function checkedBase(text: string): string {
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError("the base URL begins with https:// or http://");
  if (url.username !== "" || url.password !== "") throw new TypeError("a base URL holds no password: give a token");
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Puts each field where the operation has it: in the path, then in the query (of GET, and beside bytes) or the body. */
function placed({ method, path, bytes }: OperationRoute, input: Fields) {
  const left = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    if (value === undefined || value === "") throw unusable(name, "is missing");
    left.delete(name);
    // In a URL these stand for other places.
    if (value === "." || value === "..") throw unusable(name, `cannot be "${value}"`);
    return asText(value);
  });
  const body = bytes === undefined ? {} : { body: bytesOf(left, bytes) };
  if (method !== "GET" && bytes === undefined) return { path: filled, body: JSON.stringify(Object.fromEntries(left)) };
  const pairs = [...left].flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${name}=${asText(each)}`),
  );
  return { path: pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`, ...body };
}

/** Memory that threads share is copied: no `fetch` takes it. */
function isOwn(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

/** Takes the field out of the input. */
function bytesOf(input: Map<string, unknown>, name: string): Body {
  const value = input.get(name);
  input.delete(name);
  if (value instanceof Blob || value instanceof ReadableStream) return value;
  if (value instanceof Uint8Array) return isOwn(value) ? value : new Uint8Array(value);
  throw unusable(name, "is no Blob, Uint8Array or ReadableStream of bytes");
}

function unusable(path: string, message: string): AetherError {
  const details = { problems: [{ path, message }] };
  return new AetherError({ code: "VALIDATION_ERROR", message: `"${path}" ${message}`, details });
}

/** Texts and numbers as they are; nothing else stands in a URL. */
function asText(value: unknown): string {
  return encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value));
}
