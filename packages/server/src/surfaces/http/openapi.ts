import { z } from "zod";

import { type Category, ERRORS, type ErrorCode } from "#kernel/errors";
import { type AnyOperation, CURSOR_MAX_CHARS } from "#kernel/operation";

import { API_PREFIX } from "./api-prefix.ts";
import { pathsOf } from "./operation-routes.ts";
import { STATUS } from "./status.ts";

type Json = Record<string, unknown>;

/** What any operation may answer besides its own errors. */
const COMMON: readonly ErrorCode[] = ["VALIDATION_ERROR", "UNAUTHENTICATED", "FORBIDDEN", "INTERNAL"];

/** The API as OpenAPI 3.1, derived from the operations: what is not here cannot be called. */
export function buildOpenApi(operations: readonly AnyOperation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const method = operation.http.method.toLowerCase();
    for (const [at, path] of pathsOf(operation).entries()) {
      // An id is given once; the same call under another path is the same operation with another number.
      const described = {
        ...describe(operation),
        operationId: at === 0 ? operation.name : `${operation.name}_${at + 1}`,
      };
      paths[API_PREFIX + path] = { ...paths[API_PREFIX + path], [method]: described };
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Aelus-Aether",
      version,
      description: "Understands code: index a repository, search it, follow its graph.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }],
    paths: { ...paths, ...healthPaths() },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The owner's token (a 0600 file in AETHER_DATA)." },
        session: { type: "apiKey", in: "cookie", name: "aether_session" },
      },
      schemas: { Metadata: METADATA, Error: ERROR_BODY, Problem: PROBLEM_BODY },
    },
  };
}

function describe(operation: AnyOperation): Json {
  const { method, path, status = 200, location } = operation.http;
  const schema = jsonSchema(operation.input, "input");
  const properties = fieldsOf(schema);
  // What the operation reads is a position; what its caller holds is that position sealed.
  if (operation.isPaged) properties["cursor"] = { ...properties["cursor"], maxLength: CURSOR_MAX_CHARS };
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const parameter = (where: "path" | "query") => (name: string) => {
    const { description, ...shape } = properties[name] ?? {};
    const isRequired = where === "path" || required.includes(name);
    return {
      name,
      in: where,
      required: isRequired,
      ...(description === undefined ? {} : { description }),
      schema: shape,
    };
  };
  const query = method === "GET" ? rest.map(parameter("query")) : [];
  const body = {
    ...schema,
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]])),
    required: required.filter((name) => !inPath.includes(String(name))),
  };
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [path.split("/")[1] ?? "other"],
    parameters: [...inPath.map(parameter("path")), ...query],
    ...(method !== "GET" && rest.length > 0 && { requestBody: { required: true, content: json(body) } }),
    responses: {
      ...(operation.kind === "stream" && { "204": { description: "It has ended, and you have heard of it." } }),
      [status]: {
        description: operation.kind === "stream" ? "Events; each one's data is the JSON shown here." : "Done.",
        ...(location !== undefined && {
          headers: { Location: { description: "Where to read on.", schema: { type: "string" } } },
        }),
        content: contentOf(operation),
      },
      ...errorResponses([...COMMON, ...operation.errors.filter(isErrorCode)]),
    },
  };
}

function contentOf({ kind, output }: AnyOperation): Json {
  const data = jsonSchema(output, "output");
  if (kind !== "stream") return json(envelope(data));
  return {
    "text/event-stream": { schema: { type: "string", contentMediaType: "application/json", contentSchema: data } },
  };
}

function errorResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const category: Category = ERRORS[code].category;
    const status = STATUS[category];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const response = (group: readonly ErrorCode[]): Json => ({
    description: group.map((code) => `${code}: ${ERRORS[code].summary}`).join("\n\n"),
    content: {
      ...json({ $ref: "#/components/schemas/Error" }),
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  });
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), response(group)]));
}

function healthPaths(): Record<string, Json> {
  const ok = { description: "It does.", content: json(envelope({ type: "object" })) };
  const get = (operationId: string, summary: string, responses: Json): Json => ({
    get: { operationId, summary, tags: ["health"], security: [], responses },
  });
  return {
    "/health": get("health", "Whether the process runs.", { "200": ok }),
    "/healthz": get("healthz", "Whether the process runs.", { "200": ok }),
    "/readyz": get("readyz", "Whether the database answers.", {
      "200": ok,
      ...errorResponses(["STORAGE_UNAVAILABLE"]),
    }),
  };
}

/** The schemas of an object's fields, by name; none for what is not an object. */
function fieldsOf(schema: Json): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(Object(schema["properties"])).map(([name, field]) => [name, { ...Object(field) }]),
  );
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

function envelope(data: Json): Json {
  return {
    type: "object",
    required: ["success", "data", "metadata"],
    properties: { success: { const: true }, data, metadata: { $ref: "#/components/schemas/Metadata" } },
  };
}

const METADATA: Json = {
  type: "object",
  required: ["request_id", "timestamp", "version"],
  properties: {
    request_id: { type: "string", description: "Yours from X-Request-ID, or ours; also in the answer's header." },
    timestamp: { type: "string", format: "date-time" },
    version: { type: "string" },
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
  required: ["type", "title", "status", "detail", "instance", "code", "request_id"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string", format: "uri" },
    code: ERROR_FIELDS.code,
    details: ERROR_FIELDS.details,
    remedy: { type: "string", description: "What to do next." },
    retry: { type: "boolean", description: "Whether the same call may succeed later." },
    request_id: { type: "string" },
    timestamp: { type: "string", format: "date-time" },
    version: { type: "string" },
  },
};
