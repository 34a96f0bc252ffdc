/**
 * One file's text to facts: parse, one query, one pass over its flat matches (`draft.ts`), then nesting (`build.ts`).
 *
 * To add a language:
 * 1. `languages.ts`: an entry (extensions, grammar, query files).
 * 2. `<language>.scm`: patterns one level deep. The outermost capture of a pattern names its role, the captures inside
 *    name its parts. Roles that all languages share stand in `roles.ts`. A pattern that still waits for a later child
 *    while the query goes down an earlier one is quadratic where that child nests (`a.b().c()`, `A | B | C`): capture
 *    the first child only, anchored or by its field, and take the rest from the node (`lastWordOf`, `lastNamedChild`).
 * 3. `<language>.ts`: `LanguageRules` with roles of its own (definitions, imports, declarations) and the hooks
 *    `finish` and `refine`; registered in `registry.ts`.
 * Expressions, types and patterns are pieces linked by node id (`compose.ts`, `patterns.ts`); no tree is ever walked.
 */
import { Language, type Node, Parser, Query, type QueryMatch, type Tree } from "web-tree-sitter";

import { emptyFacts } from "../empty-facts.ts";
import type { FileFacts } from "../facts.ts";
import { buildFacts } from "./build.ts";
import { createDraft, type Draft } from "./draft.ts";
import { readLines } from "./nest.ts";
import { RULES, SCANNERS } from "./registry.ts";
import { COMMON_ROLES } from "./roles.ts";
import type { LanguageRules } from "./rules.ts";
import { type CompiledWasm, coreOptions } from "./wasm.ts";

/** A compiled grammar and the text of its query. */
export interface Grammar {
  readonly language: string;
  readonly wasm: Uint8Array | CompiledWasm;
  readonly query: string;
}

export interface ParserOptions {
  /** The parser's own WebAssembly (`CORE_WASM`). It is loaded once a process or worker: later ones are ignored. */
  readonly core: Uint8Array | CompiledWasm;
  /** Asked once for each language, when its first file comes. */
  readonly loadGrammar: (language: string) => Promise<Grammar>;
}

export interface ParseRequest {
  readonly path: string;
  readonly text: string;
  readonly language: string;
  /** For the whole file; what is known by then is returned with `incomplete`. */
  readonly deadlineMs?: number;
}

export interface SourceParser {
  /** Throws only for a language that has no rules; any text gives facts. */
  parse(request: ParseRequest): Promise<FileFacts>;
  /** Memory of WebAssembly, which only grows; 0 for all but the first parser of a process or worker. */
  heapBytes(): number;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 2_000;
/** Matches between two looks at the clock: a role may ask a node for its parent, which costs as much as the node is deep. */
const MATCHES_A_LOOK = 256;

interface Loaded {
  readonly language: Language;
  readonly query: Query;
  readonly rules: LanguageRules;
}

export async function createParser(options: ParserOptions): Promise<SourceParser> {
  const core = coreOptions(options.core);
  await Parser.init(core);
  const parser = new Parser();
  const loading = new Map<string, Promise<Loaded>>();
  const load = (language: string): Promise<Loaded> => {
    const found = loading.get(language) ?? loadLanguage(language, options);
    loading.set(language, found);
    return found;
  };
  return {
    async parse(request) {
      const scanner = SCANNERS[request.language];
      const text = withoutMark(request.text);
      if (scanner !== undefined) return scanner(text);
      const language = RULES[request.language]?.dialect?.(text) ?? request.language;
      const loaded = await load(language);
      return parseText(parser, loaded, { ...request, text, language });
    },
    heapBytes: () => core.HEAP8?.length ?? 0,
    close() {
      parser.delete();
      for (const each of loading.values()) void each.then(({ query }) => query.delete()).catch(() => undefined);
    },
  };
}

async function loadLanguage(id: string, options: ParserOptions): Promise<Loaded> {
  const rules = RULES[id];
  if (rules === undefined) throw new Error(`no rules for language "${id}"`);
  const { wasm, query } = await options.loadGrammar(id);
  const language = wasm instanceof Uint8Array ? await Language.load(wasm) : Language.loadSync(wasm);
  return { language, query: new Query(language, query), rules };
}

interface Deadline {
  readonly isOver: () => boolean;
}

function parseText(parser: Parser, loaded: Loaded, request: ParseRequest): FileFacts {
  const deadline = startDeadline(request.deadlineMs ?? DEFAULT_DEADLINE_MS);
  parser.setLanguage(loaded.language);
  const text = loaded.rules.prepare?.(request.text) ?? request.text;
  const tree = parser.parse(text, null, { progressCallback: deadline.isOver });
  if (tree === null) {
    parser.reset();
    return unparsed(request);
  }
  try {
    return readTree(tree, loaded, { request, deadline });
  } finally {
    tree.delete();
  }
}

function readTree(
  tree: Tree,
  { query, rules }: Loaded,
  { request, deadline }: { readonly request: ParseRequest; readonly deadline: Deadline },
): FileFacts {
  const draft = createDraft(request.text);
  const root = tree.rootNode;
  let isWhole = true;
  for (const range of queryRanges(root, request.text.length)) {
    // In 0.27.1 a query's range counts bytes of UTF-16, unlike every other index of the library.
    const [startIndex, endIndex] = [range.start * 2, range.end * 2];
    const matches = query.matches(root, { startIndex, endIndex, progressCallback: deadline.isOver });
    isWhole = !deadline.isOver() && gather(draft, matches, { rules, deadline });
    if (!isWhole) break;
  }
  return buildFacts(draft, rules, {
    language: request.language,
    hasSyntaxErrors: root.hasError,
    incomplete: isWhole ? undefined : "deadline",
  });
}

/** Each match costs half a kilobyte while it is held, so that a large file is queried in parts of about this size. */
const QUERY_CHARS = 100_000;

/** Ranges that end between two children of the root; no pattern is rooted above them, so that each match lies in one range. */
function queryRanges(root: Node, length: number): { readonly start: number; readonly end: number }[] {
  if (length <= QUERY_CHARS) return [{ start: 0, end: 0 }];
  const ranges: { start: number; end: number }[] = [];
  let start = 0;
  for (const { startIndex } of root.children) {
    if (startIndex - start < QUERY_CHARS) continue;
    ranges.push({ start, end: startIndex });
    start = startIndex;
  }
  return [...ranges, { start, end: length }];
}

/** False if time ran out first. */
function gather(
  draft: Draft,
  matches: readonly QueryMatch[],
  { rules, deadline }: { readonly rules: LanguageRules; readonly deadline: Deadline },
): boolean {
  for (const [at, match] of matches.entries()) {
    if (at % MATCHES_A_LOOK === MATCHES_A_LOOK - 1 && deadline.isOver()) return false;
    const [root] = match.captures;
    if (root === undefined) continue;
    const role = rules.roles[root.name] ?? COMMON_ROLES[root.name];
    if (role === undefined) throw new Error(`the query has a role without rules: ${root.name}`);
    role(draft, match, root.node);
  }
  return true;
}

/** Wall clock, in which parsing may be interrupted. */
function startDeadline(milliseconds: number): Deadline {
  const end = performance.now() + milliseconds;
  return { isOver: () => performance.now() > end };
}

function unparsed({ language, text }: ParseRequest): FileFacts {
  return { ...emptyFacts(language, readLines(text).count), incomplete: "deadline" };
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
