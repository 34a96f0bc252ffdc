/**
 * Literal and regular-expression search: texts and their units in, trigrams out; a pattern in, the units of files that may have it, and
 * the lines of a text that do. A pattern costs time in proportion to the text, whatever it is, and a thread of its own. It knows no
 * repository, file or graph; callers hand it units, texts and the snapshot numbers to read at.
 */
export { chooseGrams, findCandidates } from "./candidates.ts";
export { createFinder, type FindOptions, type FoundInText, type FoundLines } from "./find-matches.ts";
export { readShards, type ReadShards, writeShards } from "./gram-store.ts";
export { createMatchers, type Matchers } from "./matchers.ts";
export type { Candidate, TextWindow } from "./parts.ts";
export { pathMatcher } from "./path-matcher.ts";
export { type GramPlan, gramsIn, isAll, planGrams } from "./plan.ts";
export { ShardBuilder } from "./shard.ts";
export { isPlain, requiredText, requirePattern, type TextPattern } from "./text-pattern.ts";
