import { z } from "zod";

import { asOf, completeness } from "./contract-nodes.ts";

/** Wire shapes of literal and regular-expression search. Lines are 1-based and inclusive, columns 0-based UTF-16 units. */

const flag = z.boolean().default(false);
const around = z.number().int().min(0).max(20).default(0);

export const grepInput = z.strictObject({
  pattern: z.string().min(1).max(1000).describe("a regular expression in the syntax of RE2"),
  literal: flag.describe("look for the pattern as it is written"),
  case: z
    .enum(["sensitive", "insensitive", "smart"])
    .default("sensitive")
    .describe("smart: sensitive where the pattern has an upper-case letter"),
  word: flag.describe("only where neither side is a letter, a digit or an underscore"),
  multiline: flag.describe("a match may go over lines"),
  before: around.describe("lines shown before each match"),
  after: around.describe("lines shown behind each match"),
  repo: z.array(z.string().max(200)).max(50).default([]),
  lang: z.array(z.string().max(50)).max(50).default([]),
  path: z
    .array(z.string().max(1000))
    .max(50)
    .default([])
    .describe(
      "glob (`*.ts` in any folder, `src/**/*.{ts,tsx}` from the root) or part of a path; with ! before it, what is left out",
    ),
  limit: z.number().int().min(1).max(1000).default(100).describe("lines with a match"),
  force: flag.describe("also where every file must be looked through"),
  cursor: z.string().max(300).optional().describe("next_cursor of the page before"),
  ...asOf,
});

export const grepMatch = z.strictObject({
  repo: z.string(),
  file: z.string(),
  language: z.string(),
  line: z.int(),
  /** The same as line, unless a match goes over lines. */
  end_line: z.int(),
  /** Without line ends' carriage returns; a long line is cut around its first match, many lines after the fiftieth. */
  text: z.string(),
  /** The column that the text begins at: 0 unless its beginning was cut. */
  text_from: z.int(),
  /** [line, from column, to column) of what matched, the first hundred. */
  highlights: z.array(z.tuple([z.int(), z.int(), z.int()])),
  before: z.array(z.string()),
  after: z.array(z.string()),
});

const searched = z.strictObject({
  /** Files that were looked through; all others were ruled out by their trigrams, or come later. */
  files: z.int(),
  bytes: z.int(),
  /** Repositories indexed before there were trigrams: looked through file by file, until they are indexed again. */
  without_trigrams: z.array(z.string()),
});
/** Files that were left because the pattern took too long in them. */
const givenUp = z.array(z.strictObject({ repo: z.string(), file: z.string() }));

export const grepOutput = z.strictObject({
  /** By repository, path and line. */
  matches: z.array(grepMatch),
  searched,
  given_up: givenUp,
  /** Why the page ends where it ends; a cursor goes on there. */
  ended_by: z.enum(["end", "limit", "bytes", "time"]),
  next_cursor: z.string().nullable().default(null),
  completeness,
});

const told = z.stringbool().default(false);

export const streamGrepInput = z.strictObject({
  pattern: grepInput.shape.pattern,
  literal: told.describe("look for the pattern as it is written"),
  case: grepInput.shape.case,
  word: told.describe("only where neither side is a letter, a digit or an underscore"),
  multiline: told.describe("a match may go over lines"),
  before: z.coerce.number().int().min(0).max(20).default(0).describe("lines shown before each match"),
  after: z.coerce.number().int().min(0).max(20).default(0).describe("lines shown behind each match"),
  repo: z.string().max(200).optional(),
  lang: z.string().max(50).optional(),
  path: z
    .string()
    .max(1000)
    .optional()
    .describe(
      "glob (`*.ts` in any folder, `src/**/*.{ts,tsx}` from the root) or part of a path; with ! before it, what is left out",
    ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe("lines with a match, counted from where it goes on"),
  force: told.describe("also where every file must be looked through"),
  last_event_id: z.string().max(100).optional().describe("go on behind this event"),
  ...asOf,
});

/** What was found since the event before. */
export const streamGrepOutput = z.strictObject({
  matches: z.array(grepMatch),
  searched,
  given_up: givenUp,
  /** Nothing more will come: all was looked at, or there are as many lines as were asked for. */
  done: z.boolean(),
  ended_by: z.enum(["end", "limit"]).nullable(),
  completeness,
});
