import type { Json } from "./openapi-schemas.ts";

const TEXTS = [
  "example",
  "payments",
  "0123456789abcdef",
  "code:read",
  "https://git.example.com/team/payments.git",
  "git.example.com",
  "2026-01-02T03:04:05.678Z",
  "0",
];
const FORMATS: Readonly<Record<string, string>> = {
  uuid: "0b8f6d7c-6a58-4c1e-9d57-3b7f0a1c2d3e",
  "date-time": "2026-01-02T03:04:05.678Z",
  email: "ada@example.com",
  uri: "https://git.example.com/team/payments.git",
};

/** A value of the schema, as small as one can be read: required fields only. Undefined where none was found. */
export function exampleOf(schema: Json): unknown {
  if ("const" in schema) return schema["const"];
  if ("default" in schema) return schema["default"];
  const [first] = list(schema["enum"]);
  if (first !== undefined) return first;
  const [branch] = [...list(schema["anyOf"]), ...list(schema["oneOf"])];
  if (branch !== undefined) return exampleOf({ ...Object(branch) });
  switch (schema["type"]) {
    case "object":
      return objectOf(schema);
    case "array":
      return Number(schema["minItems"] ?? 0) > 0 ? [exampleOf({ ...Object(schema["items"]) })] : [];
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return Math.max(1, Number(schema["minimum"] ?? 1));
    case "boolean":
      return true;
    default:
      return null;
  }
}

function objectOf(schema: Json): Json {
  const fields = Object.entries(Object(schema["properties"]));
  const required = list(schema["required"]);
  return Object.fromEntries(
    fields.filter(([name]) => required.includes(name)).map(([name, field]) => [name, exampleOf({ ...Object(field) })]),
  );
}

function textOf({ format, pattern, minLength, maxLength }: Json): string | undefined {
  const known = typeof format === "string" ? FORMATS[format] : undefined;
  if (known !== undefined) return known;
  const form = typeof pattern === "string" ? new RegExp(pattern, "u") : /^/;
  const [least, most] = [Number(minLength ?? 0), Number(maxLength ?? Number.POSITIVE_INFINITY)];
  return TEXTS.find((text) => form.test(text) && text.length >= least && text.length <= most);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
