/** What plain names mean: scopes from the inside out, then imports and re-exports, then what the language gives. */
import type { Import } from "../facts.ts";
import { isCalled } from "./accessors.ts";
import { isMeant, meantOf } from "./apart.ts";
import { addNew, settle } from "./exported.ts";
import {
  extensionOfThis,
  isSentToThis,
  meantThere,
  membersOfCompanion,
  membersOfThis,
  namesOfThis,
} from "./implicit-names.ts";
import { namesOfMerged } from "./merged-namespaces.ts";
import { isOtherNamespace, valuesMeant } from "./namespaces.ts";
import { meetStars, noted } from "./noted.ts";
import { asWholes } from "./parts.ts";
import { entityAt, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  asInferred,
  type At,
  type BoundName,
  type Entity,
  entityValue,
  exactly,
  extensionAround,
  type External,
  type Found,
  instanceOf,
  isClassLike,
  isFunctionLike,
  isGuess,
  NOTHING,
  type SourceFile,
  type Value,
} from "./values.ts";

/** How facts end a name that can only be one of a type or a module. */
const QUALIFIER = "::";

/** The first scope that binds the name decides, even if what it is bound to cannot be found. */
export function lookup(resolver: Resolver, name: string, at: At): Found {
  if (name.endsWith(QUALIFIER)) return lookup(resolver, name.slice(0, -QUALIFIER.length), { ...at, isQualifier: true });
  // A macro is called with a mark that its definition does not have.
  resolver.dependencies.read(name.endsWith("!") ? name.slice(0, -1) : name);
  const ofSignature = typeParameter(at.owner, name);
  if (ofSignature !== undefined) return exactly(ofSignature);
  const ofReceiver = at.owner && namesOfReceiver(resolver, at.owner, { name, at });
  const ofThis = isSentToThis(resolver, at) ? membersOfThis(resolver, name, at) : undefined;
  const known = ofReceiver ?? ofThis ?? asWholes(resolver, lookupInScopes(resolver, name, at));
  const isMissing = known.values.length === 0 && at.isCallee === true;
  return noted(resolver, isMissing ? extensionOfThis(resolver, name, at) : meantThere(resolver, known, at));
}

function lookupInScopes(resolver: Resolver, name: string, at: At): Found {
  const { file } = at;
  const tried = new Set<Entity>();
  let own: BoundName | undefined;
  for (let scope = at.scope; scope >= 0; scope = scopeBeyond(resolver, { file, scope }, name)) {
    const entity = bodyOf(file, scope);
    const known = entity && namesOfDefinition(resolver, entity, { name, at, tried });
    if (known !== undefined) return known;
    if (hidesNames(resolver, entity, { ...at, from: scope }) && !isNamedByItself(file.names[scope]?.get(name), entity))
      continue;
    const bound = boundIn(resolver, scope, { name, at });
    if (bound !== undefined) {
      if (!isOwnName(resolver, bound, at))
        return found(valuesMeant(resolver, boundValues(resolver, bound, file).values, at));
      own = bound;
    }
    if (isClosed(resolver, entity)) break;
    const further = bound === undefined ? namesBeside(resolver, { scope, entity }, { name, at }) : undefined;
    if (further !== undefined) return further;
  }
  const outside = lookupOutside(resolver, name, at);
  return outside.values.length === 0 && own !== undefined ? boundValues(resolver, own, file) : outside;
}

/** `const A = class B { … B … }`: a name that the type has inside of itself alone. */
function isNamedByItself(bound: BoundName | undefined, entity: Entity | undefined): boolean {
  if (bound?.variable === undefined || bound.entities.length > 0) return false;
  return bound.variable.sources.some(
    ({ value }) => value?.kind === "definition" && bound.variable?.file.entities[value.index] === entity,
  );
}

function boundIn(
  resolver: Resolver,
  scope: number,
  { name, at }: { readonly name: string; readonly at: At },
): BoundName | undefined {
  const bound = meantOf(resolver, at.file.names[scope]?.get(name), at);
  return bound === undefined || isOtherNamespace(resolver, bound, at) ? undefined : bound;
}

