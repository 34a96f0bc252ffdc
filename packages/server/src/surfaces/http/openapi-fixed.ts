import { ERRORS } from "#kernel/errors";

import { SESSION_COOKIE } from "./access.ts";
import { API_PREFIX } from "./api-prefix.ts";
import { ERRORS_PATH } from "./error-path.ts";
import { errorsOf } from "./openapi-answers.ts";
import { envelope, type Json } from "./openapi-schemas.ts";

interface Route {
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  readonly status?: number;
  readonly data: Json;
  readonly errors: Parameters<typeof errorsOf>[0];
  readonly security?: readonly Json[];
  readonly body?: Json;
  readonly parameters?: readonly Json[];
  /** It is a page to those who accept HTML. */
  readonly isPage?: boolean;
}

/** The routes that are no operations: probes, and how a browser gets a session. */
export function fixedPaths(): Record<string, Json> {
  const alive = (operationId: string): Json => ({
    get: route({
      operationId,
      summary: "Whether the process runs.",
      tag: "health",
      data: object({ status: { const: "ok" } }),
      errors: ["VALIDATION_ERROR", "FORBIDDEN"],
      security: [],
    }),
  });
  return {
    "/health": alive("health"),
    "/healthz": alive("healthz"),
    [`${API_PREFIX}/health`]: alive("api_health"),
    "/readyz": {
      get: route({
        operationId: "readyz",
        summary: "Whether calls can be sent here: the database answers, and so does all else that is needed.",
        tag: "health",
        data: object({
          status: { const: "ready" },
          checks: { type: "object", additionalProperties: { type: "string" } },
        }),
        errors: ["VALIDATION_ERROR", "FORBIDDEN", "STORAGE_UNAVAILABLE"],
        security: [],
      }),
    },
    ...errorPaths(),
    ...sessionPaths(),
  };
}

function errorPaths(): Record<string, Json> {
  const explained = object({
    code: { type: "string", enum: Object.keys(ERRORS) },
    category: { type: "string" },
    status: { type: "integer" },
    summary: { type: "string" },
    remedy: { type: "string", description: "What to do next." },
    retry: { type: "boolean", description: "Whether the same call may succeed later." },
    doc_url: { type: "string", format: "uri-reference" },
  });
  const open = { tag: "errors", security: [], isPage: true };
  const name = { name: "code", in: "path", required: true, description: "A code in lower case.", schema: STRING };
  return {
    [ERRORS_PATH]: {
      get: route({
        ...open,
        operationId: "list_errors",
        summary: "Every error that a caller can act on.",
        data: object({ errors: { type: "array", items: explained } }),
        errors: ["VALIDATION_ERROR", "FORBIDDEN"],
      }),
    },
    [`${ERRORS_PATH}/{code}`]: {
      get: route({
        ...open,
        operationId: "explain_error",
        summary: "What an error means and what to do: the `type` of every problem leads here.",
        data: explained,
        errors: ["VALIDATION_ERROR", "FORBIDDEN", "NOT_FOUND"],
        parameters: [name],
      }),
    },
  };
}

function sessionPaths(): Record<string, Json> {
  const signedIn = object({ signed_in: { type: "boolean" } });
  const tag = "session";
  return {
    [`${API_PREFIX}/session/code`]: {
      post: route({
        operationId: "issue_browser_code",
        summary: "A code that opens one session of a browser within ten minutes; for the owner's token alone.",
        tag,
        status: 201,
        data: object({ code: { type: "string" } }),
        errors: ["UNAUTHENTICATED", "FORBIDDEN", "VALIDATION_ERROR", "UNSUPPORTED_MEDIA_TYPE"],
        security: [{ token: [] }],
      }),
    },
    [`${API_PREFIX}/session`]: {
      post: route({
        operationId: "open_browser_session",
        summary: `Spends a code; the answer sets the cookie ${SESSION_COOKIE}.`,
        tag,
        status: 201,
        data: signedIn,
        errors: ["UNAUTHENTICATED", "FORBIDDEN", "VALIDATION_ERROR", "UNSUPPORTED_MEDIA_TYPE"],
        security: [],
        body: object({ code: { type: "string", maxLength: 100 } }),
      }),
      get: route({
        operationId: "get_browser_session",
        summary: "Whether the call bears a session or a token.",
        tag,
        data: signedIn,
        errors: ["VALIDATION_ERROR", "UNAUTHENTICATED", "FORBIDDEN"],
      }),
      delete: route({
        operationId: "end_browser_session",
        summary: "Ends the session of the cookie.",
        tag,
        data: signedIn,
        errors: ["VALIDATION_ERROR", "FORBIDDEN"],
        security: [],
      }),
    },
  };
}

function route({ operationId, summary, tag, status = 200, data, errors, security, ...more }: Route): Json {
  const { body, parameters, isPage = false } = more;
  const content = {
    "application/json": { schema: envelope(data) },
    ...(isPage && { "text/html": { schema: STRING } }),
  };
  return {
    operationId,
    summary,
    tags: [tag],
    ...(security !== undefined && { security }),
    ...(parameters !== undefined && { parameters }),
    ...(body !== undefined && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      [status]: {
        description: "Done.",
        headers: { "X-Request-ID": { $ref: "#/components/headers/RequestId" } },
        content,
      },
      ...errorsOf(errors),
    },
  };
}

const STRING: Json = { type: "string" };

function object(properties: Json): Json {
  return { type: "object", required: Object.keys(properties), properties };
}
