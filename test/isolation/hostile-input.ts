/** Inputs for an operation, made from its own schema: fields that fit, fields that do not, and fields that mean harm. */
import { type Arbitrary, constant, constantFrom, integer, oneof, record, string } from "fast-check";
import { z } from "zod";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";

const HARM: readonly unknown[] = [
  "",
  " ",
  "\0",
  "'",
  '"',
  "\\",
  "$1",
  "\u02BC",
  "\uD800",
  "%_%",
  "'; select set_config('app.tenant_id', 'x', false); --",
  "1 or 1=1",
  "a & | !b <-> (",
  "{}",
  "->>'a'",
  "..",
  "../../etc/passwd",
  "%2e%2e%2f",
  "x".repeat(3000),
  "(a+)+$",
  "2026-01-01",
  "00000000-0000-0000-0000-000000000000",
  "ffffffffffffffff",
  "constructor",
  "__proto__",
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2_147_483_648,
  true,
  null,
  [],
  {},
  ["\0"],
  { __proto__: null, toString: 1 },
];

/** Inputs around one that fits. */
export function hostileInputs(operation: AnyOperation, fitting: object): Arbitrary<object> {
  const schema: unknown = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" });
  const fields = Object.keys(Object(Object(schema)["properties"]));
  const known = new Map<string, unknown>(Object.entries(fitting));
  const value = (name: string): Arbitrary<unknown> =>
    oneof(
      { weight: known.has(name) ? 4 : 1, arbitrary: constant(known.get(name)) },
      { weight: 3, arbitrary: constantFrom(...HARM) },
      { weight: 1, arbitrary: string({ unit: "binary", maxLength: 40 }) },
      { weight: 1, arbitrary: integer({ min: -5, max: 300 }) },
    );
  const shape = Object.fromEntries(fields.map((name) => [name, value(name)]));
  const inPath = [...operation.http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  return record(shape, { requiredKeys: inPath });
}
