import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { cosinesOf, packVector } from "./packed-vector.ts";

const numbers = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true })), { minLength: 256, maxLength: 256 })
  .map((list) => Float32Array.from(list));

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

/** Of one vector's packed form with another vector. */
const packedCosine = (one: Float32Array, other: Float32Array): number | undefined => {
  const codes = packVector(one);
  return cosinesOf({ codes, sizes: [codes.length] }, other)[0];
};

describe("packed vectors", () => {
  test("keep their cosine with any other to a hundredth", () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        fc.pre([one, other].every((values) => values.some((value) => Math.abs(value) > 1e-3)));
        expect(packedCosine(one, other)).toBeCloseTo(cosine(one, other), 2);
      }),
    );
  });

  test("take two bytes, a bit a number, and a byte for each that is not zero", () => {
    const values = new Float32Array(256);
    values.set([0.5, -1, 0.25], 100);
    expect(packVector(values)).toHaveLength(2 + 32 + 3);
    expect(packedCosine(values, values)).toBeCloseTo(1, 3);
  });

  test("lengths that are no multiple of eight have all their numbers", () => {
    const values = Float32Array.from({ length: 13 }, (_, at) => at - 6);
    expect(packedCosine(values, values)).toBeCloseTo(1, 3);
    expect(
      packedCosine(
        values,
        values.map((value) => -value),
      ),
    ).toBeCloseTo(-1, 3);
  });

  test("of 256 numbers as large as each other the length fits", () => {
    const values = new Float32Array(256).fill(-0.1);
    expect(packedCosine(values, values)).toBeCloseTo(1, 3);
  });

  test("nothing has a cosine with the zero vector", () => {
    const zero = new Float32Array(256);
    const one = new Float32Array(256).fill(1);
    expect(packedCosine(zero, one)).toBeNaN();
    expect(packedCosine(one, zero)).toBeNaN();
  });

  test("are told apart where they lie behind each other, also where one is missing", () => {
    const vectors = [1, 2, 3].map((seed) => Float32Array.from({ length: 256 }, (_, at) => Math.sin(at * seed)));
    const [one = new Uint8Array(), two = new Uint8Array(), three = new Uint8Array()] = vectors.map(packVector);
    const sizes = [one.length, 0, two.length, three.length];
    const cosines = cosinesOf({ codes: Buffer.concat([one, two, three]), sizes }, vectors[1] ?? new Float32Array());
    expect([...cosines].map((value) => value > 0.99)).toEqual([false, false, true, false]);
    expect(cosines[1]).toBeNaN();
  });
});
