/** Requests for an operation, made from its own schema: what fits, and what means harm in a field, in the body's text or in a header. */
import { type Arbitrary, constant, constantFrom, integer, oneof, string, tuple } from "fast-check";
import { z } from "zod";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { type Wire, wireOf } from "./asked.ts";
import { fittingOf, harmedOf, type Schema } from "./schema-inputs.ts";

const DEEP = 20_000;
const MANY = 20_000;
const PATH_CHARS = 7000; // longer ones do not get past the reader of heads
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?=[/?]|$)/i; // a URL leads past it, so that another path is asked

/** What no value of JavaScript can be, and JSON can: stands as a text in the input until the body is written. */
const AS_JSON: readonly string[] = [
  "1e400",
  "-1e400",
  "-0",
  "1e-400",
  "9".repeat(400),
  "NaN",
  '{"a":1,"a":2}',
  String.raw`{"a":1,"\u0061":2}`,
  '{"__proto__":{"isOwner":true}}',
  '{"constructor":{"prototype":{"isOwner":true}}}',
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800"`,
  "[".repeat(DEEP) + "]".repeat(DEEP),
  '{"a":'.repeat(60) + "1" + "}".repeat(60),
];
const MARK = "as-json-";

const HARM: readonly unknown[] = [
  "",
  " ",
  "\0",
  "a\0b",
  "'",
  '"',
  "\\",
  "$1",
  "\u02BC",
  "\uD800",
  "\uDC00\uD800",
  "\u202E\u2066",
  "%_%",
  "'; select set_config('app.tenant_id', 'x', false); --",
  "1 or 1=1",
  "a & | !b <-> (",
  "{}",
  "->>'a'",
  "..",
  "../../etc/passwd",
  "%2e%2e%2f",
  "%00",
  "x".repeat(3000),
  "漢".repeat(70_000),
  "(a+)+$",
  "2026-01-01",
  "275760-09-13T00:00:00.000Z",
  "00000000-0000-0000-0000-000000000000",
  "ffffffffffffffff",
  "constructor",
  "__proto__",
  "NaN",
  "Infinity",
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
  [[[[[[[[]]]]]]]],
  Array.from({ length: MANY }, () => 0),
  { __proto__: null, toString: 1 },
  ...AS_JSON.map((_, at) => `${MARK}${at}-`),
];

const harm: Arbitrary<unknown> = oneof(
  { weight: 6, arbitrary: constantFrom(...HARM) },
  { weight: 1, arbitrary: string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: integer({ min: -5, max: 300 }) },
);

/** Around an input that fits: of its fields, or those that it could have, one is another, and half of those mean harm somewhere. */
function inputsAround(operation: AnyOperation, fitting: object): Arbitrary<object> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what zod writes of objects, fields and their limits
  const schema = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }) as Schema;
  const changes = Object.entries(schema.properties ?? {}).map(([name, field]) =>
    oneof(fittingOf(field), harmedOf(field, harm)).map((value) => ({ ...fitting, [name]: value })),
  );
  return oneof(constant(fitting), ...changes);
}

