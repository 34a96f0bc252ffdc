/** Values of a JSON Schema: such that fit, and such that fit but for one place, however deep it lies. */
import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  date,
  double,
  integer,
  oneof,
  record,
  string,
  stringMatching,
  tuple,
  uuid,
} from "fast-check";

/** What is read of a schema. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const MOST_CHARS = 60;
const MOST_ITEMS = 4;

/** A value that the schema lets through. */
export function fittingOf(schema: Schema): Arbitrary<unknown> {
  if ("const" in schema) return constant(schema.const);
  if (schema.enum !== undefined) return constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return oneof(...either.map(fittingOf));
  const make = BY_TYPE[schema.type ?? ""];
  if (make === undefined) throw new Error(`no inputs are made of ${JSON.stringify(schema)}`);
  return make(schema);
}

const BY_TYPE: Readonly<Record<string, (schema: Schema) => Arbitrary<unknown>>> = {
  object: ({ properties = {}, required = [] }) => {
    const fields = Object.entries(properties).map(([name, field]) => [name, fittingOf(field)] as const);
    return record(Object.fromEntries(fields), { requiredKeys: [...required] });
  },
  array: ({ items = {}, minItems = 0, maxItems = MOST_ITEMS }) => {
    const maxLength = Math.max(minItems, Math.min(maxItems, MOST_ITEMS));
    return array(fittingOf(items), { minLength: minItems, maxLength });
  },
  integer: numberOf,
  number: ({ minimum = 0, maximum = 1000 }) => double({ min: minimum, max: maximum, noNaN: true }),
  boolean: () => boolean(),
  string: textOf,
  null: () => constant(null),
};

/** Mostly small ones, now and then the ends of what is allowed. */
function numberOf({ minimum = 0, maximum = 1000 }: Schema): Arbitrary<number> {
  const small = integer({ min: Math.max(minimum, -1000), max: Math.min(maximum, 1_000_000) });
  return oneof({ weight: 4, arbitrary: small }, { weight: 1, arbitrary: constantFrom(minimum, maximum) });
}

function textOf({ format, pattern, minLength = 0, maxLength = MOST_CHARS }: Schema): Arbitrary<string> {
  if (format === "uuid") return uuid();
  if (format === "date-time") return date({ noInvalidDate: true }).map((day) => day.toISOString());
  if (pattern !== undefined) return stringMatching(new RegExp(pattern));
  const unit = constantFrom(...Array.from("ab1 _-.:/*%'\"\\$(){}[]|&!<>@é漢\u202e\u0300"));
  return string({ unit, minLength, maxLength: Math.max(minLength, Math.min(maxLength, MOST_CHARS)) });
}

/** One place of it, at any depth, holds harm in the place of what fits; all about it fits. */
export function harmedOf(schema: Schema, harm: Arbitrary<unknown>): Arbitrary<unknown> {
  const within = placesOf(schema).map((place) => place(harm));
  return within.length === 0 ? harm : oneof({ weight: 1, arbitrary: harm }, ...within);
}

type Place = (harm: Arbitrary<unknown>) => Arbitrary<unknown>;

/** The places in a value where something else can stand, and the names that it does not know. */
function placesOf(schema: Schema): Place[] {
  const either = schema.anyOf ?? schema.oneOf ?? [];
  if (either.length > 0) return either.map((one) => (harm) => harmedOf(one, harm));
  if (schema.type === "array") {
    return [
      (harm) => tuple(fittingOf(schema), harmedOf(schema.items ?? {}, harm)).map(([all, hurt]) => [all, hurt].flat(1)),
    ];
  }
  if (schema.type !== "object") return [];
  const unknownName: Place = (harm) =>
    tuple(fittingOf(schema), constantFrom("constructor", "toString", "__proto__ ", "\0", ""), harm).map(
      ([all, name, hurt]) => ({ ...Object(all), [name]: hurt }),
    );
  const known = Object.entries(schema.properties ?? {}).map(
    ([name, field]): Place =>
      (harm) =>
        tuple(fittingOf(schema), harmedOf(field, harm)).map(([all, hurt]) => ({ ...Object(all), [name]: hurt })),
  );
  return [unknownName, ...known];
}
