// JSON Schema as TypeScript: what the contract's zod schemas say, for those who do not have zod.
export type Json = Readonly<Record<string, unknown>>;

const NAME = /^[A-Za-z_$][\w$]*$/;

export interface TypeOptions {
  /** How a `$ref` is called. */
  readonly nameOf: (ref: string) => string;
  /** Whether a field that may be left out may be undefined instead. */
  readonly allowsUndefined: boolean;
}

/** The type of a schema. */
export function typeOf(schema: Json | boolean, options: TypeOptions): string {
  if (typeof schema === "boolean") return schema ? "unknown" : "never";
  const of = (part: unknown): string => typeOf(asSchema(part), options);
  const { $ref, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === "string") return options.nameOf($ref);
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : schema["enum"];
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return [...new Set(choices.map(of))].join(" | ");
  if (Array.isArray(allOf)) return allOf.map((part) => `(${of(part)})`).join(" & ");
  if (Array.isArray(type)) return type.map((each) => of({ ...schema, type: each })).join(" | ");
  if (type === "object") return objectType(schema, of, options);
  if (type === "array") return arrayType(schema, of);
  return type === undefined ? "unknown" : plainType(type);
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

function plainType(type: unknown): string {
  const plain = typeof type === "string" ? PLAIN[type] : undefined;
  if (plain === undefined) throw new Error(`no type is known for ${JSON.stringify(type)}`);
  return plain;
}

function objectType(schema: Json, of: (part: unknown) => string, { allowsUndefined }: TypeOptions): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const fields = Object.entries(Object(properties)).map(([name, field]) => {
    const { description }: Json = Object(field);
    const told = typeof description === "string" ? `/** ${description.replaceAll("*/", "*\\/")} */\n` : "";
    const key = NAME.test(name) ? name : JSON.stringify(name);
    if (names.includes(name)) return `${told}readonly ${key}: ${of(field)};`;
    return `${told}readonly ${key}?: ${of(field)}${allowsUndefined ? " | undefined" : ""};`;
  });
  const rest = additionalProperties === undefined || additionalProperties === false ? [] : [of(additionalProperties)];
  if (fields.length === 0) return `Readonly<Record<string, ${rest[0] ?? "never"}>>`;
  return `{\n${fields.join("\n")}\n}${rest.length === 0 ? "" : ` & Readonly<Record<string, ${rest[0]}>>`}`;
}

function arrayType({ items, prefixItems }: Json, of: (part: unknown) => string): string {
  if (!Array.isArray(prefixItems)) return `readonly (${items === undefined ? "unknown" : of(items)})[]`;
  const more = items === undefined || items === false ? "" : `, ...(${of(items)})[]`;
  return `readonly [${prefixItems.map(of).join(", ")}${more}]`;
}

function asSchema(value: unknown): Json | boolean {
  return typeof value === "boolean" ? value : { ...Object(value) };
}
