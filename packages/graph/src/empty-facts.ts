import { FACTS_VERSION, type FileFacts } from "./facts.ts";

/** A file that is known to be there and to have so many lines, and nothing of what is in it. */
export function emptyFacts(language: string, lineCount: number): FileFacts {
  return {
    language,
    version: FACTS_VERSION,
    lineCount,
    packageName: "",
    definitions: [],
    scopes: [{ parent: -1, definition: -1, startLine: 1, endLine: Math.max(1, lineCount), start: 0, end: 0 }],
    bindings: [],
    imports: [],
    exports: [],
    sites: [],
    stores: [],
    comments: [],
    hasSyntaxErrors: false,
  };
}
