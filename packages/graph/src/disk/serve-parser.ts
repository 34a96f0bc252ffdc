/** What a parser thread does: takes batches of files and answers file by file, so that its death names the file. */
import type { MessagePort } from "node:worker_threads";

import type { CompiledWasm, FileFacts, Grammar, ParseRequest } from "../index.ts";
import { createParser } from "../parse/index.ts";

export interface ParserThreadData {
  readonly core: CompiledWasm;
}
export interface ParseBatch {
  readonly files: readonly ParseRequest[];
  /** Those of the files' languages that this thread has not got yet. */
  readonly grammars: readonly Grammar[];
}
export type ThreadAnswer =
  | { readonly kind: "ready" }
  /** Facts as JSON: decoded they take a fourth of what a structured clone of them does, whose equal strings stay apart. */
  | {
      readonly kind: "facts";
      readonly json: string;
      readonly incomplete?: FileFacts["incomplete"];
      readonly heapBytes: number;
    }
  /** Parsing threw; with `broken` the parser's memory can no longer be trusted. */
  | { readonly kind: "failed"; readonly message: string; readonly broken: boolean };

/** Serves until the thread is ended. `beforeFile` is for tests that break threads. */
export async function serveParser(
  port: MessagePort,
  data: ParserThreadData,
  beforeFile?: (path: string) => void,
): Promise<void> {
  const grammars = new Map<string, Grammar>();
  const parser = await createParser({
    core: data.core,
    async loadGrammar(language) {
      const grammar = grammars.get(language);
      if (grammar === undefined) throw new Error(`no grammar was sent for language "${language}"`);
      return grammar;
    },
  });
  const answer = (message: ThreadAnswer) => port.postMessage(message);

  async function parseAll(batch: ParseBatch): Promise<void> {
    for (const grammar of batch.grammars) grammars.set(grammar.language, grammar);
    for (const file of batch.files) {
      beforeFile?.(file.path);
      try {
        const facts = await parser.parse(file);
        const { incomplete } = facts;
        answer({ kind: "facts", json: JSON.stringify(facts), incomplete, heapBytes: parser.heapBytes() });
      } catch (error) {
        answer({ kind: "failed", message: String(error).slice(0, 400), broken: leavesMemoryBroken(error) });
      }
    }
  }
  port.on("message", (batch: ParseBatch) => void parseAll(batch));
  answer({ kind: "ready" });
}

/** A trap in WebAssembly, or a stack that ran out somewhere inside of it. */
function leavesMemoryBroken(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === "RuntimeError");
}
