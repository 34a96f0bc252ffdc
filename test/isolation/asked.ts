/** Operations asked over real HTTP, each caller by a token of its own; every answer is held against the OpenAPI document. */
import type { AuditEntry } from "../../packages/server/src/kernel/audit/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { createIdempotency } from "../../packages/server/src/kernel/idempotency/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import { type Access, createHttpSurface } from "../../packages/server/src/surfaces/http/index.ts";
import { type Answer, callHttp } from "../support/http-call.ts";
import { OPEN_GUARDS } from "../support/open-guards.ts";
import { createTrafficCheck } from "../surfaces/openapi-traffic.ts";

/** One call as the server's log has it. */
export interface Heard {
  readonly operation: string;
  readonly outcome: string;
}

/** A request as it is written. */
export interface Wire {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

const ANSWERED_MS = 60_000; // longer than any answer takes on a busy machine: what takes longer hangs

export interface Asker {
  readonly url: string;
  /** What a caller shows. */
  tokenOf(identity: Identity): string;
  /** What was asked since it was looked at last. */
  heard(): readonly Heard[];
  /** All that was put on record. */
  recorded(): readonly AuditEntry[];
  /** `undefined` comes without a credential. */
  ask(identity: Identity | undefined, operation: AnyOperation, input: object): Promise<Answer>;
  /** The same of a request as it is written, whose headers win over the caller's. */
  send(identity: Identity | undefined, operation: AnyOperation, wire: Wire): Promise<Answer>;
  close(): Promise<void>;
}

export async function openAsker(operations: readonly AnyOperation[], db: Db): Promise<Asker> {
  const callers = new Map<string, Identity>();
  const tokens = new Map<Identity, string>();
  const identify: Access["identify"] = async ({ authorization }) => {
    const identity = callers.get(authorization ?? "");
    if (identity === undefined) throw new Fault("UNAUTHENTICATED", "the call bears no valid token");
    return identity;
  };
  const refuse = (): never => {
    throw new Fault("UNAUTHENTICATED", "there are no sessions here");
  };
  let calls: Heard[] = [];
  const recorded: AuditEntry[] = [];
  const told = new Set<string>(); // requests that the log tells of
  const surface = await createHttpSurface({
    ...OPEN_GUARDS,
    operations,
    access: { identify, identifyByToken: identify, issueCode: refuse, openSession: refuse, endSession: refuse },
    ping: async () => {},
    log: {
      info: (fields: Partial<Heard & { readonly requestId: string }>, event: string) => {
        const { operation, outcome, requestId } = fields;
        if (event !== "operation.done" || operation === undefined || outcome === undefined) return;
        calls.push({ operation, outcome });
        if (requestId !== undefined) told.add(requestId);
      },
      error: () => {},
    },
    trail: {
      record: async (entry) => {
        const { action, outcome, context } = entry;
        recorded.push(entry);
        // What is refused before its input is read is on the trail alone.
        if (outcome === "FORBIDDEN" && !told.has(context.requestId)) calls.push({ operation: action, outcome });
      },
    },
    idempotency: createIdempotency({ db, key: Buffer.alloc(32, 3), log: { warn: () => {} } }),
    clock: systemClock,
    version: "0",
  });
  const url = await surface.listen({ host: "127.0.0.1", port: 0 });
  const check = createTrafficCheck((await callHttp(`${url}/api/v1/openapi.json`)).json());
  const tokenOf = (identity: Identity): string => {
    const token = tokens.get(identity) ?? `caller-${tokens.size}`;
    tokens.set(identity, token);
    callers.set(`Bearer ${token}`, identity);
    return token;
  };
  const send: Asker["send"] = async (identity, operation, wire) => {
    const { method, path, body } = wire;
    const headers = {
      ...(identity && { authorization: `Bearer ${tokenOf(identity)}` }),
      ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
      ...wire.headers,
    };
    const signal = AbortSignal.timeout(ANSWERED_MS);
    const answer = await callHttp(url + path, { method, headers, signal, ...(body !== undefined && { body }) });
    const problems = check({ method, path }, answer);
    if (problems.length > 0) throw new Error(`${operation.name}: ${problems.join("; ")}\n${answer.text}`);
    const hasTag = answer.headers.etag !== undefined;
    if (answer.status === 200 && method === "GET" && hasTag !== (operation.kind !== "stream")) {
      throw new Error(`${operation.name}: ${hasTag ? "an" : "no"} ETag`);
    }
    return answer;
  };
  return {
    url,
    tokenOf,
    recorded: () => recorded,
    heard: () => {
      const all = calls;
      calls = [];
      return all;
    },
    ask: (identity, operation, input) => send(identity, operation, wireOf(operation, input)),
    send,
    close: () => surface.stop(0),
  };
}
/** The request that asks an operation for something. */
export function wireOf({ http }: AnyOperation, input: object): Wire {
  const rest = new Map<string, unknown>(Object.entries(input));
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = textOf(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value.toWellFormed());
  });
  const headers = http.ifMatch ? { "if-match": "*" } : {};
  if (http.method === "GET") {
    const query = new URLSearchParams(Object.fromEntries([...rest].map(([name, value]) => [name, textOf(value)])));
    return { method: "GET", path: `/api/v1${path}?${query.toString()}`, headers, body: undefined };
  }
  const asked = { method: http.method, path: `/api/v1${path}` };
  if (rest.size === 0) return { ...asked, headers, body: undefined };
  const body = JSON.stringify(Object.fromEntries(rest));
  return { ...asked, headers: { ...headers, "content-type": "application/json" }, body };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}