function isClosed(resolver: Resolver, entity: Entity | undefined): boolean {
  return entity?.facts.kind === "Module" && resolver.rulesOf(entity.file).modulesAreClosed;
}

/** The definition whose body the scope itself is. */
function bodyOf(file: SourceFile, scope: number): Entity | undefined {
  return file.entities[file.facts.scopes[scope]?.definition ?? -1];
}

/** The scope around, -1 where what lies around a function may have the name and is not meant. */
function scopeBeyond(resolver: Resolver, { file, scope }: At, name: string): number {
  const entity = bodyOf(file, scope);
  const isEnd = entity !== undefined && isFunctionLike(entity) && resolver.rulesOf(file).isLocal?.(name) === true;
  return isEnd ? -1 : outerScope(file, scope);
}

function isOwnName(resolver: Resolver, bound: BoundName, { file, within }: At): boolean {
  return within !== undefined && bound.variable === within && resolver.rulesOf(file).ownNameIsOuter;
}

/** Type parameters, and members where the language lets them be named without a receiver. */
function namesOfDefinition(resolver: Resolver, entity: Entity, { name, at, tried }: Named): Found | undefined {
  const parameter = typeParameter(entity, name, tried);
  if (parameter !== undefined) return exactly(parameter);
  const { typeScope, overloads, variablesCanBeCalled, wordsAreCalls } = resolver.rulesOf(entity.file);
  if (!isClassLike(entity) || typeScope !== "inherited" || isSentToThis(resolver, at)) return undefined;
  const named = resolver.member(instanceOf(entity), name).values.filter((value) => value.kind === "entity");
  const all = named.filter((one) => isMeant(resolver, one.entity, at));
  const ofCompanion = all.length > 0 ? [] : membersOfCompanion(resolver, entity, name);
  const alike = [...all, ...ofCompanion].filter((one) => isCalled(resolver, one.entity) === (at.isCallee === true));
  const areAlike = wordsAreCalls || (overloads && (!variablesCanBeCalled || alike.length > 0));
  const members = areAlike ? alike : [...all, ...ofCompanion];
  return members.length > 0 ? { values: members, tier: "exact" } : undefined;
}

interface Named {
  readonly name: string;
  readonly at: At;
  /** Definitions that have no such type parameter, nor has any around them: each scope would ask all around it again. */
  readonly tried?: Set<Entity>;
}

/** What a body sees of what it belongs to, though it does not stand in it. */
function namesBeside(
  resolver: Resolver,
  { scope, entity }: { readonly scope: number; readonly entity: Entity | undefined },
  named: Named,
): Found | undefined {
  const ofThis = namesOfThis(resolver, { ...named.at, scope }, named.name);
  if (ofThis !== undefined || entity === undefined) return ofThis;
  const merged = resolver.rulesOf(entity.file).packageOf === undefined ? namesOfMerged(entity, named.name) : [];
  return merged.length > 0 ? found(merged) : namesOfReceiver(resolver, entity, named);
}

/** A method that stands apart from its type sees the members of the type and of the types around that. */
function namesOfReceiver(resolver: Resolver, method: Entity, named: Named): Found | undefined {
  if (method.facts.receiver === undefined) return undefined;
  for (let type = method.parent; type !== undefined && isClassLike(type); type = type.parent) {
    const known = namesOfDefinition(resolver, type, named);
    if (known !== undefined) return known;
  }
  return undefined;
}

function hidesNames(resolver: Resolver, entity: Entity | undefined, at: At & { readonly from: number }): boolean {
  if (entity === undefined || !isClassLike(entity)) return false;
  const { typeScope } = resolver.rulesOf(entity.file);
  if (typeScope === "hidden" || isSentToThis(resolver, at)) return true;
  return typeScope === "body" && at.scope !== at.from;
}

