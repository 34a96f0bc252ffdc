/** Path filters mean the same to both databases and to what looks at rows outside of them. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { pathMatcher } from "../../packages/server/src/kernel/grep/index.ts";
import { pathPattern } from "../../packages/server/src/kernel/search/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { newTrack } from "./units.ts";

const PIECES = [
  ...Array.from("ab/.*?[]{},!^-\\+($é😀\u{301}\n"),
  "**/",
  "*.",
  "[ab]",
  "[!a]",
  "[+-9]",
  "[b-a]",
  "{a,b}",
  "{,a/}",
  "./",
  "\\*",
  "[:alpha:]",
  "\ud800",
  "Ⓐ",
];
const filters = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(""));
const paths = fc
  .array(fc.constantFrom(...Array.from("aab/.[]{},!-+é😀\u{301}\n5Ⓐ")), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.join(""));

async function inDatabase(db: TenantDb, patterns: readonly string[], all: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ pattern: string; path: string }>(
    `select f.pattern, p.path
       from unnest($1::text[]) as f (pattern)
       join unnest($2::text[]) as p (path) on p.path ~ f.pattern
      limit 100000`,
    [patterns, all],
  );
  return rows.map(({ pattern, path }) => JSON.stringify([pattern, path])).sort();
}

function outside(patterns: readonly string[], all: readonly string[]): string[] {
  return patterns
    .flatMap((pattern) => all.filter(pathMatcher(pattern)).map((path) => JSON.stringify([pattern, path])))
    .sort();
}

describe.each(ENGINES)("path filters on $engine", (engine) => {
  let database: TestDatabase;
  let db: TenantDb;
  beforeAll(async () => {
    database = await engine.open();
    ({ tenant: db } = await newTrack(database.db));
  });
  afterAll(() => database.drop());

  test("any filter is one that can be read, and lets the same paths through everywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(filters, { minLength: 20, maxLength: 40 }),
        fc.uniqueArray(paths, { minLength: 20, maxLength: 40 }),
        async (written, all) => {
          const patterns = [...new Set(written.map(pathPattern))];
          expect(await inDatabase(db, patterns, all)).toEqual(outside(patterns, all));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("PARSE-04: filters that are all wildcards, classes and braces cost no more than long paths do", async () => {
    const hostile = ["*a".repeat(32), "{a,*a}".repeat(16), "{".repeat(31) + "a,b}".repeat(31), "[a-z]".repeat(32)];
    const long = ["a/".repeat(2000), "a".repeat(4000)];
    const started = process.cpuUsage();
    const patterns = hostile.map(pathPattern);
    expect(await inDatabase(db, patterns, long)).toEqual(outside(patterns, long));
    expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
  });
});
