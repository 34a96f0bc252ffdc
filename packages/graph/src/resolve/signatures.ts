/** Function types: what they take and give, through aliases, call signatures and interfaces that stand for functions. */
import type { TakenType, TypeExpression } from "../facts.ts";
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type Substitution, substitute } from "./substitute.ts";
import {
  type At,
  type Entity,
  type Found,
  isClassLike,
  isFunctionLike,
  isVariableLike,
  NOTHING,
  unite,
  type Value,
  type Variable,
} from "./values.ts";

/** Names for names for function types, beyond which none is followed. */
const MAX_ALIASES = 8;

/** What calling a place gives by its declared type, whatever function it holds. */
export function givenByType(resolver: Resolver, place: Value): Found {
  switch (place.kind) {
    case "variable":
      return givenByVariable(resolver, place.variable);
    case "instance": {
      const { entity, arguments: filled } = place;
      const [first] = entity.facts.calls ?? [];
      if (first === undefined) return NOTHING;
      const found = resolver.once(first, () =>
        givenByAll(resolver, declared(resolver, entity, { at: inside(entity), depth: 0 })),
      );
      return substitute(found, { owner: entity, arguments: filled, self: undefined });
    }
    case "entity": {
      const { entity, receiver } = place;
      if (!isVariableLike(entity)) return NOTHING;
      const found = givenBy(resolver, entity.facts.type, inside(entity));
      return receiver === undefined ? found : substitute(found, resolver.substitution(entity, receiver));
    }
    default:
      return NOTHING;
  }
}

function givenByVariable(resolver: Resolver, { file, sources, parameterOf: owner }: Variable): Found {
  const source = sources.find(({ type }) => type !== undefined);
  if (source === undefined) return NOTHING;
  const isParameter = source.isParameter === true && owner !== undefined;
  return givenBy(resolver, source.type, isParameter ? inside(owner) : { file, scope: source.scope });
}

function inside(entity: Entity): At {
  return { file: entity.file, scope: declaringScope(entity), owner: entity };
}

function givenBy(resolver: Resolver, type: TypeExpression | undefined, at: At): Found {
  if (type === undefined) return NOTHING;
  return resolver.once(type, () => givenByAll(resolver, signaturesOf(resolver, type, { at, depth: 0 })));
}

function givenByAll(resolver: Resolver, signatures: readonly Signature[]): Found {
  const given = signatures.map(({ gives, at, fill }) =>
    gives === undefined ? NOTHING : fill.reduce<Found>((found, by) => substitute(found, by), resolver.typed(gives, at)),
  );
  return unite(given);
}

/** A function type, and how the type parameters of the names for it are filled, the innermost name first. */
export interface Signature {
  readonly takes: readonly TakenType[];
  readonly gives?: TypeExpression | undefined;
  readonly at: At;
  readonly fill: readonly Substitution[];
}

interface Reached {
  readonly at: At;
  readonly depth: number;
}

export function signaturesOf(resolver: Resolver, type: TypeExpression, { at, depth }: Reached): readonly Signature[] {
  if (depth > MAX_ALIASES) return [];
  const deeper = { at, depth: depth + 1 };
  const own =
    type.takes === undefined ? named(resolver, type, deeper) : [{ takes: type.takes, gives: type.gives, at, fill: [] }];
  return [...own, ...type.or.flatMap((member) => signaturesOf(resolver, member, deeper))];
}

function named(resolver: Resolver, type: TypeExpression, { at, depth }: Reached): readonly Signature[] {
  const { values } = resolver.evaluate(type.of, at);
  return values.flatMap((value): readonly Signature[] => {
    if (value.kind === "type-parameter") {
      const bound = value.owner.facts.typeParameters?.[value.index]?.bound;
      const inside: At = { file: value.owner.file, scope: declaringScope(value.owner), owner: value.owner };
      return bound === undefined ? [] : signaturesOf(resolver, bound, { at: inside, depth });
    }
    if (value.kind !== "entity" || !isClassLike(value.entity)) return [];
    const { entity } = value;
    const inside: At = { file: entity.file, scope: declaringScope(entity), owner: entity };
    const filled = type.arguments.map((argument) => resolver.typed(argument, at));
    const by: Substitution = { owner: entity, arguments: filled, self: undefined };
    return declared(resolver, entity, { at: inside, depth }).map((one) => ({ ...one, fill: [...one.fill, by] }));
  });
}

/** What a type says of being called: an alias of a function type, call signatures, the one method of an interface. */
function declared(resolver: Resolver, entity: Entity, { at, depth }: Reached): readonly Signature[] {
  const { type, calls, kind } = entity.facts;
  if (kind === "Type" && type !== undefined) return signaturesOf(resolver, type, { at, depth });
  if (calls !== undefined) return calls.flatMap((one) => signaturesOf(resolver, one, { at, depth }));
  const method = onlyMethod(resolver, entity);
  if (method === undefined) return [];
  const takes = method.facts.parameters.map((parameter) => ({ ...(parameter.type && { type: parameter.type }) }));
  const inside: At = { file: method.file, scope: declaringScope(method), owner: method };
  return [{ takes, gives: method.facts.returns, at: inside, fill: [] }];
}

/** What a function without a name stands for where an interface is expected. */
function onlyMethod(resolver: Resolver, { file, facts, children }: Entity): Entity | undefined {
  if (facts.kind !== "Interface" || !resolver.rulesOf(file).functionsAreInterfaces) return undefined;
  const methods = [...children.values()].flat().filter((one) => isFunctionLike(one) && isWithoutBody(one));
  return methods.length === 1 ? methods[0] : undefined;
}

function isWithoutBody({ facts }: Entity): boolean {
  return facts.bodyStart >= facts.end && !facts.modifiers.includes("static") && !facts.modifiers.includes("default");
}
