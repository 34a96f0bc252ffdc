/**
 * Parsing: one file's text in, `FileFacts` out.
 * Promises facts for any text, however broken, within the deadline, and the same facts for the same text.
 * Never touches the disk: grammars and queries are handed in; `LANGUAGES` says where they lie.
 */
export { CORE_WASM, LANGUAGES, type LanguageEntry, languageOf } from "./languages.ts";
export { createParser, type Grammar, type ParseRequest, type ParserOptions, type SourceParser } from "./parser.ts";
export { type CompiledWasm, compileWasm } from "./wasm.ts";
