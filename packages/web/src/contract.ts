/** Shapes of the server's answers that this page shows; the server's contract is their source. */
import type { aether } from "@aether/server/contract";

/** What a schema of the contract makes of an answer. */
type Parsed<Schema extends { parse(data: unknown): unknown }> = ReturnType<Schema["parse"]>;

export type SearchAnswer = Parsed<typeof aether.searchOutput>;
export type Hit = Parsed<typeof aether.searchHit>;
export type NodeAnswer = Parsed<typeof aether.nodeOutput>;
export type NeighboursAnswer = Parsed<typeof aether.neighboursOutput>;
export type Repository = Parsed<typeof aether.repository>;
