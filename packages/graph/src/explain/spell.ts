/** Facts in words: expressions as they were written as far as facts keep that, and definitions by kind and name. */
import type { Expression, LiteralType, TypeExpression } from "../facts.ts";
import { type Entity, type External, isClassLike, type Value } from "../resolve/values.ts";

const MAX_CHARS = 80;
const MAX_DEPTH = 8;

const LITERALS: Readonly<Record<LiteralType, string>> = {
  string: '"…"',
  number: "0",
  boolean: "true",
  null: "null",
  list: "[…]",
  map: "{…}",
  set: "{…}",
  tuple: "(…)",
  regex: "/…/",
  float: "0.0",
  single: "0.0f",
  long: "0L",
  unsigned: "0u",
  character: "'…'",
  class: "….class",
};

export function spelled(expression: Expression): string {
  return cut(spell(expression, 0));
}

/** A use that is called has its brackets. */
export function spelledUse(target: Expression, argumentCount: number, isCall: boolean): string {
  return cut(`${spell(target, 0)}${isCall ? brackets(argumentCount) : ""}`);
}

function spell(expression: Expression, depth: number): string {
  if (depth > MAX_DEPTH) return "…";
  if ("of" in expression) return spellStep(expression, spell(expression.of, depth + 1));
  switch (expression.kind) {
    case "name":
      return plainName(expression.name);
    case "this":
    case "super":
      return expression.kind;
    case "literal":
      return LITERALS[expression.type];
    case "spread":
      return `…${spell(expression.value, depth + 1)}`;
    case "named":
      return spell(expression.value, depth + 1);
    case "other":
      return "…";
    default:
      return "a function";
  }
}

function spellStep(step: Extract<Expression, { readonly of: Expression }>, of: string): string {
  switch (step.kind) {
    case "member":
      return `${of}.${plainName(step.name)}`;
    case "call":
      return `${of}${brackets(step.arguments?.length ?? -1)}`;
    case "new":
      return `new ${of}(…)`;
    case "index":
      return `${of}[…]`;
    case "await":
      return `await ${of}`;
    case "deref":
      return of;
    case "given":
      return `what ${of} hands over`;
  }
}

function brackets(count: number): string {
  return count === 0 ? "()" : "(…)";
}

/** Facts mark a name that stands before `::`, and macros. */
export function plainName(name: string): string {
  return name.endsWith("::") ? name.slice(0, -2) : name;
}

export function spelledType(type: TypeExpression): string {
  return cut(spellType(type, 0));
}

function spellType(type: TypeExpression, depth: number): string {
  if (depth > MAX_DEPTH) return "…";
  const name = type.takes === undefined ? spell(type.of, depth) : "a function type";
  const given = type.arguments.map((one) => spellType(one, depth + 1));
  const one = given.length === 0 ? name : `${name}<${given.join(", ")}>`;
  return [one, ...type.or.map((other) => spellType(other, depth + 1))].join(" | ");
}

/** `class Repo`; what has no name is told by its kind. */
export function titled({ facts }: Entity): string {
  const { kind, name } = facts;
  return name === "" ? `a ${kind.toLowerCase()} without a name` : `${kind.toLowerCase()} \`${name}\``;
}

/** What a name means: "a class", "a method of class `Repo`", or what it is called elsewhere. */
export function meaning(name: string, entity: Entity): string {
  const { parent, facts } = entity;
  if (facts.name !== name) return titledWithin(entity);
  const kind = facts.kind.toLowerCase();
  const one = `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
  return parent !== undefined && isClassLike(parent) ? `${one} of ${titled(parent)}` : one;
}

/** With the type that it belongs to. */
export function titledWithin(entity: Entity): string {
  const { parent } = entity;
  return parent !== undefined && isClassLike(parent) ? `${titled(entity)} of ${titled(parent)}` : titled(entity);
}

export function outsideName({ package: name, symbol }: External): string {
  return [name, symbol].filter((part) => part !== "").join(".");
}

/** What a value is, after "is" or "holds". */
export function valueInWords(value: Value): string {
  switch (value.kind) {
    case "entity":
      return titledWithin(value.entity);
    case "instance":
      return `an instance of ${titled(value.entity)}`;
    case "external":
      return `${value.instance ? "an instance of " : ""}\`${outsideName(value)}\`, outside of the repository`;
    case "module":
      return `the file ${value.file.path}`;
    case "package":
      return `the package \`${value.name}\``;
    case "super":
      return `the base of ${titled(value.entity)}`;
    case "type-parameter":
      return `the type parameter \`${value.owner.facts.typeParameters?.[value.index]?.name ?? ""}\``;
    case "variable":
      return "a local name";
    case "self":
      return "the type of the receiver";
  }
}

function cut(text: string): string {
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS - 1)}…`;
}
