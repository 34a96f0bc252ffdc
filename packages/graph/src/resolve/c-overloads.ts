/**
 * Which of several functions of one name a C++ call runs: those that take so many arguments, and of these the one whose
 * parameters suit best what is known of the arguments. Where that leaves several, nothing is chosen.
 */
import type { Expression, LiteralType } from "../facts.ts";
import { PRIMITIVES } from "./c-library.ts";
import type { Declarations } from "./c-pairs.ts";
import { takes } from "./overloads.ts";
import { declaringScope } from "./project.ts";
import type { Call, Resolver } from "./rules.ts";
import { type Entity, isClassLike, isConstructor, type Value } from "./values.ts";

const SAME = 4;
const DERIVED = 3;
const PROMOTED = 3;
const CONVERTED = 2;
const UNKNOWN = 1;
/** A constructor of the parameter's type may take it. */
const MADE = 0;
const UNLIKELY = -1;

export function chooseInC(
  resolver: Resolver,
  { targets, call }: { readonly targets: readonly Entity[]; readonly call: Call },
  declarations: Declarations,
): readonly Entity[] {
  const count = call.site.argumentCount;
  // Macros say nothing of their parameters, and in C a name has one function, in as many versions as there are conditions.
  if (targets.every(({ facts, file }) => facts.kind === "Macro" || file.facts.language === "c")) return targets;
  if (takesTypes(resolver, call)) return [];
  const fitting = targets.filter((one) =>
    [one, ...(declarations.get(one) ?? [])].some(({ facts }) => takes(facts, count)),
  );
  if (targets.length === 1 && !targets.every(isConstructor)) return targets;
  // What no constructor takes is copied, moved or put together field by field.
  if (fitting.length < 2) return fitting;
  let best: Entity[] = [];
  let bestFit = -Infinity;
  for (const one of fitting) {
    const fit = fitOf(resolver, one, call);
    if (fit === undefined || fit < bestFit) continue;
    if (fit > bestFit) best = [];
    bestFit = fit;
    best.push(one);
  }
  const [first, ...rest] = best;
  if (first === undefined || best.every(isConstructor)) return best;
  return rest.every((one) => isTwin(one, first)) ? [first] : [];
}

/** `Box b(Lid)` with a type for an argument is a prototype. */
function takesTypes(resolver: Resolver, { site, at }: Call): boolean {
  return (site.arguments ?? []).some((argument) => {
    if (argument.kind !== "name") return false;
    return resolver.lookup(argument.name, at).values.some((one) => one.kind === "entity" && isClassLike(one.entity));
  });
}

/** `begin()` and `begin() const`, or a function that two branches of a condition define. */
function isTwin(a: Entity, b: Entity): boolean {
  const [of, to] = [a.facts.parameters, b.facts.parameters];
  return (
    a.parent === b.parent &&
    of.length === to.length &&
    of.every(
      ({ type, isAddress }, at) => nameOf(type?.of) === nameOf(to[at]?.type?.of) && isAddress === to[at]?.isAddress,
    )
  );
}

function nameOf(of: Expression | undefined): string {
  return of !== undefined && "name" in of ? of.name : "";
}

function fitOf(resolver: Resolver, candidate: Entity, { site, at }: Call): number | undefined {
  let total = 0;
  for (const [index, argument] of (site.arguments ?? []).entries()) {
    const { type, isAddress = false } = candidate.facts.parameters[index] ?? {};
    if (type === undefined) continue;
    const scope = declaringScope(candidate);
    const wanted = resolver.typed(type, { file: candidate.file, scope, owner: candidate }).values;
    const given = resolver.dereference(resolver.evaluate(argument, at)).values;
    const fit =
      argument.kind === "literal"
        ? fitOfLiteral(resolver, { wanted, isAddress }, { given, type: argument.type })
        : bestFit(resolver, wanted, given);
    if (fit === undefined) return undefined;
    total += fit;
  }
  return total;
}

