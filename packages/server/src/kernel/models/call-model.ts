/**
 * One question to a model's service. What may pass (429, 5xx, a broken connection, half an answer) is tried again after a pause that
 * doubles, or after what the service says; what stays (a wrong key, an unknown model) is told at once. Of what was sent and of the
 * service's own words nothing goes into a message: services repeat keys and texts in theirs.
 */
import { Fault } from "#kernel/errors";
import type { Answer, Ask } from "#kernel/outgoing";
import { SECOND_MS } from "#kernel/time";

import { type Meter, tokensTold } from "./meter.ts";
import type { Wait } from "./pace.ts";

export interface ModelCall {
  /** Under which it is counted. */
  readonly model: string;
  /** That it may cost at most. */
  readonly tokens: number;
  readonly endpoint: URL;
  /** Absent: none is sent. */
  readonly apiKey: string | undefined;
  readonly body: object;
  readonly attempts: number;
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface CallNeeds {
  readonly ask: Ask;
  readonly wait: Wait;
  readonly meter?: Meter | undefined;
}

/** `refused`: the service understood who asks, and does not take this input. */
export type ModelAnswer = { readonly kind: "answered"; readonly json: unknown } | { readonly kind: "refused" };

/** What passes, and how long to wait for it as far as the service says. */
interface Passing {
  readonly kind: "passing";
  readonly fault: Fault;
  readonly afterMs: number | undefined;
  /** No answer that a service would want to be paid for. */
  readonly isFree: boolean;
}

const FIRST_PAUSE_MS = SECOND_MS;
/** Longer than this nobody waits in a call: who asked is told. */
const LONGEST_PAUSE_MS = 60 * SECOND_MS;
const INPUT_REFUSED = new Set([400, 413, 422]);

/** @throws Fault MODEL_REFUSED, UPSTREAM_FAILED, TIMEOUT or URL_REFUSED, and what the meter refuses with */
export async function callModel(needs: CallNeeds, call: ModelCall): Promise<ModelAnswer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await callOnce(needs, call);
    if (outcome.kind !== "passing") return outcome;
    const pauseMs = outcome.afterMs ?? backoffMs(attempt);
    if (attempt >= call.attempts || pauseMs > LONGEST_PAUSE_MS) throw outcome.fault;
    await needs.wait(pauseMs, call.signal);
  }
}

/** Between half of it and all, so that those refused together do not come again together. */
function backoffMs(attempt: number): number {
  const full = FIRST_PAUSE_MS * 2 ** (attempt - 1);
  return full / 2 + Math.random() * (full / 2);
}

async function callOnce({ ask, meter }: CallNeeds, call: ModelCall): Promise<ModelAnswer | Passing> {
  const { endpoint: url, apiKey, timeoutMs, maxBytes, signal, model, tokens } = call;
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (apiKey !== undefined) headers["authorization"] = `Bearer ${apiKey}`;
  const settle = await meter?.reserve({ model, tokens });
  // Of a request that ends without an answer nobody knows: it counts as what was set aside for it.
  let used = tokens;
  try {
    const outcome = judge(
      url,
      await ask({ url, headers, body: JSON.stringify(call.body), timeoutMs, maxBytes, signal }),
    );
    if (outcome.kind === "answered") used = tokensTold(outcome.json) ?? tokens;
    else if (outcome.kind === "refused" || outcome.isFree) used = 0;
    return outcome;
  } catch (error) {
    if (error instanceof Fault && isFree(error)) used = 0;
    signal.throwIfAborted();
    if (!(error instanceof Fault) || !PASSING.has(error.code)) throw error;
    return { kind: "passing", fault: error, afterMs: undefined, isFree: used === 0 };
  } finally {
    await settle?.(used);
  }
}

/** Nothing was sent, nothing was taken, or no answer had begun. */
function isFree({ code, details }: Fault): boolean {
  return (
    ["URL_REFUSED", "MODEL_REFUSED"].includes(code) || (code === "UPSTREAM_FAILED" && details["status"] === undefined)
  );
}
const PASSING: ReadonlySet<string> = new Set(["UPSTREAM_FAILED", "TIMEOUT"]);

function judge({ host: service }: URL, { status, retryAfter, text }: Answer): ModelAnswer | Passing {
  if (status >= 200 && status < 300) {
    const json = parse(text);
    if (json !== undefined) return { kind: "answered", json };
    const fault = new Fault("UPSTREAM_FAILED", `${service} answered something that is not JSON`, { service, status });
    return { kind: "passing", fault, afterMs: undefined, isFree: false };
  }
  if (INPUT_REFUSED.has(status)) return { kind: "refused" };
  if (status === 429 || status >= 500) {
    const afterMs = readRetryAfter(retryAfter);
    const what = status === 429 ? "takes no more calls for now" : "failed";
    const told = afterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(afterMs / SECOND_MS) };
    const fault = new Fault("UPSTREAM_FAILED", `${service} ${what} (${status})`, { service, status, ...told });
    return { kind: "passing", fault, afterMs, isFree: true };
  }
  throw new Fault("MODEL_REFUSED", `${service} refuses to be asked (${status})`, { service, status });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy, or half an answer: the caller says so with the status.
    return undefined;
  }
}

/** Seconds, or the time of the day by HTTP. */
function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * SECOND_MS;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