/** Names that no scope of the file binds: the rest of the package, builtins, members of an outside base. */
function lookupOutside(resolver: Resolver, name: string, at: At): Found {
  const rules = resolver.rulesOf(at.file);
  meetStars(resolver, at.file);
  const offer = rules.ambient(at.file, name, at);
  const ambient = found(settle(resolver, offer));
  if (ambient.values.length > 0) {
    const isLikely = offer.isLikely === true || offer.elsewhere.some(({ module }) => isGuess(module));
    return isLikely ? asInferred(ambient) : ambient;
  }
  const symbol = rules.builtinNamed(name);
  if (symbol !== undefined) return exactly(builtin(resolver, at.file, symbol));
  return rules.typeScope === "inherited" ? inheritedFromOutside(resolver, name, at) : NOTHING;
}

function builtin(resolver: Resolver, file: SourceFile, symbol: string): External {
  const { family, builtinPackage } = resolver.rulesOf(file);
  return { kind: "external", family, package: builtinPackage, symbol, instance: false, arguments: [] };
}

function typeParameter(entity: Entity | undefined, name: string, tried?: Set<Entity>): Value | undefined {
  for (let owner = entity; owner !== undefined; owner = extensionAround(owner) ?? owner.parent) {
    if (tried?.has(owner) === true) return undefined;
    tried?.add(owner);
    const index = owner.facts.typeParameters?.findIndex((parameter) => parameter.name === name) ?? -1;
    if (index >= 0) return { kind: "type-parameter", owner: owner.definedBy ?? owner, index };
    if (isClassLike(owner)) return undefined;
  }
  return undefined;
}

function inheritedFromOutside(resolver: Resolver, name: string, at: At): Found {
  for (let entity = entityAt(at.file, at.scope); entity !== undefined; entity = entity.parent) {
    if (!isClassLike(entity)) continue;
    const outside = resolver.ancestors(entity).find((base) => base.kind === "external");
    if (outside !== undefined) return { values: resolver.member(outside, name).values, tier: "inferred" };
  }
  return NOTHING;
}

function found(values: readonly Value[]): Found {
  return { values, tier: values.length > 1 && !areOneMerged(values) ? "inferred" : "exact" };
}

/** Overloads and merged declarations: several definitions that stand side by side under one name. */
function areOneMerged(values: readonly Value[]): boolean {
  const first = values[0];
  return (
    first?.kind === "entity" &&
    values.every((value) => value.kind === "entity" && value.entity.parent === first.entity.parent)
  );
}

function boundValues(resolver: Resolver, bound: BoundName, file: SourceFile): Found {
  const values: Value[] = [];
  const last = lastingDefinition(bound);
  if (last !== undefined && resolver.rulesOf(file).laterReplaces) values.push(entityValue(last));
  else if (!resolver.rulesOf(file).laterReplaces) {
    for (const entity of bound.entities) values.push(entityValue(entity));
  }
  for (const one of bound.imports) {
    if (last === undefined || !replaces(resolver, last, one)) addNew(values, resolver.imported(file, one));
  }
  if (bound.variable !== undefined && last === undefined) values.push({ kind: "variable", variable: bound.variable });
  return found(values);
}

/** The last definition of a name, unless an import that is made in any case comes after it. */
export function lastingDefinition({ entities, imports }: BoundName): Entity | undefined {
  const last = entities.at(-1);
  const isReplaced = imports.some((one) => one.unconditional === true && one.line > (last?.facts.endLine ?? 0));
  return isReplaced ? undefined : last;
}

/** A definition that is not indented is made in any case, whatever was imported under its name before. */
function replaces(resolver: Resolver, { facts, file }: Entity, before: Import): boolean {
  if (!resolver.rulesOf(file).laterReplaces || facts.startLine <= before.line || facts.parent >= 0) return false;
  return facts.nameColumn <= (facts.modifiers.includes("async") ? "async def ".length : "class ".length);
}

export function imported(resolver: Resolver, file: SourceFile, one: Import): readonly Value[] {
  const rules = resolver.rulesOf(file);
  if (one.form === "all" || one.form === "effect") return [];
  if (one.form === "module") {
    const bound = rules.boundModule?.(file, one);
    if (bound !== undefined) return [bound];
  }
  const module = rules.moduleOf(file, one);
  if (module === undefined) return [];
  if (one.form !== "name") return [module];
  const named = resolver.exported(module, one.imported);
  return named.length > 0 || module.kind !== "module" ? named : resolver.member(module, one.imported).values;
}
