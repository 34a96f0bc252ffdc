import type { FastifyReply, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import type { Idempotency } from "#kernel/idempotency";
import type { Turns } from "#kernel/limits";
import type { Logger } from "#kernel/log";
import { admit, type AnyOperation, invoke, type InvokeOptions } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import type { Answers } from "./answers.ts";
import { API_PREFIX } from "./api-prefix.ts";
import type { ArchiveBodies } from "./archive-bodies.ts";
import { refuseArchive, withArchive } from "./archive-body.ts";
import { inputOf } from "./call-input.ts";
import { addLink } from "./deprecation.ts";
import { etagOf, isKnown, versionAsked } from "./etag.ts";
import { intoCookies, withCookies } from "./secret-cookie.ts";
import { sparse, sparseOf, withoutFields } from "./sparse.ts";

export interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: Context;
}

export interface AnswerOptions extends Omit<InvokeOptions, "log"> {
  readonly log: Pick<Logger, "info" | "error">;
  readonly answers: Answers;
  /** Keeps commands from having their effect twice; without it the header is not heard. */
  readonly idempotency: Idempotency;
  /** Without it no archive is taken. */
  readonly archives?: ArchiveBodies;
  /** Without them, every call begins at once. */
  readonly turns: Pick<Turns, "run">;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Runs an operation for a request and sends its answer, with what HTTP adds: ETag, Link, Location. */
export async function answerCall(operation: AnyOperation, call: Call, options: AnswerOptions): Promise<FastifyReply> {
  const { request, reply, context } = call;
  const { status = 200, location } = operation.http;
  const refusal = admit(operation, context, options);
  if (refusal !== undefined) await refusal;
  const wanted = sparseOf(operation, request);
  const answer = (): Promise<unknown> => answerTo(operation, call, options);
  const data = intoCookies(operation, call, await inTurn(operation, context, { turns: options.turns, answer }));
  const { version, next_cursor }: { readonly version?: unknown; readonly next_cursor?: unknown } = Object(data);
  if (location !== undefined) void reply.header("location", API_PREFIX + fill(location, data));
  if (typeof next_cursor === "string" && isRead(request)) addLink(reply, linkTo(request, next_cursor));
  const text = JSON.stringify(wanted === undefined ? data : sparse(data, wanted));
  if (isRead(request) || typeof version === "number") {
    const etag = etagOf(text, version);
    void reply.header("etag", etag);
    if (isRead(request) && isKnown(request.headers["if-none-match"], etag)) return reply.code(304).send();
  }
  return reply.code(status).type("application/json; charset=utf-8").send(options.answers.okText(request, text));
}

interface Answering {
  readonly turns: AnswerOptions["turns"];
  readonly answer: () => Promise<unknown>;
}

/** Whoever is nobody yet has no tenant whose turn it could be, and an archive comes as slowly as its sender likes. */
function inTurn({ permission, http }: AnyOperation, context: Context, { turns, answer }: Answering): Promise<unknown> {
  return permission === "public" || http.body === "archive" ? answer() : turns.run(context, answer);
}

function answerTo(operation: AnyOperation, call: Call, options: AnswerOptions): Promise<unknown> {
  const { request, context } = call;
  refuseArchive(operation, request);
  if (operation.http.body === "archive") {
    const taking = { bodies: options.archives, context };
    return withArchive(request, taking, (taken) => carryOut(operation, { call, ...taken }, options));
  }
  const input = withVersion(
    operation,
    request,
    withCookies(operation, request, withoutFields(operation, inputOf(request))),
  );
  return carryOut(operation, { call, input, content: input }, options);
}

interface Given {
  readonly call: Call;
  readonly input: unknown;
  /** What tells this call from another one under the same Idempotency-Key. */
  readonly content: unknown;
}

/** Once for each Idempotency-Key. What is public has no caller whose key it could be. */
function carryOut(operation: AnyOperation, { call, input, content }: Given, options: AnswerOptions): Promise<unknown> {
  const { request, reply, context } = call;
  const key = request.headers["idempotency-key"];
  const { idempotency } = options;
  const { name, kind, permission, answersSecret = false } = operation;
  if (key === undefined || kind !== "command" || permission === "public") {
    return invoke(operation, { context, input }, options);
  }
  if (typeof key !== "string" || !KEY.test(key)) {
    throw new Fault("VALIDATION_ERROR", "an Idempotency-Key has 1 to 255 characters, visible ones of ASCII", {
      problems: [{ path: "", message: "Idempotency-Key has another form" }],
    });
  }
  const named = { context, operation: name, key, input: content, keepsAnswer: !answersSecret };
  const within = async (work: () => Promise<unknown>): Promise<unknown> => {
    const { answer, isReplay } = await idempotency.once(named, work);
    if (isReplay) void reply.header("idempotency-replayed", "true");
    return answer;
  };
  return invoke(operation, { context, input }, { ...options, within });
}

function isRead({ method }: FastifyRequest): boolean {
  return method === "GET" || method === "HEAD";
}

/** @throws Fault PRECONDITION_REQUIRED, PRECONDITION_FAILED */
function withVersion(operation: AnyOperation, { headers }: FastifyRequest, input: unknown): unknown {
  if (!operation.takesVersion) return input;
  const asked = headers["if-match"];
  if (asked === undefined && operation.http.ifMatch === "required" && Object(input).expected_version === undefined) {
    throw new Fault("PRECONDITION_REQUIRED", `${operation.name} changes what others may change: send If-Match`);
  }
  const version = versionAsked(asked);
  return version === undefined ? input : { ...Object(input), expected_version: version };
}

/** The next page, relative to this server: no name of a host that the caller gave gets into an answer. */
function linkTo({ url }: FastifyRequest, cursor: string): string {
  const [path = "", query = ""] = url.split("?", 2);
  const params = new URLSearchParams(query);
  params.set("cursor", cursor);
  return `<${path}?${params.toString()}>; rel="next"`;
}

function fill(template: string, answer: unknown): string {
  const fields = new Map<string, unknown>(Object.entries(Object(answer)));
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields.get(name))));
}
