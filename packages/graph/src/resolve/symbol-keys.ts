/**
 * Keys that are symbols (`const kBody = Symbol()`): what is put under one anywhere is what every object has under it, as far as
 * that is one value. It goes the way of arguments: whoever puts something there passes it to the symbol.
 */
import type { Expression } from "../facts.ts";
import { type Passed, UNKNOWN_VALUE } from "./passed.ts";
import { evaluated, type Passing } from "./passing.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Found, isVariableLike, NOTHING, type SourceFile, type Value } from "./values.ts";

/** A symbol that is handed on by more names is not followed. */
const MAX_NAMES = 4;

/** Text for the symbol that an expression names; undefined if it surely names none that the whole project shares. */
function symbolAt(resolver: Resolver, named: Expression, at: Pick<At, "file" | "scope">): string | undefined {
  let place: Placed = { value: named, file: at.file, scope: at.scope, name: undefined };
  for (let names = 0; names < MAX_NAMES; names++) {
    const { value, file, scope, name } = place;
    if (value.kind === "call")
      return name !== undefined && isSymbol(resolver, place) ? `symbol ${file.path} ${name}` : undefined;
    const [one, other] = resolver.evaluate(value, { file, scope }).values;
    const next = other === undefined ? placeOf(one) : undefined;
    if (next === undefined) return undefined;
    place = next;
  }
  return undefined;
}

interface Placed {
  readonly value: Expression;
  readonly file: SourceFile;
  readonly scope: number;
  /** That others know it by. */
  readonly name: string | undefined;
}

/** A constant of a file, or what a file exports. */
function placeOf(value: Value | undefined): Placed | undefined {
  if (value?.kind === "entity") {
    const { entity } = value;
    const { facts, file } = entity;
    if (facts.value === undefined || facts.kind !== "Constant" || !isVariableLike(entity)) return undefined;
    return { value: facts.value, file, scope: declaringScope(entity), name: facts.name };
  }
  if (value?.kind !== "variable") return undefined;
  const { file, sources } = value.variable;
  const [source, other] = sources;
  const exported = file.facts.exports.find((one) => one.value === source?.value);
  if (source?.value === undefined || other !== undefined || exported === undefined) return undefined;
  return { value: source.value, file, scope: source.scope, name: `=${exported.name}` };
}

/** `Symbol("k")`, `Symbol.for("k")`. */
function isSymbol(resolver: Resolver, { value, file, scope }: Placed): boolean {
  if (value.kind !== "call") return false;
  const { builtinPackage } = resolver.rulesOf(file);
  return resolver
    .evaluate(value.of, { file, scope })
    .values.some((one) => one.kind === "external" && one.package === builtinPackage && SYMBOLS.has(one.symbol));
}

const SYMBOLS: ReadonlySet<string> = new Set(["Symbol", "Symbol.for"]);

/** What every object has under the key. */
export function underSymbol(resolver: Resolver, by: Expression, at: Pick<At, "file" | "scope">): Found {
  const symbol = symbolAt(resolver, by, at);
  return symbol === undefined ? NOTHING : resolver.installed(symbol);
}

/** What a file puts under symbols. */
export function passedToSymbols(of: Omit<Passing, "at">, file: SourceFile): readonly Passed[] {
  const { resolver, nodes } = of;
  return file.facts.stores.flatMap(({ target, value, scope }) => {
    if (target.kind !== "index" || target.by === undefined) return [];
    const at: At = { file, scope };
    const parameter = symbolAt(resolver, target.by, at);
    if (parameter === undefined) return [];
    const passed = evaluated({ resolver, nodes, at }, value);
    if (passed.length === 0) return [{ parameter, value: UNKNOWN_VALUE }];
    return passed.map(({ text }) => ({ parameter, value: text }));
  });
}
