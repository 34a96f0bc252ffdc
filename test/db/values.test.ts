import { randomUUID } from "node:crypto";

import { array, assert, asyncProperty, option, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Vector, VectorArray, type TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTenant } from "../support/tenants.ts";

describe.each(ENGINES)("values on $engine", (engine) => {
  let database: TestDatabase;
  let tenant: TenantDb;
  let tenantId: string;
  beforeAll(async () => {
    database = await engine.open();
    ({ tenant, tenantId } = await newTenant(database.db));
  });
  afterAll(() => database.drop());

  async function read(sql: string, ...params: readonly unknown[]): Promise<unknown> {
    const [row] = await tenant.query<{ value: unknown }>(`select ${sql} as value`, params);
    return row?.value;
  }

  test.each([
    ["int", "$1::int", 7, 7],
    ["smallint", "$1::smallint", -3, -3],
    ["bigint", "$1::bigint", 9007199254740993n, "9007199254740993"],
    ["numeric", "$1::numeric", "1.50", "1.50"],
    ["double precision", "$1::float8", 0.1, 0.1],
    ["not a number", "$1::float8", Number.NaN, Number.NaN],
    ["boolean", "$1::boolean", true, true],
    ["text", "$1::text", `quotes ' " and \\ and ü and 🙂`, `quotes ' " and \\ and ü and 🙂`],
    ["an empty text", "$1::text", "", ""],
    ["nothing", "$1::text", undefined, null],
    ["uuid", "$1::uuid", "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000a"],
    ["json", "$1::jsonb", { a: [1, null, "x"] }, { a: [1, null, "x"] }],
    ["a JSON array as text", "$1::jsonb", JSON.stringify([1, 2]), [1, 2]],
    ["bytes", "$1::bytea", new Uint8Array([0, 1, 255, 92]), new Uint8Array([0, 1, 255, 92])],
    ["no bytes", "$1::bytea", new Uint8Array(), new Uint8Array()],
    ["a time", "$1::timestamptz", new Date(0), "1970-01-01T00:00:00Z"],
    ["microseconds", "$1::timestamptz", "2026-11-21 12:00:00.123456+01", "2026-11-21T11:00:00.123456Z"],
    ["the end of time", "$1::timestamptz", "infinity", "infinity"],
    ["int[]", "$1::int[]", [1, -2, 3], [1, -2, 3]],
    ["int[] with a gap", "$1::int[]", [1, null, 3], [1, null, 3]],
    ["an empty int[]", "$1::int[]", [], []],
    [
      "float8[]",
      "$1::float8[]",
      [0.5, Number.NaN, Number.POSITIVE_INFINITY],
      [0.5, Number.NaN, Number.POSITIVE_INFINITY],
    ],
    ["bigint[]", "$1::bigint[]", [1n, 2n], ["1", "2"]],
    [
      "nested int[]",
      "$1::int[]",
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["text[]", "$1::text[]", ["a,b", '"', "\\", "{}", "NULL", "", " x "], ["a,b", '"', "\\", "{}", "NULL", "", " x "]],
    ["text[] with a gap", "$1::text[]", ["a", null], ["a", null]],
    ["bytea[]", "$1::bytea[]", [new Uint8Array([1, 2]), new Uint8Array()], [new Uint8Array([1, 2]), new Uint8Array()]],
    ["boolean[]", "$1::boolean[]", [true, false], [true, false]],
  ])("%s comes back as it is documented", async (...[, sql, given, expected]) => {
    expect(await read(sql, given)).toEqual(expected);
  });

  test("any texts come back from an array as they went in", async () => {
    const text = string({ unit: "binary" }).map((value) => value.replaceAll("\0", "").toWellFormed());
    await assert(
      asyncProperty(array(option(text), { maxLength: 8 }), async (texts) => {
        expect(await read("$1::text[]", texts)).toEqual(texts);
      }),
      { numRuns: 60 },
    );
  });

  test("ten thousand rows of ints, texts and bytes are written by one statement and read back", async () => {
    const count = 10_000;
    const hashes = Array.from({ length: count }, () => randomUUID());
    const versions = hashes.map((_, index) => index);
    const languages = hashes.map((_, index) => (index % 2 === 0 ? "go" : 'a"\\b'));
    const data = hashes.map((_, index) => new Uint8Array([index & 255, 0, 92, 39]));
    const written = await tenant.write((tx) =>
      tx.execute(
        `insert into facts (tenant_id, hash, language, version, data)
         select $1, hash, language, version, data
           from unnest($2::uuid[], $3::text[], $4::int[], $5::bytea[]) as it (hash, language, version, data)`,
        [tenantId, hashes, languages, versions, data],
      ),
    );
    expect(written).toBe(count);
    const rows = await tenant.query<{ hash: string; language: string; version: number; data: Uint8Array }>(
      "select hash, language, version, data from facts order by version, hash limit 20000",
    );
    expect(rows).toHaveLength(count);
    expect(rows[9_999]).toEqual({ hash: hashes[9_999], language: 'a"\\b', version: 9_999, data: data[9_999] });
  });

  test("a text of five megabytes passes in both directions", async () => {
    const text = "ünïcode ".repeat(625_000);
    expect(await read("$1::text", text)).toBe(text);
  });

  test("vectors are written in bulk and found by distance, at the precision of the column", async () => {
    const dimensions = 256;
    const hashes = Array.from({ length: 500 }, () => randomUUID());
    const values = Float32Array.from({ length: hashes.length * dimensions }, (_, index) => Math.sin(index));
    const type = database.db.dialect.vector;
    await tenant.write((tx) =>
      tx.execute(
        `insert into vector_256 (tenant_id, model, hash, embedding)
         select $1, 'm', hash, embedding from unnest($2::uuid[], $3::${type}[]) as it (hash, embedding)`,
        [tenantId, hashes, new VectorArray(dimensions, values)],
      ),
    );
    const wanted = values.subarray(7 * dimensions, 8 * dimensions);
    const [nearest] = await tenant.query<{ hash: string; distance: number }>(
      `select hash, embedding <=> $1::${type} as distance from vector_256 where model = 'm' order by distance, hash limit 1`,
      [new Vector(wanted)],
    );
    expect(nearest?.hash).toBe(hashes[7]);
    expect(nearest?.distance).toBeLessThan(1e-5);
  });

  test("no vectors at all are an empty array", async () => {
    const type = database.db.dialect.vector;
    expect(await read(`cardinality($1::${type}[])`, new VectorArray(256, new Float32Array()))).toBe(0);
    expect(() => new VectorArray(256, new Float32Array(300))).toThrow(RangeError);
  });

  test("a text with NUL is refused as bad input, and so is one inside of JSON", async () => {
    await expect(read("$1::text", "a\0b")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(read("$1::jsonb", { text: "a\0b" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test.each([
    ["JSON a million deep", "$1::jsonb", `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`, "VALIDATION_ERROR"],
    ["an array of too many dimensions", "$1::int[]", `${"{".repeat(9_999)}1${"}".repeat(9_999)}`, "VALIDATION_ERROR"],
    ["a sum of 100,000 terms", `${"1 + ".repeat(100_000)}$1::int`, 1, "VALIDATION_ERROR"],
    ["100,000 parentheses", `${"(".repeat(100_000)}$1::int${")".repeat(100_000)}`, 1, "42601|VALIDATION_ERROR"],
  ])("%s is an error that leaves the database as it was", async (...[, sql, value, code]) => {
    await expect(read(sql, value)).rejects.toMatchObject({ code: expect.stringMatching(`^(${code})$`) });
    expect(await read("$1::int", 1)).toBe(1);
  });

  test("more parameters than the protocol can count are refused", async () => {
    await expect(
      tenant.query(
        "select 1",
        Array.from({ length: 65_536 }, () => 1),
      ),
    ).rejects.toThrow(/unnest/);
  });
});
