/**
 * What differs between the two engines, all of it: whoever meets another difference adds it here,
 * and the test that lists the keys says so.
 */
export interface Dialect {
  readonly engine: "pglite" | "postgres";
  /** The type of an embedding without its dimensions; stands for `__VECTOR__` in migrations. halfvec takes half the room, but is 2 to 8 times slower on PGlite. */
  readonly vector: "vector" | "halfvec";
  /** The same with dimensions, as a column or a cast needs it. */
  vectorType(dimensions: number): string;
  /** Up to how many vectors of a tenant an exact scan is the right choice (3.9 ms per 1k × 1024 on PGlite, 0.6 elsewhere). */
  readonly exactVectorLimit: number;
  /** Whether an index can be built while others write. PGlite has one connection, so there is nobody to wait for. */
  readonly concurrentIndex: boolean;
  /** How many statements run at the same time. */
  readonly parallelStatements: boolean;
}

export const PGLITE: Dialect = {
  engine: "pglite",
  vector: "vector",
  vectorType: (dimensions) => `vector(${dimensions})`,
  exactVectorLimit: 5_000,
  concurrentIndex: false,
  parallelStatements: false,
};

export const POSTGRES: Dialect = {
  engine: "postgres",
  vector: "halfvec",
  vectorType: (dimensions) => `halfvec(${dimensions})`,
  exactVectorLimit: 20_000,
  concurrentIndex: true,
  parallelStatements: true,
};
