import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";

import { type CompiledWasm, compileWasm, CORE_WASM, type Grammar, LANGUAGES } from "../index.ts";

/** Finds grammars and queries on disk, from sources and from an installed package alike, and compiles each once. */
export interface GrammarFiles {
  loadCore(): Promise<CompiledWasm>;
  /** Undefined for a language that is read without a grammar. */
  loadGrammar(language: string): Promise<Grammar | undefined>;
}

export function openGrammarFiles(): GrammarFiles {
  const grammars = new Map<string, Promise<Grammar | undefined>>();
  let core: Promise<CompiledWasm> | undefined;
  return {
    loadCore: () => (core ??= compile(CORE_WASM)),
    loadGrammar(language) {
      const grammar = grammars.get(language) ?? readGrammar(language);
      grammars.set(language, grammar);
      return grammar;
    },
  };
}

async function readGrammar(language: string): Promise<Grammar | undefined> {
  const entry = LANGUAGES.find(({ id }) => id === language);
  if (entry === undefined) throw new Error(`no parser for language "${language}"`);
  if (entry.wasm === undefined) return undefined;
  const queries = entry.queries.map((name) => readFile(new URL(`../parse/${name}`, import.meta.url), "utf8"));
  const [wasm, ...texts] = await Promise.all([compile(entry.wasm), ...queries]);
  return { language, wasm, query: texts.join("\n") };
}

/**
 * V8 optimizes a grammar's scanner, one huge function of loops, as soon as it runs hot; with loops unrolled and peeled it
 * takes much memory for that and keeps it. Without, 300,000 lines of Go peaked at 503–514 MB instead of 700 (three runs on
 * a loaded machine) and parsing took 5.8–6.4 CPU seconds instead of 5.7.
 */
const COMPILER_FLAGS = ["--no-wasm-loop-unrolling", "--no-wasm-loop-peeling"];

async function compile(modulePath: string): Promise<CompiledWasm> {
  COMPILER_FLAGS.forEach((flag) => setFlagsFromString(flag));
  return compileWasm(await readFile(createRequire(import.meta.url).resolve(modulePath)));
}
