/**
 * What other indexers found, in SCIP: messages read from bytes, symbols taken apart, and a document compared with the text
 * that it speaks of. Promises to believe nothing: malformed bytes throw `MalformedScip`, and a document whose names do not
 * stand where it says is stale. Never reads a file.
 */
export { type ScipDocument, MalformedScip, readDocument, readDocumentHead, readMetadata } from "./messages.ts";
export { packageOfSymbol } from "./symbols.ts";
export { readAgainstText, type ScipReading } from "./read-against-text.ts";
