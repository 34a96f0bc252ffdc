import { type Category, ERRORS, type ErrorCode } from "#kernel/errors";
import type { AnyOperation } from "#kernel/operation";

import { DEPRECATION_HEADERS } from "./deprecation.ts";
import { exampleOf } from "./openapi-example.ts";
import { envelope, type Json, jsonSchema, METADATA_EXAMPLE } from "./openapi-schemas.ts";
import { STATUS } from "./status.ts";

/** What an operation answers, by status: its data, and every error that it may have. */
export function answersOf(operation: AnyOperation): Json {
  return { ...successesOf(operation), ...errorsOf(codesOf(operation)) };
}

function successesOf(operation: AnyOperation): Json {
  const { kind, http, output } = operation;
  const data = jsonSchema(output, "output");
  const isRead = http.method === "GET";
  if (kind === "stream") {
    const schema = { type: "string", contentMediaType: "application/json", contentSchema: data };
    return {
      "200": {
        description: "Events, as server-sent events; the data of each is the JSON described here.",
        headers: headersOf({}),
        content: { "text/event-stream": { schema } },
      },
      "204": { description: "It has ended, and you have heard of it.", headers: headersOf({}) },
    };
  }
  if (kind === "file") {
    const content = {
      [operation.mediaType ?? "application/octet-stream"]: { schema: { type: "string", format: "binary" } },
    };
    return {
      "200": { description: "The file.", headers: headersOf({ ETag: "ETag" }), content },
      "206": { description: "The range of it that was asked for.", headers: headersOf({ ETag: "ETag" }), content },
      "304": { description: "You have this file already.", headers: headersOf({ ETag: "ETag" }) },
    };
  }
  const hasVersion = Object.hasOwn(Object(data["properties"]), "version");
  const headers = headersOf({
    ...(operation.deprecated !== undefined && DEPRECATION_HEADERS),
    ...((isRead || hasVersion) && { ETag: "ETag" }),
    ...((operation.deprecated !== undefined || (operation.isPaged && isRead)) && { Link: "Link" }),
    ...(http.location !== undefined && { Location: "Location" }),
    ...(kind === "command" && { "Idempotency-Replayed": "Replayed" }),
  });
  const example = { success: true, data: exampleOf(data), metadata: METADATA_EXAMPLE };
  return {
    [http.status ?? 200]: {
      description: "Done.",
      headers,
      content: { "application/json": { schema: envelope(data), example } },
    },
    ...(isRead && { "304": { description: "You have this answer already.", headers: headersOf({ ETag: "ETag" }) } }),
  };
}

function headersOf(more: Readonly<Record<string, string>>): Json {
  const names = { "X-Request-ID": "RequestId", RateLimit: "RateLimit", "RateLimit-Policy": "RateLimitPolicy", ...more };
  return Object.fromEntries(
    Object.entries(names).map(([name, component]) => [name, { $ref: `#/components/headers/${component}` }]),
  );
}

/** Its own errors, and those that follow from its form. */
function codesOf(operation: AnyOperation): ErrorCode[] {
  const { kind, permission, http, takesVersion, errors } = operation;
  const isPublic = permission === "public";
  const codes: (ErrorCode | false)[] = [
    "VALIDATION_ERROR",
    !isPublic && "UNAUTHENTICATED",
    "FORBIDDEN",
    http.path.includes("{") && "NOT_FOUND",
    http.method !== "GET" && "PAYLOAD_TOO_LARGE",
    http.method !== "GET" && "UNSUPPORTED_MEDIA_TYPE",
    kind === "command" && !isPublic && "CONFLICT",
    kind === "command" && !isPublic && "IN_PROGRESS",
    kind === "command" && !isPublic && "IDEMPOTENCY_KEY_REUSED",
    takesVersion && "PRECONDITION_FAILED",
    http.ifMatch === "required" && "PRECONDITION_REQUIRED",
    "RATE_LIMITED",
    "STORAGE_UNAVAILABLE",
    "TIMEOUT",
    "INTERNAL",
    ...errors.filter(isErrorCode),
  ];
  return codes.filter((code) => code !== false);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

export function errorsOf(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const category: Category = ERRORS[code].category;
    const status = STATUS[category];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), errorAnswer(status, group)]));
}

function errorAnswer(status: number, group: readonly ErrorCode[]): Json {
  const [code = "INTERNAL"] = group;
  const error = { code, message: ERRORS[code].summary, details: {} };
  const mayPass = group.some((each) => ERRORS[each].retry);
  return {
    description: group.map((each) => `${each}: ${ERRORS[each].summary}`).join("\n\n"),
    headers: {
      "X-Request-ID": { $ref: "#/components/headers/RequestId" },
      ...(mayPass && status !== 500 && { "Retry-After": { $ref: "#/components/headers/RetryAfter" } }),
    },
    content: {
      "application/json": {
        schema: { $ref: "#/components/schemas/Error" },
        example: { success: false, error, metadata: METADATA_EXAMPLE },
      },
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}