interface Taken {
  readonly wanted: readonly Value[];
  readonly isAddress: boolean;
}

function fitOfLiteral(
  resolver: Resolver,
  { wanted, isAddress }: Taken,
  { given, type }: { readonly given: readonly Value[]; readonly type: LiteralType },
): number | undefined {
  const [to = ""] = wanted.map(symbolOf);
  const isPrimitive = PRIMITIVES.has(to);
  if (type === "null") return isAddress || !isPrimitive ? UNKNOWN : undefined;
  // Of numbers only zero is an address, and of text nothing but an address of characters.
  if (type === "string" && isPrimitive) return fitOfText(to, isAddress);
  if (isAddress && wanted.length > 0) return type === "number" ? UNLIKELY : undefined;
  const [from = ""] = given.map(symbolOf);
  return isPrimitive && from !== "" ? fitOfNumber(to, from) : bestFit(resolver, wanted, given);
}

/** An address is a truth value where nothing else is wanted. */
function fitOfText(to: string, isAddress: boolean): number | undefined {
  if (!isAddress) return to === "bool" ? CONVERTED : undefined;
  if (to === "char") return SAME;
  return to === "void" ? CONVERTED : undefined;
}

function bestFit(resolver: Resolver, wanted: readonly Value[], given: readonly Value[]): number | undefined {
  if (wanted.length === 0 || given.length === 0) return UNKNOWN;
  let best: number | undefined;
  for (const to of wanted) {
    for (const from of given) {
      const fit = fitOfValue(resolver, to, from);
      if (fit !== undefined && (best === undefined || fit > best)) best = fit;
    }
  }
  return best;
}

function fitOfValue(resolver: Resolver, to: Value, from: Value): number | undefined {
  if (to.kind === "instance" && from.kind === "instance") return fitOfTypes(resolver, to.entity, from.entity);
  const [wanted, given] = [symbolOf(to), symbolOf(from)];
  if (wanted !== "" && given !== "") return fitOutside(wanted, given);
  if (wanted !== "" && from.kind === "instance") return PRIMITIVES.has(wanted) ? undefined : MADE;
  if (to.kind !== "instance" || given === "") return UNKNOWN;
  return isMadeFrom(to.entity, given) ? CONVERTED : MADE;
}

/** A constructor of the type takes what is given. */
function isMadeFrom(type: Entity, given: string): boolean {
  const constructors = [...type.children.values()].flat().filter(isConstructor);
  return constructors.some(({ facts: { parameters } }) => nameOf(parameters[0]?.type?.of) === given);
}

function fitOfTypes(resolver: Resolver, to: Entity, from: Entity): number {
  if (to === from) return SAME;
  const isBase = resolver.ancestors(from).some((one) => one.kind === "instance" && one.entity === to);
  return isBase ? DERIVED : MADE;
}

function fitOutside(to: string, from: string): number {
  if (to === from) return SAME;
  const areBuiltin = PRIMITIVES.has(to) && PRIMITIVES.has(from);
  // Nothing says whether the value is an address.
  if (areBuiltin) return to === "char" || from === "char" ? MADE : CONVERTED;
  return PRIMITIVES.has(to) !== PRIMITIVES.has(from) && !isText(to, from) ? UNLIKELY : MADE;
}

function fitOfNumber(to: string, from: string): number {
  if (to === from) return SAME;
  return PROMOTIONS[from] === to ? PROMOTED : CONVERTED;
}

/** What small numbers become before anything else is tried. */
const PROMOTIONS: Readonly<Partial<Record<string, string>>> = {
  bool: "int",
  char: "int",
  "signed char": "int",
  "unsigned char": "int",
  short: "int",
  "unsigned short": "int",
  float: "double",
};

/** `"text"` is made into a string wherever one is wanted. */
function isText(to: string, from: string): boolean {
  return from === "char" && to.startsWith("string");
}

function symbolOf(value: Value): string {
  return value.kind === "external" ? value.symbol.slice(value.symbol.lastIndexOf(".") + 1) : "";
}
