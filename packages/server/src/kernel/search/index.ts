/**
 * Search: units and their words in, ranked units out. Words are found in postings under row security, vectors by key; frequencies and
 * averages are the asking tenant's own, so nothing of a neighbour shows in a score. It knows no repository, file or graph:
 * callers hand it units and the snapshot numbers to read at, and no request can make it work without bound.
 */
export type { Correction } from "./correct-words.ts";
export { embeddingText, hashText } from "./embedding-text.ts";
export { pathPattern } from "./path-pattern.ts";
export { type SnapshotRef } from "./posting-store.ts";
export { cutsOf, readQueryWords } from "./query-words.ts";
export { filesHaving, phraseWords } from "./files-having.ts";
export { type RankedUnit, search, type SearchPlan, type SearchRequest, type SearchResult } from "./search.ts";
export { Segment } from "./segment.ts";
export { killUnits, type SegmentPlace, type Write, writeSegment } from "./segment-store.ts";
export { createSplitter, type SplitWords } from "./split-words.ts";
export { isStopWord } from "./stop-words.ts";
export type { UnitChoice, UnitFilters } from "./unit-filter-store.ts";
export { flagsOf, UNIT_FLAGS } from "./unit-flags.ts";
export { type UnitPlace, unitsAround } from "./unit-store.ts";
export { type UnitDefinition, type UnitSource } from "./unit-source.ts";
export { type FileUnits, makeUnits, UNIT_KINDS, type UnitText } from "./units.ts";
export { type EmbeddableText, storeVectors, type VectorJob } from "./vector-store.ts";
export { VECTOR_DIMENSIONS, vectorTable } from "./vector-tables.ts";
