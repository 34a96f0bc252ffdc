/**
 * JavaScript values as the wire wants them. Text for everything but bytes, which travel as they are:
 * both engines then parse the same literal, and nothing depends on the types a driver guesses.
 */

import { encodeVector, encodeVectorArray, Vector, VectorArray, type VectorFormat } from "./vectors.ts";

/** A bind value: a string is sent as text, a Buffer as binary. */
export type Encoded = string | Buffer | null;

const MAX_PARAMETERS = 65_535; // the protocol counts them in 16 bits; more would silently wrap around

/** Encodes the parameters of one statement. */
export function encodeParameters(params: readonly unknown[], format: VectorFormat): Encoded[] {
  if (params.length > MAX_PARAMETERS) {
    throw new RangeError(`a statement takes at most ${MAX_PARAMETERS} parameters, not ${params.length}: use unnest`);
  }
  return params.map((value) => encode(value, format));
}

function encode(value: unknown, format: VectorFormat): Encoded {
  if (value === null || value === undefined) return null;
  if (value instanceof Vector) return encodeVector(value, format);
  if (value instanceof VectorArray) return encodeVectorArray(value, format);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return arrayLiteral(value);
  return scalarText(value);
}

function scalarText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
    case "undefined":
    case "function":
    case "symbol":
      throw new TypeError(`a ${typeof value} cannot be a parameter`);
  }
}

function arrayLiteral(values: readonly unknown[]): string {
  const parts = Array.from<string>({ length: values.length });
  for (let index = 0; index < values.length; index += 1) parts[index] = elementText(values[index]);
  return `{${parts.join(",")}}`;
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return arrayLiteral(value);
  if (ArrayBuffer.isView(value)) {
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}"`;
  }
  return `"${scalarText(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
