/** How the type parameters of a function itself are filled: written out, or told by what it extends. */
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type Substitution, substitute } from "./substitute.ts";
import {
  type Entity,
  type EntityValue,
  exactly,
  type External,
  type Found,
  type Instance,
  NOTHING,
  type Value,
} from "./values.ts";

const MAX_DEPTH = 3;

export function ownSubstitution(resolver: Resolver, callee: EntityValue): Substitution {
  const { entity, receiver } = callee;
  const none: Substitution = { owner: entity, arguments: [], self: undefined };
  if (callee.arguments !== undefined) return { ...none, arguments: callee.arguments };
  const [first] = entity.facts.parameters;
  if (first?.receives !== true || first.type === undefined || receiver === undefined) return none;
  if (entity.facts.typeParameters === undefined) return none;
  const wanted = resolver.typed(first.type, { file: entity.file, scope: declaringScope(entity), owner: entity });
  const filled: Found[] = entity.facts.typeParameters.map(() => NOTHING);
  fill(resolver, { entity, filled, depth: 0 }, { wanted, given: exactly(receiver) });
  return { ...none, arguments: filled };
}

interface Filling {
  readonly entity: Entity;
  readonly filled: Found[];
  readonly depth: number;
}

function fill(resolver: Resolver, to: Filling, { wanted, given }: { wanted: Found; given: Found }): void {
  if (to.depth > MAX_DEPTH) return;
  for (const one of wanted.values) {
    if (one.kind === "type-parameter" && one.owner === to.entity) {
      if (to.filled[one.index]?.values.length === 0) to.filled[one.index] = given;
      continue;
    }
    if (one.kind !== "instance" && one.kind !== "external") continue;
    for (const value of given.values) fillFrom(resolver, to, { one, value });
  }
}

function fillFrom(resolver: Resolver, to: Filling, { one, value }: { one: Instance | External; value: Value }): void {
  const all = argumentsAs(resolver, value, one);
  for (const [index, wanted] of one.arguments.entries()) {
    const given = all[index];
    if (given !== undefined) fill(resolver, { ...to, depth: to.depth + 1 }, { wanted, given });
  }
}

/** The type arguments that a value has as a value of another type. */
function argumentsAs(resolver: Resolver, value: Value, type: Instance | External): readonly Found[] {
  if (value.kind === "external") {
    if (type.kind !== "external") return [];
    if (value.arguments.length === type.arguments.length) return value.arguments;
    return type.arguments.length === 1 ? value.arguments.slice(-1) : [];
  }
  if (value.kind !== "instance") return [];
  const same = resolver.ancestors(value.entity).find((one) => {
    if (one.kind === "instance") return type.kind === "instance" && one.entity === type.entity;
    return type.kind === "external" && one.symbol === type.symbol;
  });
  if (same === undefined) return [];
  const own: Substitution = { owner: value.entity, arguments: value.arguments, self: value };
  const isSelf = same.kind === "instance" && same.entity === value.entity;
  return isSelf ? value.arguments : same.arguments.map((one) => substitute(one, own));
}
