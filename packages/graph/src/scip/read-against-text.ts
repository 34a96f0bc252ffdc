/**
 * A document of an index beside the text of its file. SCIP carries no hash of what was indexed, so the names decide: each
 * has to be a whole word of the text, and the one that its symbol bears, or an alias that some file declares. One that is
 * not makes the whole document stale: whoever edited that line may have changed what the next one means.
 */
import type { OutsideSymbol, ScipFacts } from "../scip-facts.ts";
import { type Columns, columnsOf } from "./columns.ts";
import type { ScipDocument, ScipOccurrence } from "./messages.ts";
import { outsideSymbol } from "./outside.ts";
import { isLocal, packageOfSymbol, parseSymbol } from "./symbols.ts";

export type ScipReading =
  | { readonly kind: "stale" }
  | {
      readonly kind: "facts";
      readonly facts: ScipFacts;
      /** Names that stand for a symbol of another name here: the document is stale unless all are declared somewhere. */
      readonly aliases: readonly string[];
      /** `as` names that this file declares, in the same form. */
      readonly declared: readonly string[];
    };

export interface ReadingOptions {
  readonly tool: string;
  /** Whether symbols that begin like this, `packageOfSymbol`, are defined in the repository. */
  readonly isOwn: (beginning: string) => boolean;
}

interface Placed extends ScipOccurrence {
  readonly column: number;
  readonly text: string;
  /** What stands right before it in its line. */
  readonly before: string;
}

export function readAgainstText(document: ScipDocument, text: string, options: ReadingOptions): ScipReading {
  if (document.text !== "" && withoutMark(document.text) !== text) return STALE;
  const placed = place(document, text);
  if (placed === undefined) return STALE;
  const names = checkNames(placed, options.isOwn);
  return names === undefined ? STALE : { kind: "facts", facts: factsOf(document, placed, options), ...names };
}

const STALE: ScipReading = { kind: "stale" };
const BYTE_ORDER_MARK = "\uFEFF";

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** Undefined if a range lies outside of the text or cuts a word, whatever the unit of its columns. */
function place({ occurrences, encoding }: ScipDocument, text: string): readonly Placed[] | undefined {
  const lines = text.split("\n");
  for (const columns of columnsOf(encoding)) {
    const placed = placeIn(occurrences, lines, columns);
    if (placed !== undefined) return placed;
  }
  return undefined;
}

function placeIn(
  occurrences: readonly ScipOccurrence[],
  lines: readonly string[],
  columnIn: Columns,
): readonly Placed[] | undefined {
  const placed: Placed[] = [];
  for (const one of occurrences) {
    if (one.end - one.start > MAX_NAME) continue;
    const line = lines[one.line];
    if (line === undefined) return undefined;
    const start = columnIn(line, one.start);
    const end = columnIn(line, one.end);
    if (end === undefined || start === undefined || cutsWord(line, start) || cutsWord(line, end)) return undefined;
    placed.push({
      ...one,
      column: start,
      text: line.slice(start, end),
      before: line.slice(Math.max(0, start - BEFORE), start),
    });
  }
  return placed;
}

/** No name is longer, nor what it is imported from. */
const MAX_NAME = 1_000;
/** Characters that tell a declared alias; lines can be as long as a file. */
const BEFORE = 40;
const WORD = /[\p{L}\p{N}_$]/u;

function hasWord(text: string, word: string): boolean {
  if (word === "") return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!cutsWord(text, at) && !cutsWord(text, at + word.length)) return true;
  }
  return false;
}

function cutsWord(line: string, at: number): boolean {
  return at > 0 && at < line.length && WORD.test(line[at - 1] ?? "") && WORD.test(line[at] ?? "");
}

