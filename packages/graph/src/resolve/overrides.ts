/** Which method of a base a method replaces, and what it takes over from it. */
import type { Definition, TypeExpression } from "../facts.ts";
import { declaringScope } from "./project.ts";
import type { Resolver, Rules } from "./rules.ts";
import {
  type Ancestor,
  type At,
  type Entity,
  extensionAround,
  type Found,
  isClassLike,
  isConstructor,
  isFunctionLike,
  NOTHING,
} from "./values.ts";

/**
 * The nearest of each line of bases, in the order in which members are looked up: what those replace themselves is left
 * out. A class may take one method over from its base class and stand in for that of an interface at once.
 */
export function overridden(resolver: Resolver, method: Entity): readonly Entity[] {
  const { parent, facts, file } = method;
  if (parent === undefined || !canReplaceAny(resolver, method)) return [];
  resolver.dependencies.read(facts.name);
  const found: Entity[] = [];
  const behind = new Set<Entity>();
  for (const base of basesAbove(resolver, method, parent)) {
    if (base.kind === "external" || behind.has(base.entity)) continue;
    const replaced = replacedIn(base.entity, facts, resolver.rulesOf(file));
    if (replaced.length === 0) continue;
    found.push(...replaced);
    for (const above of resolver.ancestors(base.entity)) if (above.kind === "instance") behind.add(above.entity);
  }
  return found;
}

type Signatures = Pick<Rules, "overloads" | "overridesBySignature">;

/** Where signatures tell overloads apart the one that fits; else the last that is written out, or all declarations. */
function replacedIn(base: Entity, method: Definition, rules: Signatures): readonly Entity[] {
  const { overloads, overridesBySignature = overloads } = rules;
  const named = (base.children.get(method.name) ?? []).filter(isFunctionLike);
  const fitting = overridesBySignature ? named.filter((one) => canReplace(method, one.facts, overloads)) : named;
  if (overloads) return fitting.slice(0, 1);
  const last = fitting.findLast(({ facts }) => facts.bodyStart < facts.end);
  return last === undefined ? fitting : [last];
}

function canReplaceAny(resolver: Resolver, method: Entity): boolean {
  const { parent, facts, file } = method;
  if (parent === undefined || !isClassLike(parent) || !isFunctionLike(method) || isConstructor(method)) return false;
  const { overloads, overridesBySignature = overloads } = resolver.rulesOf(file);
  if (overridesBySignature && facts.modifiers.includes("static")) return false;
  // C++ replaces what it cannot call.
  return facts.visibility !== "private" || (overridesBySignature && !overloads);
}

/** By itself or by what it stands in: on other machines it replaces nothing. */
export function isForSomeMachines({ file, facts }: Entity): boolean {
  for (let at: Definition | undefined = facts; at !== undefined; at = file.facts.definitions[at.parent]) {
    if (at.modifiers.includes("platform")) return true;
  }
  return false;
}

/** Members of a block that stands apart replace those of the bases that the block names. */
function basesAbove(resolver: Resolver, method: Entity, parent: Entity): readonly Ancestor[] {
  const block = extensionAround(method);
  if (block === undefined) return resolver.ancestors(parent).slice(1);
  const named = block.bases.flatMap(({ base, at }) => resolver.typed(base.type, at).values);
  return named.flatMap((one) => (one.kind === "instance" ? resolver.ancestors(one.entity) : []));
}

/** More levels than signatures are handed down in practice; also ends cycles of bases. */
const MAX_LEVELS = 8;

/** What a method that says nothing of its result gives, by the nearest one above that does. */
export function inheritedResult(resolver: Resolver, method: Entity): Found {
  return fromAbove(resolver, method, ({ facts }) => facts.returns);
}

/** What a parameter holds by the nearest method above that says so; parameters answer each other by their place. */
export function inheritedParameter(resolver: Resolver, method: Entity, place: number): Found {
  return fromAbove(resolver, method, ({ facts }) => facts.parameters[place]?.type);
}

function fromAbove(resolver: Resolver, method: Entity, typeOf: (above: Entity) => TypeExpression | undefined): Found {
  if (resolver.rulesOf(method.file).inheritsSignatures !== true) return NOTHING;
  let [above] = overridden(resolver, method);
  for (let level = 0; above !== undefined && level < MAX_LEVELS; level++) {
    const type = typeOf(above);
    const at: At = { file: above.file, scope: declaringScope(above), owner: above };
    const found = type === undefined ? NOTHING : resolver.typed(type, at);
    if (found.values.length > 0) return found;
    [above] = overridden(resolver, above);
  }
  return NOTHING;
}

/** Overloads: as many parameters, of types that are spelled alike or are type parameters. */
function canReplace(own: Definition, other: Definition, privateIsHidden: boolean): boolean {
  if ((privateIsHidden && other.visibility === "private") || other.modifiers.includes("static")) return false;
  if (own.parameters.length !== other.parameters.length) return false;
  return own.parameters.every(({ type }, index) => {
    const [mine, theirs] = [spelled(type), spelled(other.parameters[index]?.type)];
    return mine === theirs || isTypeParameter(theirs);
  });
}

function spelled(type: TypeExpression | undefined): string {
  const of = type?.of;
  return of !== undefined && "name" in of ? of.name : "";
}

/** By convention a single capital, with a digit where there are more. */
function isTypeParameter(name: string): boolean {
  return /^[A-Z]\d?$/.test(name);
}
