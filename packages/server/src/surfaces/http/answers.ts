import type { FastifyReply, FastifyRequest } from "fastify";

import { Fault, serializeError, type SerializedError } from "#kernel/errors";
import { type Logger, redactForms } from "#kernel/log";
import { type Clock, createTimeText } from "#kernel/time";

import { failure, type Metadata, problem, PROBLEM_TYPE, success, wantsProblem } from "./envelope.ts";
import { STATUS } from "./status.ts";

export interface Answers {
  ok(request: FastifyRequest, data: unknown): object;
  /** The same as text, around data that is JSON already. */
  okText(request: FastifyRequest, dataText: string): string;
  /** Sends an error in the form that the caller asked for, with the status of its category. */
  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

export interface AnswersOptions {
  readonly version: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, "error">;
}

export function createAnswers({ version, clock, log }: AnswersOptions): Answers {
  const timeText = createTimeText();
  const metadata = (request: FastifyRequest): Metadata => ({
    request_id: request.id,
    timestamp: timeText(clock.now()),
    version,
  });
  return {
    ok: (request, data) => success(data, metadata(request)),
    okText: (request, dataText) =>
      `{"success":true,"data":${dataText},"metadata":${JSON.stringify(metadata(request))}}`,
    fail(error, request, reply) {
      const known = toFault(error, request.routeOptions.bodyLimit);
      const serialized = redactForms(serializeError(known));
      const status = STATUS[serialized.category];
      if (status >= 500) log.error({ err: error, requestId: request.id, code: serialized.code }, "request.failed");
      void reply.code(status).headers(headersOf(serialized));
      if (wantsProblem(request.headers.accept)) {
        return reply.type(PROBLEM_TYPE).send(problem(serialized, status, metadata(request)));
      }
      return reply.type("application/json; charset=utf-8").send(failure(serialized, metadata(request)));
    },
  };
}

function headersOf({ category, details }: SerializedError): Record<string, string> {
  if (category === "unauthenticated") return { "www-authenticate": 'Bearer realm="aether"' };
  if (category === "method") return { allow: String(details["allowed"]) };
  const seconds = details["retryAfterSeconds"];
  return typeof seconds === "number" ? { "retry-after": String(Math.ceil(seconds)) } : {};
}

/** The framework's own refusals have a 4xx status; they become ours. What is left is a bug. */
function toFault(error: unknown, maxBytes: number): unknown {
  if (error instanceof Fault || !isFrameworkError(error)) return error;
  const { statusCode, code } = error;
  switch (statusCode) {
    case 403: // a file that is not to be shown
    case 404:
      return new Fault("NOT_FOUND", "there is no such resource", {}, error);
    case 413:
      return new Fault("PAYLOAD_TOO_LARGE", `a body has ${maxBytes} bytes at most`, { maxBytes }, error);
    case 415:
      return new Fault("UNSUPPORTED_MEDIA_TYPE", "send the body as application/json", {}, error);
    default: {
      const isTheirs = statusCode >= 400 && statusCode < 500;
      return isTheirs
        ? new Fault("VALIDATION_ERROR", "the request is malformed", { reason: code ?? "" }, error)
        : error;
    }
  }
}

function isFrameworkError(error: unknown): error is Error & { readonly statusCode: number; readonly code?: string } {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number";
}
