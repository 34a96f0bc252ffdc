/**
 * What a function that is written as an argument is given: its parameters have the types that the parameter which takes
 * it is declared with. `on(h: (c: Context) => void)` and `on((c) => c.end())`: c is a Context.
 */
import type { Site, TakenType, TypeExpression } from "../facts.ts";
import { takenBy } from "./passing.ts";
import { declaringScope, outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type Signature, signaturesOf } from "./signatures.ts";
import { substitute } from "./substitute.ts";
import {
  asInferred,
  type At,
  type Entity,
  type Found,
  type Given,
  isClassLike,
  isConstructor,
  isFunctionLike,
  NOTHING,
  type SourceFile,
  unite,
  type Value,
} from "./values.ts";

/** By the scope of the function's body and the place of the parameter. */
export function contextualType(
  resolver: Resolver,
  { file, scope, position }: { readonly file: SourceFile; readonly scope: number; readonly position: number },
): Found {
  const expected = expectedType(file, scope);
  if (expected !== undefined) {
    const outside: At = { file, scope: Math.max(0, outerScope(file, scope)) };
    const signatures = signaturesOf(resolver, expected, { at: outside, depth: 0 });
    return unite(signatures.map((one) => takenAt(resolver, one, position)));
  }
  const given = file.given.get(scope);
  if (given === undefined) return NOTHING;
  const { site } = given;
  const at: At = { file, scope: site.scope };
  const callees = resolver.dereference(resolver.evaluate(site.target, { ...at, isCallee: site.kind === "call" }));
  const parts = callees.values.map((callee) => typeBy({ resolver, given, at }, callee, position));
  const found = unite(parts);
  return callees.tier === "inferred" || found.values.length > 1 ? asInferred(found) : found;
}

function expectedType({ facts, entities }: SourceFile, scope: number): TypeExpression | undefined {
  const body = facts.scopes[scope];
  const own = entities[body?.definition ?? -1];
  return body?.type ?? (own !== undefined && isFunctionLike(own) ? own.facts.type : undefined);
}

interface Asked {
  readonly resolver: Resolver;
  readonly given: Given;
  readonly at: At;
}

/** As one callee declares it. */
function typeBy(asked: Asked, callee: Value, position: number): Found {
  const { resolver, given } = asked;
  switch (callee.kind) {
    case "entity": {
      const { entity, receiver } = callee;
      const targets = isClassLike(entity) ? [...entity.children.values()].flat().filter(isConstructor) : [entity];
      const found = unite(targets.map((target) => typeByFunction(asked, target, position)));
      return receiver === undefined ? found : substitute(found, resolver.substitution(entity, receiver));
    }
    case "instance": {
      const { entity } = callee;
      const index = given.site.arguments?.indexOf(given.argument) ?? -1;
      const at: At = { file: entity.file, scope: declaringScope(entity), owner: entity };
      const signatures = (entity.facts.calls ?? []).flatMap(({ takes }) => {
        const type = typeAt(takes ?? [], index);
        return type === undefined ? [] : signaturesOf(resolver, type, { at, depth: 0 });
      });
      const found = unite(signatures.map((one) => takenAt(resolver, one, position)));
      return substitute(found, resolver.substitution(entity, callee));
    }
    case "external":
      return typeByLibrary(asked, given.site, position);
    default:
      return NOTHING;
  }
}

function typeByFunction({ resolver, given, at }: Asked, target: Entity, position: number): Found {
  if (!isFunctionLike(target)) return NOTHING;
  const { site, argument } = given;
  const value = argument.kind === "named" ? argument.value : argument;
  const taken = takenBy({ resolver, at }, site, target).find((one) => one.argument === value);
  const type = taken === undefined ? undefined : target.facts.parameters[taken.position]?.type;
  if (type === undefined) return NOTHING;
  const declaredAt: At = { file: target.file, scope: declaringScope(target), owner: target };
  const signatures = signaturesOf(resolver, type, { at: declaredAt, depth: 0 });
  return unite(signatures.map((one) => takenAt(resolver, one, position)));
}

/** Members of containers that call what they are given with an element. */
function typeByLibrary({ resolver, at }: Asked, { target }: Site, position: number): Found {
  const { elementCallbacks } = resolver.rulesOf(at.file);
  if (position !== 0 || target.kind !== "member" || !elementCallbacks.has(target.name)) return NOTHING;
  return resolver.elements(resolver.dereference(resolver.evaluate(target.of, at)));
}

function typeAt(takes: readonly TakenType[], index: number): TypeExpression | undefined {
  const restAt = takes.findIndex(({ rest }) => rest === true);
  return takes[restAt >= 0 ? Math.min(index, restAt) : index]?.type;
}

function takenAt(resolver: Resolver, { takes, at, fill }: Signature, position: number): Found {
  const type = typeAt(takes, position);
  if (type === undefined) return NOTHING;
  return fill.reduce<Found>((found, by) => substitute(found, by), resolver.typed(type, at));
}