/** What is done to the text of a body. */
const SPOILT: readonly ((text: string) => string | Buffer)[] = [
  (text) => text.slice(0, text.length / 2),
  (text) => `\ufeff${text}`,
  (text) => `${text}${text}`,
  (text) => `[${text}]`,
  (text) => JSON.stringify(text),
  (text) => text.replace(/^\{("(?:[^"\\]|\\.)*":)/, "{$1null,$1"), // its first name twice
  (text) => text.replace(/^\{/, '{"__proto__":{"tenant_id":"x"},'),
  (text) => text.replace(/^\{/, `{${Array.from({ length: MANY }, (_, n) => `"k${n}":0,`).join("")}`),
  (text) => text.replace(/\}$/, `${" ".repeat(1_100_000)}}`),
  (text) => Buffer.from(text, "utf16le"),
  (text) => Buffer.from(text.replace(/^\{"/, '{"\u00ff'), "latin1"),
  () => "null",
  () => "",
  () => "\0",
  () => '"'.repeat(MANY),
];

const HOSTILE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: ["", "*", "text/html", "application/xml;q=1, */*;q=0", "text/event-stream", ",;=,;", "a/".repeat(5000)],
  "accept-encoding": ["*;q=0", "br;q=1e400", "gzip, ".repeat(1000), "identity;q=0"],
  authorization: [
    "",
    "Bearer",
    "Bearer  ",
    "Basic Og==",
    "Bearer a.b.c",
    `Bearer ${"x".repeat(9000)}`,
    "Bearer \u00ff",
    "bearer aeth_live_",
  ],
  "content-encoding": ["gzip", "br", "identity, gzip", "x"],
  "content-type": [
    "",
    "text/plain",
    "application/json; charset=utf-7",
    'application/json;charset=utf-8;x="',
    "application/jsonp",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded",
    "/",
    ";",
  ],
  "idempotency-key": ["", " ", "x".repeat(256), "\u00ff", "'; drop table person; --", "a b", "same"],
  "if-match": [
    "",
    "*, *",
    '"',
    'W/"1"',
    '"99999999999999999999"',
    '"-1"',
    '"v9999999999.x"',
    '"v2147483648."',
    '"1e400"',
    '"x", '.repeat(2000),
    "\u00ff",
  ],
  "if-none-match": ["", "*", '"', "W/", '"x", '.repeat(2000)],
  "last-event-id": ["", "-1", "1e400", "\u00ff", "x".repeat(9000)],
  range: ["bytes=0-0", "bytes=-1", "bytes=9-1", `bytes=${"0-,".repeat(2000)}`, "x"],
  traceparent: ["", "00-0-0-0", `00-${"0".repeat(32)}-${"0".repeat(16)}-00`, "ff".repeat(4000)],
  "x-forwarded-for": ["", "x", "::", "1.1.1.1, ".repeat(1000)],
  "x-http-method-override": ["DELETE", "TRACE"],
  "x-request-id": ["", "\u00ff", "x".repeat(129), "{}"],
  "x-tenant-id": ["", "*", "'", "00000000-0000-0000-0000-000000000000"],
};

const headerLines: Arbitrary<Readonly<Record<string, string>>> = oneof(
  ...Object.entries(HOSTILE_HEADERS).map(([name, values]) =>
    constantFrom(...values).map((value) => ({ [name]: value })),
  ),
);

/** A request around one that fits: mostly harm in a field, else in the body's text, in a header, or in the rest of the path. */
export function hostileWires(operation: AnyOperation, fitting: object): Arbitrary<Wire> {
  const wires = inputsAround(operation, fitting)
    .map((input) => written(wireOf(operation, input)))
    .filter(({ path }) => !DOT_SEGMENT.test(path));
  const plain = constant(wireOf(operation, fitting));
  const inHeaders = tuple(plain, headerLines).map(([wire, lines]) => ({
    ...wire,
    headers: { ...wire.headers, ...lines },
  }));
  const inText = tuple(plain, constantFrom(...SPOILT)).map(([wire, spoil]) => ({
    ...wire,
    headers: { ...wire.headers, "content-type": "application/json" },
    body: spoil(String(wire.body ?? "{}")),
  }));
  const inPath = tuple(
    plain,
    constantFrom("%", "%ED%A0%80", "%00", "?", "?&&=&==", "?x[]=1&x[]=2", "?a=1&a=1", "/", "/..%2f", ";x=1"),
  ).map(([wire, tail]) => ({ ...wire, path: wire.path + tail }));
  return oneof(
    { weight: 7, arbitrary: wires },
    { weight: 3, arbitrary: inHeaders },
    { weight: operation.http.method === "GET" ? 0 : 2, arbitrary: inText },
    { weight: 1, arbitrary: inPath },
  );
}

/** With what stands for a piece of JSON written out. */
function written({ body, ...rest }: Wire): Wire {
  const wire = { ...rest, path: rest.path.slice(0, PATH_CHARS), body };
  if (typeof body !== "string") return wire;
  return {
    ...wire,
    body: body.replaceAll(new RegExp(`"${MARK}(\\d+)-"`, "g"), (_, at: string) => AS_JSON[Number(at)] ?? ""),
  };
}
