import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";

import { Fault } from "#kernel/errors";

import { type Pinned, pinHost, type PinNeeds } from "./pin-host.ts";
import { refused } from "./refused-url.ts";

export interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it is by POST. */
  readonly body: string;
  /** For all of it: name, connection and answer. */
  readonly timeoutMs: number;
  /** Of the answer. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Whatever the other server answered; a redirect, too, is only an answer. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/**
 * @throws Fault URL_REFUSED for what may not be asked, TIMEOUT where nothing whole came in time, UPSTREAM_FAILED where none came at all.
 * Rejects with the signal's reason when aborted.
 */
export type Ask = (question: Question) => Promise<Answer>;

/** Asks by https; by http only a host that an operator named. A connection for each question, so that none outlives its address. */
export function createAsk(needs: PinNeeds): Ask {
  return async (question) => {
    const { url, signal } = question;
    signal.throwIfAborted();
    const late = AbortSignal.timeout(question.timeoutMs);
    const ended = AbortSignal.any([signal, late]);
    let status: number | undefined;
    try {
      const pinned = await untilEnded(pinHost(requireWeb(url), needs), ended);
      if (url.protocol === "http:" && !pinned.isAllowed) throw refused("only https:// is spoken with that host");
      const response = await send(pinned, question, ended);
      status = response.statusCode ?? 0;
      return {
        status,
        retryAfter: response.headers["retry-after"],
        text: await readText(response, question),
      };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Fault) throw error;
      const service = url.host;
      if (late.aborted) {
        throw new Fault("TIMEOUT", `${service} has not answered within ${question.timeoutMs} ms`, { service }, error);
      }
      const begun = status === undefined ? {} : { status };
      throw new Fault("UPSTREAM_FAILED", `${service} gave no whole answer`, { service, ...begun }, error);
    }
  };
}

function requireWeb(url: URL): URL {
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refused("only https:// is spoken here");
  if (url.username !== "" || url.password !== "") throw refused("it holds a name or a password");
  return url;
}

/** A lookup cannot be broken off, but nobody has to wait for it. */
async function untilEnded<T>(work: Promise<T>, ended: AbortSignal): Promise<T> {
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => stop.reject(new Error("it ended before the host was known"));
  ended.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, stop.promise]);
  } finally {
    ended.removeEventListener("abort", onAbort);
  }
}

function send(pinned: Pinned, { url, headers, body }: Question, signal: AbortSignal): Promise<IncomingMessage> {
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  const lookup = lookupAmong(pinned.addresses);
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method: "POST",
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      agent: false,
      signal,
      lookup,
    });
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}

/** Leads to what was judged and nowhere else. */
function lookupAmong(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const [first = { address: "", family: 0 }] = found;
  return (_host, { all }, done) => {
    if (all === true) done(null, found);
    else done(null, first.address, first.family);
  };
}

async function readText(response: IncomingMessage, { url, maxBytes }: Question): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBytes) {
      throw new Fault("UPSTREAM_FAILED", `${url.host} answered more than ${maxBytes} bytes`, {
        service: url.host,
        status: response.statusCode ?? 0,
      });
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}
