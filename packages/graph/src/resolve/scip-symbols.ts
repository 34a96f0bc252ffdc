/** What symbols of SCIP stand for in the project: the definitions and files that an indexer places them at. */
import type { FileFacts } from "../facts.ts";
import type { OutsideSymbol, ScipFacts } from "../scip-facts.ts";
import type { Dependencies } from "./dependencies.ts";
import { pushTo, type World } from "./project.ts";
import type { Entity, SourceFile } from "./values.ts";

/** What an indexer says that a name means; all empty for what we have no node for, a parameter say. */
export interface Meant {
  readonly entities: readonly Entity[];
  readonly files: readonly SourceFile[];
  readonly outside: readonly OutsideSymbol[];
}

/** A name and what it means. */
export interface ToldUse {
  readonly line: number;
  readonly column: number;
  readonly meant: Meant;
}

export interface ScipSymbols {
  /** Undefined where the indexer says nothing of the place. */
  at(file: SourceFile, line: number, column: number): Meant | undefined;
  /** Of a file, in the order of the indexer. */
  uses(file: SourceFile): Iterable<ToldUse>;
  /** Files that are named in quotes. */
  modulesNamed(file: SourceFile): Iterable<{ readonly line: number; readonly file: SourceFile }>;
  /** Types or methods above one, without those that are only above another of them. */
  above(entity: Entity): readonly Entity[];
}

/** Where a symbol is defined; without a line it is the file itself. */
interface Place {
  readonly file: SourceFile;
  readonly line?: number;
  readonly column?: number;
}

/** What is asked often of one file. */
interface FileIndex {
  readonly entities: ReadonlyMap<string, Entity>;
  readonly uses: ReadonlyMap<string, readonly number[]>;
  readonly locals: ReadonlyMap<string, readonly Place[]>;
  readonly outside: ReadonlyMap<number, OutsideSymbol>;
  /** Symbols that are defined at a place. */
  readonly defined: ReadonlyMap<string, readonly string[]>;
  /** Names of symbols above one, by its name. */
  readonly above: ReadonlyMap<string, readonly string[]>;
}

const NO_MEANING: Meant = { entities: [], files: [], outside: [] };

interface State {
  readonly dependencies: Dependencies;
  readonly indexOf: (file: SourceFile) => FileIndex | undefined;
  readonly bySymbol: () => ReadonlyMap<string, readonly Place[]>;
}

export function createScipSymbols(world: World, dependencies: Dependencies): ScipSymbols {
  const state: State = { dependencies, indexOf: createIndexes(), bySymbol: createPlaces(world) };
  return {
    at(file, line, column) {
      const symbols = state.indexOf(file)?.uses.get(key(line, column));
      return symbols === undefined ? undefined : meaning(state, file, symbols);
    },
    *uses(file) {
      for (const [symbol, line, column] of triples(file.facts.scip?.uses ?? [])) {
        yield { line, column, meant: meaning(state, file, [symbol]) };
      }
    },
    *modulesNamed(file) {
      for (const [symbol, line] of pairs(file.facts.scip?.modules.named ?? [])) {
        for (const one of meaning(state, file, [symbol]).files) yield { line, file: one };
      }
    },
    above: (entity) => entitiesAbove(state, entity),
  };
}

function createIndexes(): State["indexOf"] {
  const indexes = new Map<ScipFacts, FileIndex>();
  return (file) => {
    const { scip } = file.facts;
    if (scip === undefined) return undefined;
    let found = indexes.get(scip);
    if (found === undefined) indexes.set(scip, (found = indexFile(file, scip)));
    return found;
  };
}

function createPlaces(world: World): State["bySymbol"] {
  let places: ReadonlyMap<string, readonly Place[]> | undefined;
  return () => (places ??= placesBySymbol(world));
}

function meaning(state: State, file: SourceFile, symbols: readonly number[]): Meant {
  const places = symbols.flatMap((symbol) => placesOf(state, file, symbolOf(file, symbol)));
  if (places.length === 0) {
    const outside = state.indexOf(file)?.outside;
    return { ...NO_MEANING, outside: symbols.flatMap((symbol) => outside?.get(symbol) ?? []) };
  }
  return {
    entities: [...new Set(places.flatMap((place) => entityOf(state, place) ?? []))],
    files: places.flatMap((place) => (place.line === undefined ? place.file : [])),
    outside: [],
  };
}

