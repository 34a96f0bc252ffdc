/**
 * Filters and phrases as people write them in a search box: `repo:api lang:go,java -path:test is:test "exact words" words to find`. What
 * is no filter stays words: code is full of colons, quotes and minus signs.
 */
import { LANGUAGES } from "@aether/graph";

const FILTER_NAMES = ["repo", "lang", "kind", "path", "symbol", "is", "author", "before", "after"] as const;
type FilterName = (typeof FILTER_NAMES)[number];
export type FilterValues = Readonly<Record<FilterName | "phrase", readonly string[]>>;

/** Each list means "any of"; of `not` none may hold. Phrases must all stand in a hit. */
export interface Filters extends FilterValues {
  readonly not: FilterValues;
}

export interface AskedPattern {
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

export interface ParsedQuery {
  /** What is left to search for, phrases without their quotes included. */
  readonly words: string;
  /** Nothing is left but `/…/`: lines that match are asked for. */
  readonly pattern: AskedPattern | undefined;
  readonly filters: Filters;
}

export interface GivenFilters extends Partial<FilterValues> {
  readonly not?: Partial<FilterValues> | undefined;
}

const FILTER =
  /(?<=^|\s)(?<not>-?)(?<name>repo|lang|kind|path|symbol|is|author|(?:before|after)(?=:\d)):(?:"(?<quoted>[^"\n]{1,1000})"|(?<bare>[^\s"]{1,1000}))(?=\s|$)/gi;
const PHRASE = /(?<=^|\s)(?<not>-?)"(?<phrase>[^"\n]{1,500})"(?=\s|$)/g;
/** Beside so many words, or in several lines, quotes are those of somebody's prose or of a pasted message. */
const WORDS_BESIDE_PHRASES = 6;

type Collected = Record<FilterName | "phrase", string[]>;

/** Takes filters and phrases out of a query and adds those given apart; `/…/` is read as an expression where it may be one. */
export function parseQuery(query: string, given: GivenFilters = {}, mayBePattern = false): ParsedQuery {
  const [is, not] = [emptyLists(), emptyLists()];
  const { pattern, beside } = takePattern(mayBePattern ? query : "");
  const text = pattern === undefined ? query : beside;
  for (const { name, isNot, values } of filtersIn(text)) {
    if (isFilterName(name)) (isNot ? not : is)[name].push(...values);
  }
  const rest = text.replaceAll(FILTER, "");
  const words = hasPhrases(rest) ? takePhrases(rest, { is, not }) : rest;
  addGiven(is, given);
  addGiven(not, given.not ?? {});
  return {
    words: [pattern?.pattern ?? words, ...(given.phrase ?? [])].join(" ").replaceAll(/\s+/g, " ").trim(),
    pattern,
    filters: { ...normal(is), not: normal(not) },
  };
}

/** Longer lines are pasted text. */
const PATTERN_QUERY_MAX = 2000;

/** `/…/` or `/…/i` with nothing beside it but filters. */
function takePattern(query: string): { readonly pattern: AskedPattern | undefined; readonly beside: string } {
  const line = query.trim();
  const none = { pattern: undefined, beside: "" };
  if (line.length > PATTERN_QUERY_MAX || !line.includes("/")) return none;
  const found = betweenSlashes(line);
  if (found === undefined || found.beside.replaceAll(FILTER, "").trim() !== "") return none;
  return found;
}

function betweenSlashes(line: string) {
  const from = /(?:^|\s)\//.exec(line);
  const to = /\/(i?)(?=\s|$)(?!.*\/i?(?:\s|$))/.exec(line);
  if (from === null || to === null) return undefined;
  const start = from.index + from[0].length;
  if (to.index <= start || line.includes("\n")) return undefined;
  const pattern = { pattern: line.slice(start, to.index), ignoreCase: to[1] === "i" };
  return { pattern, beside: `${line.slice(0, from.index)} ${line.slice(to.index + to[0].length)}` };
}

function* filtersIn(query: string): Generator<{ name: string; isNot: boolean; values: string[] }> {
  for (const { groups = {} } of query.matchAll(FILTER)) {
    const { name = "", not, quoted, bare = "" } = groups;
    const values = (quoted === undefined ? bare.split(",") : [quoted]).filter(Boolean);
    yield { name: name.toLowerCase(), isNot: not === "-", values };
  }
}

function addGiven(lists: Collected, given: Partial<FilterValues>): void {
  for (const name of [...FILTER_NAMES, "phrase"] as const) lists[name].push(...(given[name] ?? []));
}

function emptyLists(): Collected {
  return { repo: [], lang: [], kind: [], path: [], symbol: [], is: [], author: [], before: [], after: [], phrase: [] };
}

function hasPhrases(text: string): boolean {
  const beside = text.replaceAll(PHRASE, " ").trim();
  return !text.trim().includes("\n") && beside.split(/\s+/, WORDS_BESIDE_PHRASES + 1).length <= WORDS_BESIDE_PHRASES;
}

function takePhrases(text: string, into: { readonly is: Collected; readonly not: Collected }): string {
  for (const { groups = {} } of text.matchAll(PHRASE)) {
    const phrase = (groups["phrase"] ?? "").replaceAll(/\s+/g, " ").trim();
    if (phrase !== "") into[groups["not"] === "-" ? "not" : "is"].phrase.push(phrase);
  }
  return text.replaceAll(PHRASE, (_all, not: string, phrase: string) => (not === "-" ? " " : phrase));
}

function normal(lists: Collected): FilterValues {
  return {
    ...lists,
    lang: lists.lang.map(languageName),
    kind: lists.kind.map(kindName),
    is: lists.is.map((value) => value.toLowerCase()),
  };
}

function isFilterName(name: string): name is FilterName {
  return (FILTER_NAMES as readonly string[]).includes(name);
}

/** By its name or an extension of its files. */
export function languageName(written: string): string {
  const lower = written.toLowerCase();
  if (lower === "golang") return "go";
  return LANGUAGES.find(({ extensions }) => extensions.includes(`.${lower}`))?.id ?? lower;
}

/** `method` → `Method`: kinds are stored as the graph package spells them. */
function kindName(written: string): string {
  return written.charAt(0).toUpperCase() + written.slice(1).toLowerCase();
}
