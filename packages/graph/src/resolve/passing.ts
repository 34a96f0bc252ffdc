/** From the arguments of a call to the parameters that take them. */
import type { Expression, Key, Site } from "../facts.ts";
import { keysOf, orderOf } from "./containers.ts";
import { decorations } from "./decorated.ts";
import type { Nodes } from "./nodes.ts";
import type { Target } from "./overloads.ts";
import { hasImplicitFirst, isOpen } from "./parameters.ts";
import { parameterKey, type Passed, passedContainer, passedValue } from "./passed.ts";
import type { Resolver } from "./rules.ts";
import { constructors } from "./targets.ts";
import { isTestFile } from "./test-files.ts";
import { type At, type Entity, type Found, isClassLike, isFunctionLike, NOTHING, type Value } from "./values.ts";

export interface Passing {
  readonly resolver: Resolver;
  readonly nodes: Nodes;
  readonly at: At;
}

/** What a call passes to those it runs. */
export function passedBy(of: Passing, site: Site, targets: readonly Target[]): readonly Passed[] {
  if (site.arguments === undefined) return [];
  const passed: Passed[] = [];
  const known = new Map<Expression, readonly PassedValue[]>();
  const valuesOf = (argument: Expression): readonly PassedValue[] => {
    let values = known.get(argument);
    if (values === undefined) known.set(argument, (values = evaluated(of, argument)));
    return values;
  };
  for (const target of targets) {
    if (!("facts" in target) || !isFunctionLike(target)) continue;
    for (const { position, argument } of takenBy(of, site, target)) {
      const { facts } = target;
      const parameter = facts.parameters[position];
      if (parameter === undefined || !isOpen(of.resolver, target, parameter)) continue;
      passed.push(...passedTo(of.nodes, { owner: target, position }, valuesOf(argument)));
    }
  }
  return passed;
}

/** What an entity's decorators are called with: the entity, or what the decorator below made of it. */
export function passedToDecorators(of: Passing, entity: Entity): readonly Passed[] {
  const { resolver, nodes } = of;
  return decorations(resolver, entity).flatMap(({ decorator, takes }) => {
    const given = asPassed(nodes, { ...takes, values: takes.values.map(asBare) });
    return decorator.values.flatMap((value) =>
      takersIn(resolver, value).flatMap((owner) => {
        const position = hasImplicitFirst(resolver, owner) ? 1 : 0;
        const parameter = owner.facts.parameters[position];
        if (parameter === undefined || !isOpen(resolver, owner, parameter)) return [];
        return passedTo(nodes, { owner, position }, given);
      }),
    );
  });
}

/** What a decorator is given waits to be called by its name. */
function asBare(value: Value): Value {
  return value.kind === "entity" ? { ...value, isBare: true } : value;
}

/** The functions that run when a decorator is called. */
function takersIn(resolver: Resolver, decorator: Value): readonly Entity[] {
  if (decorator.kind === "instance") {
    const { callMember } = resolver.rulesOf(decorator.entity.file);
    const { values } = callMember === undefined ? NOTHING : resolver.member(decorator, callMember);
    return values.flatMap((one) => (one.kind === "entity" && isFunctionLike(one.entity) ? [one.entity] : []));
  }
  if (decorator.kind !== "entity") return [];
  const { entity } = decorator;
  if (isFunctionLike(entity)) return [entity];
  const made = isClassLike(entity) ? constructors(resolver, entity) : [];
  return made.filter((one): one is Entity => "facts" in one && isFunctionLike(one));
}

interface PassedValue {
  readonly text: string;
  /** Written for a test: what is tested may get it, but no edge should lead from the program into its tests. */
  readonly isDouble: boolean;
}

export function passedTo(
  nodes: Nodes,
  { owner, position }: { readonly owner: Entity; readonly position: number },
  values: readonly PassedValue[],
): readonly Passed[] {
  const parameter = parameterKey(nodes, owner, position);
  if (parameter === undefined) return [];
  const kept = values.filter(({ isDouble }) => !isDouble || isTestFile(owner.file));
  return kept.map(({ text }) => ({ parameter, value: text }));
}

