import { Fault } from "#kernel/errors";

import { isRecord } from "./is-record.ts";

export interface Expected {
  readonly service: string;
  readonly count: number;
  readonly dimensions: number;
}

/**
 * `{ data: [{ index, embedding: [numbers] }] }`, in the order of the texts and of length 1. In place of a vector with other dimensions or
 * something that is no number stands what is wrong with it: the others are good.
 * @throws Fault UPSTREAM_FAILED for any other number of vectors, or where they do not say which text they belong to
 */
export function readVectors(json: unknown, expected: Expected): (Float32Array | Fault)[] {
  const data: unknown = isRecord(json) ? json["data"] : undefined;
  if (!Array.isArray(data)) throw unusable(expected, "no list of vectors");
  if (data.length !== expected.count) throw unusable(expected, `${data.length} vectors for ${expected.count} texts`);
  const vectors: (Float32Array | Fault)[] = [];
  for (const [place, entry] of data.entries()) {
    if (!isRecord(entry)) throw unusable(expected, "a vector that is none");
    const at = entry["index"] ?? place;
    if (typeof at !== "number" || !Number.isInteger(at) || at < 0 || at >= expected.count || at in vectors) {
      throw unusable(expected, "vectors that do not belong to the texts one by one");
    }
    vectors[at] = readVector(entry["embedding"], expected);
  }
  return vectors;
}

function readVector(values: unknown, expected: Expected): Float32Array | Fault {
  if (!Array.isArray(values)) return unusable(expected, "a vector that is none");
  if (values.length !== expected.dimensions) {
    return unusable(expected, `${values.length} dimensions in place of ${expected.dimensions}`);
  }
  const vector = new Float32Array(expected.dimensions);
  let sum = 0;
  for (const [at, value] of values.entries()) {
    if (typeof value !== "number" || !Number.isFinite(value)) return unusable(expected, "something that is no number");
    vector[at] = value;
    sum += value * value;
  }
  const length = Math.sqrt(sum);
  if (!Number.isFinite(length)) return unusable(expected, "numbers beyond all bounds");
  return length === 0 ? vector : vector.map((value) => value / length);
}

function unusable({ service, count, dimensions }: Expected, what: string): Fault {
  return new Fault("UPSTREAM_FAILED", `${service} answered ${what}`, { service, texts: count, dimensions });
}
