import { FACTS_VERSION } from "@aether/graph";

/** Raise when rows made from the same facts would differ: units, resolution, postings, grams. */
const ROWS_VERSION = 6;

/** What made a snapshot. A run keeps nothing of a snapshot that another version, or another embedder, made. */
export function extractorVersion(embedderId: string): string {
  return `facts ${FACTS_VERSION}, rows ${ROWS_VERSION}, ${embedderId}`;
}
