import { z } from "zod";

import { ERRORS } from "#kernel/errors";

export type Json = Record<string, unknown>;

/** As the JSON Schema of an OpenAPI document. */
export function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

/** The schemas of an object's fields, by name; none for what is not an object. */
export function fieldsOf(schema: Json): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(Object(schema["properties"])).map(([name, field]) => [name, { ...Object(field) }]),
  );
}

export function envelope(data: Json): Json {
  return {
    type: "object",
    required: ["success", "data", "metadata"],
    properties: { success: { const: true }, data, metadata: { $ref: "#/components/schemas/Metadata" } },
  };
}

export const METADATA_EXAMPLE = {
  request_id: "4c1d2f2e-6d0e-4a3b-9f57-2f8f3d1c9a10",
  timestamp: "2026-01-02T03:04:05.678Z",
  version: "1.0.0",
};

const METADATA: Json = {
  type: "object",
  required: ["request_id", "timestamp", "version"],
  properties: {
    request_id: { type: "string", description: "Yours from X-Request-ID, or ours; also in the answer's header." },
    timestamp: { type: "string", format: "date-time" },
    version: { type: "string", description: "Of the product." },
  },
};

const ERROR_FIELDS = {
  code: { type: "string", enum: Object.keys(ERRORS) },
  message: { type: "string" },
  details: { type: "object" },
};

const ERROR_BODY: Json = {
  type: "object",
  required: ["success", "error", "metadata"],
  properties: {
    success: { const: false },
    error: { type: "object", required: ["code", "message", "details"], properties: ERROR_FIELDS },
    metadata: { $ref: "#/components/schemas/Metadata" },
  },
};

const PROBLEM_BODY: Json = {
  type: "object",
  description: "RFC 9457, for callers that accept application/problem+json.",
  required: ["type", "title", "status", "detail", "instance", "code", "errors", "doc_url", "request_id"],
  properties: {
    type: { type: "string", format: "uri-reference", description: "Where this server explains the error." },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", format: "uri" },
    code: ERROR_FIELDS.code,
    details: ERROR_FIELDS.details,
    errors: {
      type: "array",
      description: "Each field that is wrong.",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: {
          pointer: { type: "string", description: "A JSON pointer into the input." },
          detail: { type: "string" },
        },
      },
    },
    doc_url: { type: "string", format: "uri-reference", description: "The same as `type`." },
    remedy: { type: "string", description: "What to do next." },
    retry: { type: "boolean", description: "Whether the same call may succeed later." },
    request_id: { type: "string" },
    timestamp: { type: "string", format: "date-time" },
    version: { type: "string" },
  },
};

export const SCHEMAS = { Metadata: METADATA, Error: ERROR_BODY, Problem: PROBLEM_BODY };

const text = (description: string): Json => ({ description, schema: { type: "string" } });

export const HEADERS = {
  RequestId: text("Yours from X-Request-ID where it is harmless, or ours."),
  ETag: text("What this answer is called: for If-None-Match, and for If-Match where it names a version."),
  Link: text('The next page, as `<path>; rel="next"`; absent at the end.'),
  Location: text("Where to read on."),
  RateLimit: text("What is left of the limit and when there is more: draft-ietf-httpapi-ratelimit-headers-11."),
  RateLimitPolicy: text("The limit: calls (q) in a window of seconds (w)."),
  RetryAfter: text("Seconds after which to try again."),
  Replayed: text("`true` where the answer is the one of the first call with this Idempotency-Key."),
};

/** Described where some operation is deprecated: a document has nothing in it that nobody refers to. */
export const DEPRECATED_HEADERS = {
  Deprecation: text("Since when it is not to be used for anything new: `@` and seconds since 1970 (RFC 9745)."),
  Sunset: text("When it stops (RFC 8594)."),
};
