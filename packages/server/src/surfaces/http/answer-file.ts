import type { FastifyReply, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import { admit, type AnyOperation, type FileAnswer, invoke, isFileAnswer } from "#kernel/operation";

import type { AnswerOptions, Call } from "./answer-call.ts";
import { inputOf } from "./call-input.ts";
import { isKnown } from "./etag.ts";

/** Runs a file operation and sends the bytes: all, or the one range that was asked for (RFC 9110, 14). */
export async function answerFile(operation: AnyOperation, call: Call, options: AnswerOptions): Promise<FastifyReply> {
  const { request, reply, context } = call;
  await admit(operation, context, options);
  const file = await invoke(operation, { context, input: inputOf(request) }, options);
  if (!isFileAnswer(file)) throw new Error(`${operation.name} answers with no file`);
  const etag = `"${file.tag}"`;
  void reply.headers({
    etag,
    "accept-ranges": "bytes",
    "content-disposition": `attachment; filename="${file.name}"`,
    "cache-control": "private, no-store",
  });
  if (isKnown(request.headers["if-none-match"], etag)) return reply.code(304).send();
  const range = rangeOf(request, file, etag);
  if (range === "none") {
    void reply.header("content-range", `bytes */${file.bytes}`);
    throw new Fault("RANGE_NOT_SATISFIABLE", `the file has ${file.bytes} bytes: there is no such range`, {
      bytes: file.bytes,
    });
  }
  const [from, to] = range ?? [0, file.bytes - 1];
  void reply.type(operation.mediaType ?? "application/octet-stream").header("content-length", String(to - from + 1));
  if (range !== undefined) void reply.header("content-range", `bytes ${from}-${to}/${file.bytes}`);
  return reply.code(range === undefined ? 200 : 206).send(file.read(from, to));
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The first and the last byte that are wanted; undefined for all, and none where they lie behind the end. What has another
 * form, or is of another state of the file (If-Range), is not heard, as the RFC allows.
 */
function rangeOf(
  { headers }: FastifyRequest,
  { bytes }: FileAnswer,
  etag: string,
): [number, number] | "none" | undefined {
  const [, first = "", last = ""] = RANGE.exec(headers.range ?? "") ?? [];
  const isOfAnother = (headers["if-range"] ?? etag) !== etag;
  if (isOfAnother || first + last === "" || isBackwards(first, last)) return undefined;
  const from = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return from <= to ? [from, to] : "none";
}

function isBackwards(first: string, last: string): boolean {
  return first !== "" && last !== "" && Number(first) > Number(last);
}
