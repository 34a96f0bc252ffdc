import type { Socket } from "node:net";

import { Fault, serializeError } from "#kernel/errors";
import type { Clock } from "#kernel/time";

import { failure } from "./envelope.ts";
import { requestIdOf } from "./request-id.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers what is not HTTP (so no request exists yet) in the same shape as everything else, and hangs up. */
export function refuseBrokenHttp({ version, clock }: { readonly version: string; readonly clock: Clock }) {
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const fault = serializeError(
      new Fault("VALIDATION_ERROR", "the request is malformed", { reason: error.code ?? "" }),
    );
    const requestId = requestIdOf(undefined);
    const timestamp = new Date(clock.now()).toISOString();
    const body = JSON.stringify(failure(fault, { request_id: requestId, timestamp, version }));
    const headers = {
      ...SECURITY_HEADERS,
      "content-type": "application/json; charset=utf-8",
      "x-request-id": requestId,
    };
    socket.end(
      [
        `HTTP/1.1 ${STATUS_LINES[error.code ?? ""] ?? "400 Bad Request"}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        `content-length: ${Buffer.byteLength(body)}`,
        "connection: close",
        "",
        body,
      ].join("\r\n"),
    );
  };
}
