/**
 * How well an argument fits a parameter in C#: the same type, an implicit conversion between numbers, a supertype, then
 * `object`. Unknown types fit everything a little, so that they decide nothing.
 */
import type { PassedFunction } from "./asked.ts";
import { bestFit } from "./best-fit.ts";
import { settleTies } from "./csharp-ties.ts";
import type { Conversions, Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import {
  type Ancestor,
  type Entity,
  type External,
  type Found,
  type Instance,
  isFunctionLike,
  NOTHING,
  type Value,
} from "./values.ts";

const SAME = 20;
const WIDER = 18;
/** Nothing speaks for it, and nothing against it. */
export const UNKNOWN = 8;
const PARAMETER = 5;
const OBJECT = 4;

const WIDENINGS: Readonly<Record<string, readonly string[]>> = {
  SByte: ["Int16", "Int32", "Int64", "Single", "Double", "Decimal"],
  Byte: ["Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"],
  Int16: ["Int32", "Int64", "Single", "Double", "Decimal"],
  UInt16: ["Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"],
  // A constant fits smaller types too, where its value does.
  Int32: ["Int64", "Single", "Double", "Decimal", "UInt32", "UInt64", "Int16", "Byte"],
  UInt32: ["Int64", "UInt64", "Single", "Double", "Decimal"],
  Int64: ["Single", "Double", "Decimal"],
  UInt64: ["Single", "Double", "Decimal"],
  Char: ["UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Decimal"],
  Single: ["Double"],
  Double: [],
  Decimal: [],
  Boolean: [],
};
const SEQUENCE = ["IEnumerable", "ICollection", "IReadOnlyCollection"];
const LIST = [...SEQUENCE, "IList", "IReadOnlyList"];
const MAP = [...SEQUENCE, "IDictionary", "IReadOnlyDictionary"];
const SET = [...SEQUENCE, "ISet", "IReadOnlySet"];
/** Well-known types of the library with what they are besides `object`. */
const SUPERTYPES: Readonly<Record<string, readonly string[]>> = {
  String: ["IEnumerable", "IComparable", "IConvertible", "IEquatable", "ReadOnlySpan"],
  Type: ["MemberInfo"],
  Array: [...LIST, "ICloneable", "Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory"],
  List: LIST,
  IList: SEQUENCE,
  ICollection: ["IEnumerable"],
  IReadOnlyList: ["IReadOnlyCollection", "IEnumerable"],
  IReadOnlyCollection: ["IEnumerable"],
  IEnumerable: [],
  IQueryable: ["IEnumerable"],
  IOrderedEnumerable: ["IEnumerable"],
  Collection: LIST,
  ObservableCollection: ["Collection", ...LIST],
  ReadOnlyCollection: LIST,
  ImmutableArray: LIST,
  ImmutableList: LIST,
  Dictionary: MAP,
  ConcurrentDictionary: MAP,
  SortedDictionary: MAP,
  IDictionary: SEQUENCE,
  IReadOnlyDictionary: ["IReadOnlyCollection", "IEnumerable"],
  HashSet: SET,
  SortedSet: SET,
  Queue: SEQUENCE,
  Stack: SEQUENCE,
  Task: ["IAsyncResult", "IDisposable"],
  StringBuilder: [],
  Guid: ["IFormattable", "IComparable", "IEquatable"],
  DateTime: ["IFormattable", "IComparable", "IEquatable", "IConvertible"],
  DateTimeOffset: ["IFormattable", "IComparable", "IEquatable"],
  TimeSpan: ["IFormattable", "IComparable", "IEquatable"],
  CancellationToken: [],
  Func: ["Delegate", "MulticastDelegate"],
  Action: ["Delegate", "MulticastDelegate"],
  Predicate: ["Delegate", "MulticastDelegate"],
};

export const CSHARP_CONVERSIONS: Conversions = {
  fit(resolver, parameter, argument) {
    const sides = { wanted: parameter, given: argument, unknown: UNKNOWN };
    return bestFit(sides, (wanted, given) => fitOfValue(resolver, wanted, given));
  },
  fitFunction(parameter, passed) {
    if (parameter.values.length === 0) return UNKNOWN;
    const fits = parameter.values.map((wanted) => fitOfFunction(wanted, passed)).filter((fit) => fit !== undefined);
    return fits.length === 0 ? undefined : Math.max(...fits);
  },
  settle: settleTies,
  takesNull: (parameter) => !parameter.values.some((value) => value.kind === "external" && nameOf(value) in WIDENINGS),
};

function fitOfValue(resolver: Resolver, wanted: Value, given: Value): number | undefined {
  if (wanted.kind === "type-parameter") return PARAMETER;
  if (wanted.kind === "instance" && given.kind === "instance") return fitOfSubtype(resolver, wanted, given);
  if (wanted.kind === "external" && given.kind === "external") return fitOutside(wanted, given);
  // Types outside of the repository extend nothing of it, but a function fits a delegate and a conversion can be declared.
  if (wanted.kind === "instance" && given.kind === "external") {
    return isOpen(wanted) || !given.instance || hasConversion(wanted) ? UNKNOWN : undefined;
  }
  if (wanted.kind === "external" && given.kind === "instance") return fitOfOutsideSuper(resolver, wanted, given);
  return given.kind === "entity" ? fitOfNamed(wanted, given.entity) : UNKNOWN;
}

/** Functions fit delegates with as many parameters, and the better if both or neither give a value. */
function fitOfFunction(wanted: Value, passed: PassedFunction): number | undefined {
  if (wanted.kind === "external") return fitOfDelegate(wanted, passed);
  if (wanted.kind !== "instance") return undefined;
  const { facts } = wanted.entity;
  return facts.kind === "Type" && facts.parameters.length === passed.parameters ? SAME : undefined;
}

/** What is passed by its name: a function, for all else the name says nothing. */
function fitOfNamed(wanted: Value, given: Entity): number | undefined {
  return isFunctionLike(given) ? fitOfFunction(wanted, asPassed(given)) : UNKNOWN;
}

function asPassed({ facts: { parameters, returns } }: Entity): PassedFunction {
  const result = returns !== undefined && "name" in returns.of ? returns.of.name : undefined;
  const gives = result === undefined ? {} : { gives: result !== "void" };
  return { kind: "lambda", parameters: parameters.length, ...gives };
}

function fitOfDelegate(wanted: External, passed: PassedFunction): number | undefined {
  const [name, inner] = [nameOf(wanted), wanted.arguments[0]?.values[0]];
  if (name === "Expression" && inner !== undefined) {
    const fit = fitOfFunction(inner, passed);
    return fit === undefined ? undefined : fit - 1;
  }
  const takes = TAKEN[name]?.(wanted.arguments.length);
  if (takes === undefined) return isFunctionless(name) ? undefined : UNKNOWN;
  if (takes !== passed.parameters) return undefined;
  if (name === "EventHandler") return SAME;
  // What can be either is taken for its value.
  const isValue = name !== "Action";
  if ((passed.gives ?? isValue) !== isValue) return undefined;
  return isValue ? SAME : SAME - 1;
}

/** How many parameters the delegates of the library have. */
const TAKEN: Readonly<Record<string, (typeArguments: number) => number>> = {
  Func: (typeArguments) => typeArguments - 1,
  Action: (typeArguments) => typeArguments,
  Predicate: () => 1,
  Converter: () => 1,
  Comparison: () => 2,
  EventHandler: () => 2,
};

function isFunctionless(name: string): boolean {
  return (
    name in WIDENINGS || (name in SUPERTYPES && !/Delegate/.test(name)) || /^I[A-Z]|^Object$|Exception$/.test(name)
  );
}

function isOpen({ entity }: Instance): boolean {
  return entity.facts.kind === "Type";
}

function hasConversion({ entity }: Instance): boolean {
  for (const name of entity.children.keys()) if (/^operator \w/.test(name)) return true;
  return false;
}

function fitOfSubtype(resolver: Resolver, wanted: Instance, given: Instance): number | undefined {
  const all = resolver.ancestors(given.entity);
  const distance = all.findIndex((one) => one.kind === "instance" && one.entity === wanted.entity);
  const certainty = distance < 0 ? undefined : fitOfFilled(all[distance], wanted, given);
  if (certainty !== undefined) return SAME - Math.min(distance, UNKNOWN) + certainty;
  return hasConversion(wanted) || hasConversion(given) ? UNKNOWN : undefined;
}

/** Type arguments: known and different ones speak against it, unknown ones a little. */
function fitOfFilled(base: Ancestor | undefined, wanted: Instance, given: Instance): number | undefined {
  if (base === undefined || wanted.arguments.length === 0) return 0;
  const own = { owner: given.entity, arguments: given.arguments, self: given };
  let total = 0;
  for (const [index, argument] of wanted.arguments.entries()) {
    const [to] = argument.values;
    const isSelf = base.kind === "instance" && base.entity === given.entity;
    const found = isSelf ? given.arguments[index] : base.arguments[index];
    const [from] = substitute(found ?? NOTHING, own).values;
    if (to === undefined || to.kind === "type-parameter") continue;
    if (from === undefined || from.kind === "type-parameter") total -= 1;
    else if (areOther(to, from)) return undefined;
  }
  return total;
}

function areOther(to: Value, from: Value): boolean {
  if (to.kind === "external" && from.kind === "external") return isOther(to, from);
  if (to.kind === "instance" && from.kind === "instance") {
    return to.entity !== from.entity && to.entity.facts.kind === "Struct" && from.entity.facts.kind === "Struct";
  }
  return to.kind === "external" && from.kind === "instance" && (nameOf(to) in WIDENINGS || nameOf(to) === "String");
}

function fitOfOutsideSuper(resolver: Resolver, wanted: External, given: Instance): number | undefined {
  const name = nameOf(wanted);
  if (name === "Object") return OBJECT;
  const outside = resolver.ancestors(given.entity).filter((one) => one.kind === "external");
  if (outside.some((one) => nameOf(one) === name)) return WIDER;
  if (hasConversion(given)) return UNKNOWN;
  if (given.entity.facts.kind === "Type") return /^(?:Multicast)?Delegate$/.test(name) ? WIDER : undefined;
  if (name in WIDENINGS || name === "String") return undefined;
  if (outside.some((one) => isBelow(nameOf(one), name))) return WIDER - 1;
  if (given.entity.facts.kind === "Enum") return name === "Enum" ? WIDER : undefined;
  return outside.length > 0 && !(name in SUPERTYPES) ? UNKNOWN : undefined;
}

function fitOutside(wanted: External, given: External): number | undefined {
  // What a member of an outside type holds can be anything.
  if (!given.instance) return UNKNOWN;
  const [to, from] = [nameOf(wanted), nameOf(given)];
  if (to === from) return fitOfArguments(wanted, given);
  if (from in WIDENINGS && to in WIDENINGS) return fitOfNumbers(to, from);
  return fitOfOthers(to, from);
}

function fitOfNumbers(to: string, from: string): number | undefined {
  const steps = WIDENINGS[from]?.indexOf(to) ?? -1;
  return steps < 0 ? undefined : WIDER - steps;
}

function fitOfOthers(to: string, from: string): number | undefined {
  if (to === "Object") return OBJECT;
  if (isBelow(from, to)) return WIDER - 4;
  if (to in WIDENINGS || from in WIDENINGS) return /^(?:I[A-Z]|Nullable)/.test(to) ? OBJECT + 1 : undefined;
  return from in SUPERTYPES || to === "String" ? undefined : UNKNOWN;
}

/** By what is known of the library, and by the custom of naming heirs after what they inherit: `MemoryStream`, `IStream`. */
function isBelow(from: string, to: string): boolean {
  if (SUPERTYPES[from]?.includes(to) === true) return true;
  if (from in SUPERTYPES) return false;
  if (to === `I${from}`) return true;
  return /^(?:Exception|Stream|EventArgs|Attribute)$/.test(to) && from.endsWith(to);
}

/** Lists and tasks of known and different things are different. */
function fitOfArguments(wanted: External, given: External): number | undefined {
  if (wanted.arguments.length !== given.arguments.length) {
    return wanted.arguments.length === 0 || given.arguments.length === 0 ? SAME - 1 : undefined;
  }
  for (const [index, argument] of wanted.arguments.entries()) {
    const [to] = argument.values;
    const [from] = given.arguments[index]?.values ?? [];
    if (to === undefined || from === undefined) continue;
    if (to.kind === "external" && from.kind === "external" && isOther(to, from)) return undefined;
    if (to.kind === "instance" && from.kind === "external") return undefined;
  }
  return SAME;
}

function isOther(to: External, from: External): boolean {
  const [a, b] = [nameOf(to), nameOf(from)];
  return a !== b && (a in WIDENINGS || b in WIDENINGS || a === "String" || b === "String") && a !== "Object";
}

export function nameOf({ symbol }: External): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}

/** Whether a value can be what stands before the dot of a function that extends a type. */
export function fitOfReceiver(resolver: Resolver, wanted: Found, given: Value): number | undefined {
  return CSHARP_CONVERSIONS.fit(resolver, wanted, { values: [given], tier: "exact" });
}
