/** Places hold values: variables, fields, properties. What they hold is what they are declared as, or all that is assigned. */
import type { Expression } from "../facts.ts";
import { keptBy } from "./containers.ts";
import { contextualType } from "./contextual.ts";
import { isFunctionType } from "./function-types.ts";
import { inheritedParameter } from "./overrides.ts";
import { isOpen } from "./parameters.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import { heldByLiteral, holdsItems, isOpenContainer, withWritten } from "./typed-containers.ts";
import {
  asInferred,
  type At,
  type Entity,
  entityValue,
  exactly,
  type External,
  type Found,
  instanceOf,
  isClassLike,
  isConstructor,
  isProperty,
  isVariableLike,
  NOTHING,
  type Source,
  type SourceFile,
  unite,
  type Value,
  type Variable,
} from "./values.ts";

export function dereference(resolver: Resolver, found: Found): Found {
  if (!found.values.some(isPlace)) return found;
  const all = unite(found.values.map((value) => (isPlace(value) ? held(resolver, value) : exactly(value))));
  return found.tier === "inferred" ? asInferred(all) : all;
}

function isPlace(value: Value): boolean {
  if (value.kind === "variable") return true;
  if (value.kind !== "entity" || isConstructor(value.entity)) return false;
  return isVariableLike(value.entity) || isProperty(value.entity);
}

function held(resolver: Resolver, value: Value): Found {
  if (value.kind === "variable") {
    const { variable } = value;
    return resolver.once(variable, () => keptBy(variable, heldByVariable(resolver, variable)));
  }
  if (value.kind !== "entity") return exactly(value);
  const { entity, receiver } = value;
  if (isProperty(entity)) return resolver.result(value);
  const inside = resolver.once(entity, () => keptBy(entity, heldByEntity(resolver, entity)));
  const filled = receiver === undefined ? inside : substitute(inside, resolver.substitution(entity, receiver));
  return entity.children.size > 0 ? unite([exactly(value), filled]) : filled;
}

function heldByEntity(resolver: Resolver, entity: Entity): Found {
  const { facts, file } = entity;
  const typed = facts.type && resolver.typed(facts.type, { file, scope: declaringScope(entity), owner: entity });
  const isSettled = typed !== undefined && !holdsFunction(resolver, entity);
  if (isSettled && !isOpenContainer(resolver, typed)) return typed;
  const sources = sourcesOf(entity);
  const where = (source: Source): At => ({ file, scope: source.scope });
  if (isSettled) return withWritten(typed, writtenIn(resolver, sources, where));
  const held = fromSources(resolver, sources, where);
  return typed === undefined ? held : unite([typed, held]);
}

/** Its own value and what is assigned to it. */
function sourcesOf(entity: Entity): readonly Source[] {
  const { facts, file, parent } = entity;
  const own = facts.value && { scope: declaringScope(entity), value: facts.value, element: false };
  const bound = file.names[parent === undefined ? 0 : parent.bodyScope]?.get(facts.name)?.variable;
  const assigned = [...(bound?.sources ?? []), ...(parent?.members.get(facts.name)?.sources ?? [])];
  return own === undefined ? assigned : [own, ...assigned];
}

/** Its type says only that it can be called, and something is known to be put there; a script's constant is called by its own name. */
function holdsFunction(resolver: Resolver, entity: Entity): boolean {
  const { facts, file, parent } = entity;
  const isGiven = facts.value !== undefined || parent?.members.has(facts.name) === true;
  const isCalledItself = resolver.rulesOf(file).library.functionTypes.size === 0;
  if (!isGiven || facts.type === undefined || isCalledItself) return false;
  return isFunctionType(resolver, facts.type, { file, scope: declaringScope(entity), owner: entity });
}

