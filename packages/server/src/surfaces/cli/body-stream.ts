import type { Readable } from "node:stream";

import type { Body } from "@aether/client";

/** Bytes as Node sends them, read as they leave. */
export function bodyStream(body: Exclude<Body, string>): Readable {
  // Not imported: most commands send none.
  const { Readable } = process.getBuiltinModule("node:stream");
  if (body instanceof Uint8Array) return Readable.from([body]);
  return Readable.fromWeb(body instanceof Blob ? body.stream() : body);
}

/** The header that says it beforehand; a stream has the length that it turns out to have. */
export function lengthOf(body: Body | undefined): Readonly<Record<string, number>> {
  if (body === undefined || body instanceof ReadableStream) return {};
  if (body instanceof Blob) return { "content-length": body.size };
  return { "content-length": Buffer.byteLength(body) };
}
