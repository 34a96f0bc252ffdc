import { type AnyOperation, CURSOR_MAX_CHARS } from "#kernel/operation";

import { SESSION_COOKIE } from "./access.ts";
import { API_PREFIX } from "./api-prefix.ts";
import { archiveContent } from "./archive-body.ts";
import { answersOf } from "./openapi-answers.ts";
import { exampleOf } from "./openapi-example.ts";
import { fixedPaths } from "./openapi-fixed.ts";
import { DEPRECATED_HEADERS, fieldsOf, HEADERS, type Json, jsonSchema, SCHEMAS } from "./openapi-schemas.ts";
import { pathsOf } from "./operation-routes.ts";
import { FIELDS, FIELDS_MAX_CHARS, rowsOf } from "./sparse.ts";

/** The API as OpenAPI 3.1, derived from the operations: what is not here cannot be called. */
export function buildOpenApi(operations: readonly AnyOperation[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const method = operation.http.method.toLowerCase();
    for (const [at, path] of pathsOf(operation).entries()) {
      // An id is given once; the same call under another path is the same operation with another number.
      const operationId = at === 0 ? operation.name : `${operation.name}_${at + 1}`;
      const there = describe({ ...operation, http: { ...operation.http, path } });
      paths[API_PREFIX + path] = {
        ...paths[API_PREFIX + path],
        [method]: { ...there, operationId, tags: [tagOf(operation)] },
      };
    }
  }
  const tags = [...new Set([...operations.map(tagOf), "health", "session", "errors"])].sort();
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
    tags: tags.map((name) => ({ name, description: `What is under /${name}.` })),
    paths: { ...paths, ...fixedPaths() },
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A key (aeth_…), an access token, or the owner's token.",
        },
        session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
      },
      headers: { ...HEADERS, ...(operations.some(({ deprecated }) => deprecated !== undefined) && DEPRECATED_HEADERS) },
      schemas: SCHEMAS,
    },
  };
}

function tagOf({ http }: AnyOperation): string {
  return http.path.split("/")[1] ?? "other";
}

function describe(operation: AnyOperation): Json {
  const { permission, summary, http } = operation;
  const schema = jsonSchema(operation.input, "input");
  const properties = fieldsOf(schema);
  // What the operation reads is a position; what its caller holds is that position sealed.
  if (operation.isPaged) properties["cursor"] = { ...properties["cursor"], maxLength: CURSOR_MAX_CHARS };
  const isPublic = permission === "public";
  return {
    operationId: operation.name,
    summary,
    ...(operation.deprecated !== undefined && { deprecated: true }),
    description: isPublic ? "Asks for no credential." : `Needs the permission \`${permission}\`.`,
    ...(isPublic && { security: [] }),
    parameters: [
      ...fieldParameters(operation, { schema, properties }),
      ...answerParameters(operation),
      ...headerParameters(operation),
    ],
    ...requestBody(http, { schema, properties }),
    responses: answersOf(operation),
  };
}

interface Input {
  readonly schema: Json;
  readonly properties: Record<string, Json>;
}

function namesInPath({ path }: AnyOperation["http"]): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

function requiredOf({ schema }: Input): readonly unknown[] {
  return Array.isArray(schema["required"]) ? schema["required"] : [];
}

function fieldParameters({ http }: AnyOperation, input: Input): Json[] {
  const inPath = namesInPath(http);
  const isInQuery = http.method === "GET" || http.body === "archive";
  const named = Object.keys(input.properties).filter((name) => !inPath.includes(name) && !isBody(http, name));
  const inQuery = isInQuery ? named : [];
  return [...inPath, ...inQuery].map((name) => {
    const { description, ...shape } = input.properties[name] ?? {};
    const isInPath = inPath.includes(name);
    return {
      name,
      in: isInPath ? "path" : "query",
      required: isInPath || requiredOf(input).includes(name),
      ...(description !== undefined && { description }),
      schema: shape,
    };
  });
}

function answerParameters(operation: AnyOperation): Json[] {
  if (operation.kind !== "query") return [];
  const rows = rowsOf(operation, jsonSchema(operation.output, "output"));
  const whose = rows === undefined ? "the data" : `each row of \`${rows}\``;
  return [
    {
      name: FIELDS,
      in: "query",
      required: false,
      description: `As a,b.c: of ${whose} only these members are sent; no other is required in such an answer.`,
      schema: { type: "string", minLength: 1, maxLength: FIELDS_MAX_CHARS },
    },
  ];
}

function isBody({ body }: AnyOperation["http"], name: string): boolean {
  return body === name;
}

function headerParameters({ kind, permission, http, takesVersion }: AnyOperation): Json[] {
  const header = (name: string, description: string, more: Json = {}): Json => ({
    name,
    in: "header",
    description,
    schema: { type: "string", maxLength: 255 },
    ...more,
  });
  const wanted: (Json | false)[] = [
    kind === "stream" && header("Last-Event-ID", "The last event that was heard; only later ones are told."),
    kind !== "stream" &&
      http.method === "GET" &&
      header("If-None-Match", "An ETag: 304 where the answer is still that."),
    kind === "file" && header("Range", "As bytes=0-1023: only that part of the file."),
    kind === "command" &&
      permission !== "public" &&
      header(
        "Idempotency-Key",
        "Names this call for 24 hours: sent again, it has no second effect and the first answer.",
      ),
    takesVersion &&
      header("If-Match", "The ETag that was read: 412 where there is a later version.", {
        required: http.ifMatch === "required",
      }),
  ];
  return wanted.filter((each) => each !== false);
}

function requestBody(http: AnyOperation["http"], { schema, properties }: Input): Json {
  const inPath = namesInPath(http);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  if (http.method === "GET" || rest.length === 0) return {};
  if (http.body === "archive") {
    const beside = Object.fromEntries(
      rest.filter((name) => name !== "archive").map((name) => [name, properties[name]]),
    );
    return { requestBody: { required: true, content: archiveContent(beside) } };
  }
  const required = requiredOf({ schema, properties }).filter((name) => !inPath.includes(String(name)));
  const body = { ...schema, properties: Object.fromEntries(rest.map((name) => [name, properties[name]])), required };
  return {
    requestBody: {
      required: required.length > 0,
      content: { "application/json": { schema: body, example: exampleOf(body) } },
    },
  };
}