function heldByVariable(resolver: Resolver, variable: Variable): Found {
  const { parameterOf: owner, file, sources } = variable;
  if (owner === undefined) {
    const own = fromSources(resolver, sources, (source) => ({ file, scope: source.scope, within: variable }));
    const parameter = sources.find((source) => source.parameter !== undefined);
    if (own.values.length > 0 || parameter?.parameter === undefined) return own;
    return contextualType(resolver, { file, scope: parameter.scope, position: parameter.parameter });
  }
  const implicit = implicitFirst(resolver, owner, variable);
  if (implicit !== undefined) return implicit;
  const around: At = { file, scope: declaringScope(owner), owner };
  const own = fromSources(resolver, sources, (source) =>
    source.isParameter === true ? around : { file, scope: source.scope, within: variable },
  );
  const position = sources.find((source) => source.position !== undefined)?.position ?? -1;
  const inherited = own.values.length > 0 ? NOTHING : inheritedParameter(resolver, owner, position);
  if (inherited.values.length > 0) return inherited;
  const all = withPassed(resolver, own, { owner, position });
  if (all.values.length > 0) return all;
  return contextualType(resolver, { file, scope: owner.bodyScope, position });
}

/** Together with what calls pass, where nothing is declared. */
function withPassed(
  resolver: Resolver,
  own: Found,
  { owner, position }: { readonly owner: Entity; readonly position: number },
): Found {
  const parameter = owner.facts.parameters[position];
  if (parameter === undefined || !isOpen(resolver, owner, parameter)) return own;
  const passed = resolver.passed(owner, position);
  if (passed.values.length === 0) return own;
  return asInferred(unite([own, parameter.rest ? exactly(listOf(resolver, owner.file, passed)) : passed]));
}

/** Python's first parameter of a method: the instance, or the class for class methods. */
function implicitFirst(resolver: Resolver, method: Entity, variable: Variable): Found | undefined {
  const { facts, parent, file, bodyScope } = method;
  const first = facts.parameters[0];
  if (!resolver.rulesOf(file).firstParameterIsReceiver || parent === undefined || !isClassLike(parent))
    return undefined;
  if (first === undefined || first.type !== undefined) return undefined;
  if (file.names[bodyScope]?.get(first.name)?.variable !== variable) return undefined;
  const decorators = facts.decorators.map((one) => (one.kind === "name" ? one.name : ""));
  if (decorators.includes("staticmethod")) return undefined;
  return exactly(isOfClass(facts.name, decorators) ? entityValue(parent) : instanceOf(parent));
}

function isOfClass(name: string, decorators: readonly string[]): boolean {
  return decorators.includes("classmethod") || name === "__new__" || name === "__init_subclass__";
}

/** A declared type settles it; otherwise everything that is ever assigned is possible. */
function fromSources(resolver: Resolver, sources: readonly Source[], where: (source: Source) => At): Found {
  const declared = sources.find(({ type }) => type !== undefined && type.takes === undefined);
  if (declared?.type !== undefined) {
    const at = where(declared);
    const found = resolver.typed(declared.type, at);
    if (declared.rest === true) return exactly(listOf(resolver, at.file, found));
    const isFunction = sources.some(({ value }) => value !== undefined) && isFunctionType(resolver, declared.type, at);
    if (isFunction) return unite([found, assigned(resolver, sources, where)]);
    return isOpenContainer(resolver, found) ? withWritten(found, writtenIn(resolver, sources, where)) : found;
  }
  return assigned(resolver, sources, where);
}

/** What literals hold that are put there. */
function writtenIn(resolver: Resolver, sources: readonly Source[], where: (source: Source) => At): Found {
  return assigned(resolver, sources.filter(holdsItems), where);
}

function assigned(resolver: Resolver, sources: readonly Source[], where: (source: Source) => At): Found {
  const parts: Found[] = [];
  for (const source of sources) {
    const { value, element, rest } = source;
    if (value === undefined || rest === true || isNull(value)) continue;
    const at = where(source);
    const found = heldByLiteral(resolver, value, at) ?? resolver.dereference(resolver.evaluate(value, at));
    parts.push(element ? resolver.elements(found) : found);
  }
  const all = unite(parts);
  return parts.length > 1 ? asInferred(all) : all;
}

function isNull(value: Expression): boolean {
  return value.kind === "literal" && value.type === "null";
}

function listOf(resolver: Resolver, file: SourceFile, element: Found): External {
  const { family, builtinPackage, literal } = resolver.rulesOf(file);
  const symbol = literal("list") ?? "list";
  return { kind: "external", family, package: builtinPackage, symbol, instance: true, arguments: [element] };
}