function placesOf({ dependencies, indexOf, bySymbol }: State, file: SourceFile, symbol: string): readonly Place[] {
  if (isLocal(symbol)) return indexOf(file)?.locals.get(symbol) ?? [];
  dependencies.read(lookupName(symbol));
  const places = bySymbol().get(symbol) ?? [];
  for (const place of places) dependencies.met(place.file.path);
  return places;
}

function entityOf({ indexOf }: State, { file, line, column }: Place): Entity | undefined {
  return line === undefined || column === undefined ? undefined : indexOf(file)?.entities.get(key(line, column));
}

function entitiesAbove(state: State, { file, facts }: Entity): readonly Entity[] {
  const index = state.indexOf(file);
  if (index === undefined || index.above.size === 0) return [];
  const symbols = index.defined.get(key(facts.nameLine, facts.nameColumn)) ?? [];
  const named = new Set(symbols.flatMap((symbol) => index.above.get(symbol) ?? []));
  const places = [...named].flatMap((symbol) => placesOf(state, file, symbol).map((place) => ({ symbol, place })));
  const farther = new Set(places.flatMap(({ symbol, place }) => state.indexOf(place.file)?.above.get(symbol) ?? []));
  return places.flatMap(({ symbol, place }) => (farther.has(symbol) ? [] : (entityOf(state, place) ?? [])));
}

function symbolOf({ facts }: SourceFile, symbol: number): string {
  return facts.scip?.symbols[symbol] ?? "";
}

/** What a change of is a change for whoever uses a symbol: where it is defined, and what is above it. */
export function* scipShapes({ scip }: FileFacts): Generator<readonly [name: string, shape: string]> {
  if (scip === undefined) return;
  const name = (symbol: number): string => lookupName(scip.symbols[symbol] ?? "");
  for (const [symbol, line, column] of triples(scip.definitions)) {
    if (!isLocal(scip.symbols[symbol] ?? "")) yield [name(symbol), key(line, column)];
  }
  for (const symbol of scip.modules.own) yield [name(symbol), "file"];
  for (const [symbol, above] of pairs(scip.above)) yield [name(symbol), name(above)];
}

function isLocal(symbol: string): boolean {
  return symbol.startsWith("local ");
}

/** No name of a language has a space in it. */
function lookupName(symbol: string): string {
  return `scip ${symbol}`;
}

function key(line: number, column: number): string {
  return `${line}:${column}`;
}

function placesBySymbol({ files }: World): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const file of files) {
    const { scip } = file.facts;
    if (scip === undefined) continue;
    for (const [symbol, line, column] of triples(scip.definitions)) {
      const name = scip.symbols[symbol] ?? "";
      if (!isLocal(name)) pushTo(places, name, { file, line, column });
    }
    for (const symbol of scip.modules.own) pushTo(places, scip.symbols[symbol] ?? "", { file });
  }
  return places;
}

function indexFile(file: SourceFile, scip: ScipFacts): FileIndex {
  const uses = new Map<string, number[]>();
  for (const [symbol, line, column] of triples(scip.uses)) pushTo(uses, key(line, column), symbol);
  const locals = new Map<string, Place[]>();
  const defined = new Map<string, string[]>();
  const above = new Map<string, string[]>();
  for (const [symbol, one] of pairs(scip.above)) pushTo(above, scip.symbols[symbol] ?? "", scip.symbols[one] ?? "");
  for (const [symbol, line, column] of triples(scip.definitions)) {
    const name = scip.symbols[symbol] ?? "";
    pushTo(defined, key(line, column), name);
    if (isLocal(name)) pushTo(locals, name, { file, line, column });
  }
  const named = file.entities.filter(({ facts }) => facts.name !== "");
  return {
    entities: new Map(named.map((entity) => [key(entity.facts.nameLine, entity.facts.nameColumn), entity])),
    uses,
    locals,
    outside: new Map(scip.outside.map((one) => [one.symbol, one])),
    defined,
    above,
  };
}

function* pairs(numbers: readonly number[]): Generator<readonly [number, number]> {
  for (let at = 0; at + 1 < numbers.length; at += 2) yield [numbers[at] ?? 0, numbers[at + 1] ?? 0];
}

function* triples(numbers: readonly number[]): Generator<readonly [number, number, number]> {
  for (let at = 0; at + 2 < numbers.length; at += 3)
    yield [numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0];
}