/** Undefined if a name is not that of its symbol, and cannot be an alias. */
function checkNames(
  placed: readonly Placed[],
  isOwn: ReadingOptions["isOwn"],
): Pick<Facts, "aliases" | "declared"> | undefined {
  const locals = namesOfLocals(placed);
  const aliases = new Map<string, string>();
  const declared = new Set<string>();
  for (const group of Map.groupBy(placed, ({ line, column }) => `${line} ${column}`).values()) {
    const checked = group.filter(({ symbol }) => locals.has(symbol) || isOwn(packageOfSymbol(symbol)));
    const verdicts = checked.map((one) => verdictOf(one, locals));
    if (checked.length === 0 || verdicts.includes("bears")) continue;
    if (verdicts.includes("declares")) for (const one of checked) declared.add(aliasOf(one));
    else if (checked.some(({ isDefinition, symbol }) => isDefinition || isLocal(symbol))) return undefined;
    else for (const one of checked.slice(0, 1)) aliases.set(aliasOf(one), one.symbol);
  }
  for (const alias of declared) aliases.delete(alias);
  // No other file declares how this one calls what is its own.
  const called = new Set(aliases.values());
  if (placed.some(({ isDefinition, symbol }) => isDefinition && called.has(symbol))) return undefined;
  return { aliases: [...aliases.keys()], declared: [...declared] };
}

function namesOfLocals(placed: readonly Placed[]): ReadonlyMap<string, string> {
  const defined = placed.filter(({ symbol, isDefinition }) => isDefinition && isLocal(symbol));
  return new Map(defined.map(({ symbol, text }) => [symbol, unquoted(lastWord(text))]));
}

type Facts = Extract<ScipReading, { readonly kind: "facts" }>;

function aliasOf({ text, symbol }: ScipOccurrence & Pick<Placed, "text">): string {
  return `${lastWord(text)} ${symbol}`;
}

function lastWord(text: string): string {
  return /[\p{L}\p{N}_$]+$/u.exec(text)?.[0] ?? text;
}

/** How an alias is written in any language that has them: `a as b`, `import b from`, `b = a`, `{ a => b }`. */
const DECLARES = /(?:\b(?:as|import|type|use|using|default)|=>)\s+$/;

/** What stands in the place of any name. */
const NO_NAMES: ReadonlySet<string> = new Set(["", "default"]);

function verdictOf(
  { symbol, text, before }: Placed,
  locals: ReadonlyMap<string, string>,
): "bears" | "declares" | "differs" {
  const name = locals.get(symbol) ?? plainName(symbol);
  const word = unquoted(text);
  if (name === undefined || word === name || NO_NAMES.has(word)) return "bears";
  if (hasWord(text, name)) return /\s/.test(text) ? "declares" : "bears";
  return DECLARES.test(before) ? "declares" : "differs";
}

/** Undefined for files, properties of objects without a type and constructors: their symbols bear names that no source writes. */
function plainName(symbol: string): string | undefined {
  const last = parseSymbol(symbol)?.descriptors.at(-1);
  if (last === undefined || last.kind === "namespace" || last.kind === "meta") return undefined;
  // An accessor of TypeScript: `<get>size`.
  const name = last.name.replace(/^<[gs]et>/, "");
  return name === "default" || /^\W/.test(name) ? undefined : name;
}

function unquoted(text: string): string {
  return /^(["'`]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function factsOf(
  { implementations }: ScipDocument,
  placed: readonly Placed[],
  { tool, isOwn }: ReadingOptions,
): ScipFacts {
  const symbols: string[] = [];
  const numbers = new Map<string, number>();
  const outside: OutsideSymbol[] = [];
  const numberOf = (symbol: string): number => {
    let number = numbers.get(symbol);
    if (number === undefined) {
      numbers.set(symbol, (number = symbols.push(symbol) - 1));
      const found = isLocal(symbol) || isOwn(packageOfSymbol(symbol)) ? undefined : outsideSymbol(symbol);
      if (found !== undefined) outside.push({ symbol: number, ...found });
    }
    return number;
  };
  const definitions: number[] = [];
  const uses: number[] = [];
  const modules = { own: [] as number[], named: [] as number[] };
  for (const { symbol, line, column, text, isDefinition } of placed) {
    // A file has no name in its own text.
    if (isDefinition && text === "") modules.own.push(numberOf(symbol));
    else if (isModuleSymbol(symbol) && /^["']/.test(text)) modules.named.push(numberOf(symbol), line + 1);
    else if (isDefinition) definitions.push(numberOf(symbol), line + 1, column);
    else uses.push(numberOf(symbol), line + 1, column);
  }
  const above = implementations.flatMap((one) => [numberOf(one.symbol), numberOf(one.above)]);
  return { tool, symbols, definitions, uses, modules, above, outside };
}

/** Of a file or package: the last descriptor is a namespace, or the `__init__:` of Python. */
function isModuleSymbol(symbol: string): boolean {
  return symbol.endsWith("/") || symbol.endsWith("/__init__:");
}
