import type { FastifyInstance, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import type { Logger } from "#kernel/log";
import { type AnyOperation, invoke } from "#kernel/operation";
import { ANONYMOUS, createContext, type Identity, type Origin } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import type { Access } from "./access.ts";
import type { Answers } from "./answers.ts";
import type { InFlight } from "./in-flight.ts";

export const API_PREFIX = "/api/v1";
const USER_AGENT_MAX = 300;

export interface OperationRoutesOptions {
  readonly operations: readonly AnyOperation[];
  readonly access: Access;
  readonly answers: Answers;
  readonly inFlight: InFlight;
  readonly log: Pick<Logger, "info">;
  readonly clock: Clock;
}

/** One route an operation; fields come from the path, and from the query string (GET) or the JSON body. */
export function addOperationRoutes(app: FastifyInstance, options: OperationRoutesOptions): void {
  const { access, answers, inFlight } = options;
  const identities = new WeakMap<FastifyRequest, Identity>();
  for (const operation of options.operations) {
    const { method, path, status = 200, location } = operation.http;
    app.route({
      method,
      url: API_PREFIX + path.replaceAll(/\{(\w+)\}/g, ":$1"),
      // Before the body is read: a stranger's megabytes are not taken in.
      onRequest: async (request) => {
        const isPublic = operation.permission === "public";
        identities.set(request, isPublic ? ANONYMOUS : await access.identify(request.headers));
      },
      async handler(request, reply) {
        const signal = inFlight.signalFor(reply.raw);
        const context = createContext({
          ...(identities.get(request) ?? ANONYMOUS),
          requestId: request.id,
          origin: originOf(request),
          signal,
        });
        const data = await invoke(operation, { context, input: inputOf(request) }, options);
        if (location !== undefined) void reply.header("location", API_PREFIX + fill(location, data));
        return reply.code(status).send(answers.ok(request, data));
      },
    });
  }
}

function originOf({ ip, headers }: FastifyRequest): Origin {
  return { address: ip, userAgent: (headers["user-agent"] ?? "").slice(0, USER_AGENT_MAX) };
}

function inputOf({ method, query, body, params }: FastifyRequest): unknown {
  const given = method === "GET" || method === "HEAD" ? query : (body ?? {});
  // Not an object: the operation's own schema says so.
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const fromPath = Object.entries(Object(params)).map(([name]) => name);
  const twice = fromPath.filter((name) => Object.hasOwn(given, name));
  if (twice.length > 0) {
    const problems = twice.map((path) => ({ path, message: "is part of the path already" }));
    throw new Fault("VALIDATION_ERROR", `"${twice.join('", "')}" is part of the path already`, { problems });
  }
  return { ...given, ...Object(params) };
}

function fill(template: string, answer: unknown): string {
  const fields = new Map<string, unknown>(Object.entries(Object(answer)));
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields.get(name))));
}
