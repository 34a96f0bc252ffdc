/**
 * How well an argument fits a parameter in Java, after the phases of the language specification (JLS 15.12.2): the same
 * type, a wider primitive or a supertype, then boxing. Unknown types fit everything a little, so that they decide nothing.
 */
import { bestFit } from "./best-fit.ts";
import type { Resolver } from "./rules.ts";
import type { External, Found, Instance, Value } from "./values.ts";

const SAME = 20;
const WIDER = 18;
const UNKNOWN = 8;
const OBJECT = 4;
const BOXED = 2;

const WIDENINGS: Readonly<Record<string, readonly string[]>> = {
  byte: ["short", "int", "long", "float", "double"],
  short: ["int", "long", "float", "double"],
  char: ["int", "long", "float", "double"],
  int: ["long", "float", "double"],
  long: ["float", "double"],
  float: ["double"],
  double: [],
  boolean: [],
};
const BOXES: Readonly<Record<string, string>> = {
  byte: "Byte",
  short: "Short",
  char: "Character",
  int: "Integer",
  long: "Long",
  float: "Float",
  double: "Double",
  boolean: "Boolean",
};
const NUMBER = ["Number", "Comparable", "Serializable"];
/** Types that nothing extends, with all that they are besides `Object`. */
const FINAL_TYPES: Readonly<Record<string, readonly string[]>> = {
  String: ["CharSequence", "Comparable", "Serializable", "Constable"],
  Class: ["Type", "GenericDeclaration", "AnnotatedElement", "Serializable"],
  Array: ["Cloneable", "Serializable"],
  Byte: NUMBER,
  Short: NUMBER,
  Integer: NUMBER,
  Long: NUMBER,
  Float: NUMBER,
  Double: NUMBER,
  Boolean: ["Comparable", "Serializable"],
  Character: ["Comparable", "Serializable"],
};

/** Higher is better; undefined if the argument cannot be passed at all. */
export function fitOf(resolver: Resolver, parameter: Found, argument: Found): number | undefined {
  const sides = { wanted: parameter, given: argument, unknown: UNKNOWN };
  return bestFit(sides, (wanted, given) => fitOfValue(resolver, wanted, given));
}

/** `null` can be passed for everything but a primitive. */
export function takesNull(parameter: Found): boolean {
  return !parameter.values.some((value) => value.kind === "external" && nameOf(value) in WIDENINGS);
}

function fitOfValue(resolver: Resolver, wanted: Value, given: Value): number | undefined {
  if (wanted.kind === "type-parameter") return OBJECT + 1;
  if (wanted.kind === "instance" && given.kind === "instance") return fitOfSubtype(resolver, wanted, given);
  if (wanted.kind === "external" && given.kind === "external") return fitOutside(wanted, given);
  // Types outside of the repository extend nothing of it.
  if (wanted.kind === "instance" && given.kind === "external") return undefined;
  if (wanted.kind === "external" && given.kind === "instance") return fitOfOutsideSuper(resolver, wanted, given);
  return UNKNOWN;
}

function fitOfSubtype(resolver: Resolver, wanted: Instance, given: Instance): number | undefined {
  const distance = resolver
    .ancestors(given.entity)
    .findIndex((one) => one.kind === "instance" && one.entity === wanted.entity);
  return distance < 0 ? undefined : SAME - Math.min(distance, UNKNOWN);
}

function fitOfOutsideSuper(resolver: Resolver, wanted: External, given: Instance): number | undefined {
  const name = nameOf(wanted);
  if (name === "Object") return OBJECT;
  if (name in WIDENINGS || name in FINAL_TYPES) return undefined;
  const outside = resolver.ancestors(given.entity).filter((one) => one.kind === "external");
  if (outside.some((one) => nameOf(one) === name)) return WIDER;
  return outside.length > 0 || given.entity.facts.kind === "Enum" ? UNKNOWN : undefined;
}

/** Constants of the box types, which are of the primitive type: `Float.NaN`. */
const PRIMITIVE_CONSTANT = /(?:^|\.)(\w+)\.(?:MAX_VALUE|MIN_VALUE|MIN_NORMAL|NaN|POSITIVE_INFINITY|NEGATIVE_INFINITY)$/;
const PRIMITIVE_OF = new Map(Object.entries(BOXES).map(([primitive, box]) => [box, primitive]));

function fitOutside(wanted: External, given: External): number | undefined {
  const from = given.instance ? nameOf(given) : PRIMITIVE_OF.get(PRIMITIVE_CONSTANT.exec(given.symbol)?.[1] ?? "");
  // The value of a field of an outside type can be anything.
  if (from === undefined) return UNKNOWN;
  return nameOf(wanted) === from ? fitOfSame(wanted, given) : fitOfOther(nameOf(wanted), from);
}

function fitOfOther(to: string, from: string): number | undefined {
  const isPrimitive = from in WIDENINGS;
  if (isPrimitive && to in WIDENINGS) return fitWidening(from, to);
  if (isPrimitive) return fitBoxing(from, to);
  if (to in WIDENINGS) return BOXES[to] === from ? BOXED : undefined;
  if (to === "Object") return OBJECT;
  const supers = FINAL_TYPES[from];
  if (supers !== undefined) return supers.includes(to) ? WIDER : undefined;
  return to in FINAL_TYPES ? undefined : UNKNOWN;
}

/** Arrays of known and different elements are different. */
function fitOfSame(wanted: External, given: External): number | undefined {
  const [to] = wanted.arguments.at(-1)?.values ?? [];
  const [from] = given.arguments.at(-1)?.values ?? [];
  if (nameOf(wanted) !== "Array" || to?.kind !== "external" || from?.kind !== "external") return SAME;
  const differ = nameOf(to) !== nameOf(from) && (nameOf(to) in WIDENINGS || nameOf(from) in WIDENINGS);
  return differ ? undefined : SAME;
}

function fitWidening(from: string, to: string): number | undefined {
  const steps = WIDENINGS[from]?.indexOf(to) ?? -1;
  return steps < 0 ? undefined : WIDER - steps;
}

function fitBoxing(from: string, to: string): number | undefined {
  const box = BOXES[from] ?? "";
  if (to === box) return BOXED + 1;
  return to === "Object" || (FINAL_TYPES[box] ?? []).includes(to) ? BOXED : undefined;
}

function nameOf({ symbol }: External): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}