/** What an argument gives to whoever takes it. */
export function evaluated({ resolver, nodes, at }: Passing, argument: Expression): readonly PassedValue[] {
  const found = resolver.dereference(resolver.evaluate(argument, at));
  const containers = found.values.flatMap((value) => passedContainer({ resolver, nodes }, value) ?? []);
  return [...asPassed(nodes, found), ...containers.map((text) => ({ text, isDouble: isTestFile(at.file) }))];
}

export function asPassed(nodes: Nodes, found: Found): readonly PassedValue[] {
  return found.values.flatMap((value) => {
    const text = passedValue(nodes, value);
    return text === undefined || !("entity" in value) ? [] : [{ text, isDouble: isTestFile(value.entity.file) }];
  });
}

/** An argument and the place of the parameter that takes it. */
export interface Taken {
  readonly position: number;
  readonly argument: Expression;
}

/** What follows a spread argument may be taken by any parameter. */
export function takenBy(of: Pick<Passing, "resolver" | "at">, site: Site, target: Entity): readonly Taken[] {
  const { parameters } = target.facts;
  const shift = shiftOf(of, site, target);
  if (shift === undefined) return [];
  const restAt = parameters.findIndex(({ rest }) => rest);
  const taken: Taken[] = [];
  for (const { argument, index } of spreadOut(of, site.arguments ?? [])) {
    if (argument.kind === "named") {
      const position = parameters.findIndex(({ name }) => name === argument.name);
      taken.push({ position, argument: argument.value });
    } else taken.push({ position: restAt >= 0 ? Math.min(index + shift, restAt) : index + shift, argument });
  }
  return taken;
}

interface Placed {
  readonly argument: Expression;
  readonly index: number;
}

/** Spread containers whose order is known are as many arguments; what follows others may be taken by any parameter. */
function spreadOut(
  { resolver, at }: Pick<Passing, "resolver" | "at">,
  written: readonly Expression[],
): readonly Placed[] {
  const placed: Placed[] = [];
  let index = 0;
  for (const argument of written) {
    if (argument.kind !== "spread") {
      if (argument.kind !== "other") placed.push({ argument, index });
      index++;
      continue;
    }
    const { value } = argument;
    const [container] = resolver.dereference(resolver.evaluate(value, at)).values;
    if (container?.kind !== "external") break;
    const names = keysOf(resolver, container);
    for (const name of names) placed.push({ argument: { kind: "named", name, value: indexOf(value, name) }, index });
    if (names.length > 0) continue;
    const count = orderOf(resolver, container);
    if (count === undefined) break;
    for (let item = 0; item < count; item++) placed.push({ argument: indexOf(value, item), index: index + item });
    index += count;
  }
  return placed;
}

function indexOf(of: Expression, key: Key): Expression {
  return { kind: "index", of, key };
}

/** How many parameters come before that of the first argument; undefined where that is not known. */
function shiftOf(
  { resolver, at }: Pick<Passing, "resolver" | "at">,
  { target: callee }: Site,
  target: Entity,
): number | undefined {
  const { indirectCalls, bindingMembers } = resolver.rulesOf(target.file);
  const isIndirect = callee.kind === "member" && indirectCalls.has(callee.name) && callee.name !== target.facts.name;
  // What can be bound takes its `this` first when it is called like this.
  if (isIndirect && bindingMembers.size > 0) return callee.name === "call" ? -1 : undefined;
  if (!hasImplicitFirst(resolver, target)) return target.facts.parameters[0]?.name === "this" ? 1 : 0;
  const isNamed = callee.kind === "member" && callee.name === target.facts.name;
  const isOfType = isNamed && namesType(resolver.dereference(resolver.evaluate(callee.of, at)));
  return isOfType && !target.facts.modifiers.includes("static") ? 0 : 1;
}

function namesType({ values }: Found): boolean {
  return values.length > 0 && values.every((value) => value.kind === "entity" && isClassLike(value.entity));
}
