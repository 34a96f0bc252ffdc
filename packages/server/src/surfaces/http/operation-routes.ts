import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Trail } from "#kernel/audit";
import { Fault } from "#kernel/errors";
import type { Idempotency } from "#kernel/idempotency";
import type { Turns } from "#kernel/limits";
import type { Logger } from "#kernel/log";
import { type AnyOperation, type Cursors } from "#kernel/operation";
import { ANONYMOUS, type Context, createContext, type Identity } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import type { Access } from "./access.ts";
import { answerCall, type Call } from "./answer-call.ts";
import { answerFile } from "./answer-file.ts";
import type { Answers } from "./answers.ts";
import { API_PREFIX } from "./api-prefix.ts";
import type { ArchiveBodies } from "./archive-bodies.ts";
import { SLOW_BODY } from "./body-arrival.ts";
import { requireOwnTenant } from "./credential-access.ts";
import { type Denials, isDenial, originOf } from "./denials.ts";
import { tellDeprecation } from "./deprecation.ts";
import { answerStream, type Streams } from "./event-stream.ts";
import type { InFlight } from "./in-flight.ts";
import { type Limits, takeFromLimits } from "./limits.ts";

export interface OperationRoutesOptions {
  readonly operations: readonly AnyOperation[];
  readonly access: Access;
  readonly answers: Answers;
  readonly inFlight: InFlight;
  readonly limits: Limits;
  readonly streams: Streams;
  /** How often a stream looks whether its credential is still good; every 4 s unless given. */
  readonly checkMs?: number;
  readonly log: Pick<Logger, "info" | "error">;
  readonly clock: Clock;
  readonly cursors: Cursors;
  readonly idempotency: Idempotency;
  readonly archives?: ArchiveBodies;
  readonly turns: Pick<Turns, "run">;
  readonly trail: Pick<Trail, "record">;
  readonly denials: Denials;
}

const IDENTITY = "identity";

/** The routes of each operation; fields come from the path, and from the query string (GET) or the JSON body. */
export function addOperationRoutes(app: FastifyInstance, options: OperationRoutesOptions): void {
  const { inFlight } = options;
  app.decorateRequest(IDENTITY, null);
  const contextOf = (request: FastifyRequest, reply: FastifyReply): Context =>
    createContext({
      ...(request.getDecorator<Identity | null>(IDENTITY) ?? ANONYMOUS),
      requestId: request.id,
      origin: originOf(request),
      signal: inFlight.signalFor(reply.raw),
    });
  for (const operation of options.operations) {
    const { method } = operation.http;
    for (const path of pathsOf(operation)) {
      app.route({
        method,
        url: API_PREFIX + path.replaceAll(/\{(\w+)\}/g, ":$1"),
        ...(operation.http.body === "archive" && { config: SLOW_BODY }),
        ...((operation.kind === "stream" || operation.kind === "file") && { exposeHeadRoute: false }),
        // A compressed answer tells by its length what a secret in it has in common with what the caller sent (BREACH).
        ...((operation.answersSecret === true || operation.kind === "file") && { compress: false }),
        // Before the body is read: a stranger's megabytes are not taken in.
        onRequest: (request, reply) => {
          tellDeprecation(operation, reply);
          return admit(operation, { request, reply }, options);
        },
        handler(request, reply) {
          const call = { request, reply, context: contextOf(request, reply) };
          if (operation.kind === "file") return answerFile(operation, call, options);
          if (operation.kind !== "stream") return answerCall(operation, call, options);
          const stillAdmitted = () => requireStill(operation, call, options);
          return answerStream(operation, { ...call, stillAdmitted }, options);
        },
      });
    }
  }
}

export function pathsOf({ http }: AnyOperation): readonly `/${string}`[] {
  return [http.path, ...(http.also ?? [])];
}

/** Notes who calls, once the call is paid from their budget. */
async function admit(
  operation: AnyOperation,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  options: OperationRoutesOptions,
): Promise<void> {
  const { access, limits, denials } = options;
  denials.claim(request);
  if (operation.permission === "public") {
    await takeFromLimits(limits, { address: request.ip }, reply);
    return;
  }
  let identity = ANONYMOUS;
  try {
    identity = await access.identify(request.headers);
    requireOwnTenant(request.headers, identity);
  } catch (error) {
    const payer = identity === ANONYMOUS ? { address: request.ip } : { identity };
    if (isDenial(error)) await takeFromLimits(limits, payer, reply);
    denials.record(error, { operation, request, identity });
    throw error;
  }
  await takeFromLimits(limits, { identity }, reply);
  request.setDecorator(IDENTITY, identity);
}

/** @throws Fault UNAUTHENTICATED, FORBIDDEN once the call would not be let in again as the one who it was */
async function requireStill(
  operation: AnyOperation,
  { request, context }: Pick<Call, "request" | "context">,
  { access }: Pick<OperationRoutesOptions, "access">,
): Promise<void> {
  const { tenantId, permissions } = await access.identify(request.headers);
  if (tenantId === context.tenantId && permissions.includes(operation.permission)) return;
  throw new Fault("FORBIDDEN", "the credential may not read this any more");
}
