import { z } from "zod";

import { asOf, completeness, nodeSummary } from "./contract-nodes.ts";

/** What `search` takes and answers. */

const LIMIT_MAX = 100;

const values = {
  repo: z.array(z.string().max(200)).max(50).default([]),
  lang: z.array(z.string().max(50)).max(50).default([]),
  kind: z.array(z.string().max(50)).max(50).default([]),
  path: z
    .array(z.string().max(1000))
    .max(50)
    .default([])
    .describe("glob (`*.ts` in any folder, `src/**/*.{ts,tsx}` from the root) or part of a path"),
  symbol: z.array(z.string().max(500)).max(50).default([]).describe("exact name of a definition, any case"),
  is: z.array(z.string().max(50)).max(50).default([]).describe("test, generated, vendored, example or tooling"),
  author: z
    .array(z.string().min(1).max(200))
    .max(50)
    .default([])
    .describe("part of a name or e-mail of who changed the file"),
  before: z
    .array(z.string().max(50))
    .max(50)
    .default([])
    .describe("file last changed before: 2026, 2026-03, 2026-03-14"),
  after: z.array(z.string().max(50)).max(50).default([]).describe("file last changed then or later"),
  phrase: z.array(z.string().max(500)).max(8).default([]).describe("must stand in the hit as it is written, any case"),
};

/** Words a filter takes; each list means "any of", but of phrases "all of". */
export const searchFilters = z.strictObject({
  ...values,
  not: z.strictObject(values).prefault({}).describe("what is left out"),
});

export const searchInput = z.strictObject({
  query: z
    .string()
    .max(100_000)
    .describe(
      'words, code or a question; repo: lang: kind: path: symbol: is: author: before: after: filter, -path: leaves out, "…" is a phrase, /…/ an expression for lines',
    ),
  filters: searchFilters.prefault({}),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(10),
  expand: z.boolean().default(false).describe("add callers and callees of the first hits"),
  snippets: z.boolean().default(true),
  vectors: z.boolean().default(true),
  rerank: z.boolean().default(true).describe("let the tenant's reranker order the first hits, where it has chosen one"),
  route: z
    .boolean()
    .default(true)
    .describe("let the graph or a place answer questions that ask for it, as `who calls X`; false: words alone"),
  explain: z.boolean().default(false).describe("tell how the question was read and what was looked at"),
  collapse: z.boolean().default(true).describe("tell copies of a hit beside it instead of as hits of their own"),
  ...asOf,
});

export const snippet = z.strictObject({
  start_line: z.int(),
  end_line: z.int(),
  text: z.string(),
  /** [line, from column, to column) of words that matched; columns 0-based UTF-16. */
  highlights: z.array(z.tuple([z.int(), z.int(), z.int()])),
});

export const searchHit = z.strictObject({
  ...nodeSummary.shape,
  score: z.number(),
  /** What each part added to the score. */
  parts: z.record(z.string(), z.number()),
  snippet: snippet.nullable(),
  /** Nearly the same text elsewhere: they take no place of their own. */
  copies: z.array(z.strictObject(nodeSummary.shape)).default([]),
  related: z.array(z.strictObject({ relation: z.enum(["caller", "callee"]), node: nodeSummary })),
});

export const searchOutput = z.strictObject({
  hits: z.array(searchHit),
  query: z.strictObject({ words: z.array(z.string()), filters: searchFilters }),
  /** How the question was read, where `explain` asks for it; each hit's `parts` tell its score. */
  explanation: z
    .strictObject({
      /** What is searched for: the query without filters, or what the route left of it. */
      searched: z.string(),
      names: z.array(z.string()),
      terms: z.array(
        z.strictObject({
          term: z.string(),
          weight: z.number(),
          /** A word as it was said, neighbours taken for one identifier, a name asked for, what means the same, or a correction. */
          from: z.enum(["said", "joined", "name", "synonym", "typo"]),
          /** Of a synonym the term that it stands for, of a correction the word that was written. */
          of: z.string().nullable().default(null),
          /** Definitions and files that have it; 0 also where it is too common to be read beside rarer ones. */
          units: z.int(),
        }),
      ),
      /** Definitions and files that were searched, dead ones that still lie in their segments included. */
      units: z.int(),
      candidates: z.strictObject({ looked_at: z.int(), by_similarity_alone: z.int() }),
      vectors: z.boolean(),
      /** Null where none was asked. */
      reranker: z
        .strictObject({
          model: z.string(),
          documents: z.int(),
          /** False: the order is this server's own, for the reason that is told. */
          reordered: z.boolean(),
          reason: z.string().nullable(),
        })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  /** What has answered in place of words, or before them; null where words alone did. */
  route: z
    .strictObject({
      to: z.enum([
        "callers",
        "uses",
        "callees",
        "impact",
        "implementers",
        "importers",
        "assignments",
        "definition",
        "explanation",
        "place",
        "trace",
        "message",
        "grep",
      ]),
      /** The definitions that the question is about. */
      of: z.array(nodeSummary),
      why: z.string(),
    })
    .nullable()
    .default(null),
  /** Sentences for a reader: what of the question was not taken as it was written, and why. */
  notes: z.array(z.string()).default([]),
  /** Words of the query that stand nowhere in the text, each with what was searched for in its place; in quotes nothing is corrected. */
  corrections: z.array(z.strictObject({ written: z.string(), searched: z.string() })).default([]),
  /** Names close to a word of the query that names nothing. */
  suggestions: z.array(z.string()).default([]),
  completeness,
});
