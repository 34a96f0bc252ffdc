/**
 * Functions that are handed to the language's own library to be run there: `items.map(parse)` calls parse. The call is
 * drawn from who hands it over, since the library is no part of the graph.
 */
import type { Expression, Site } from "../facts.ts";
import type { Runner } from "./library-runners.ts";
import type { Nodes } from "./nodes.ts";
import { hasImplicitFirst, isOpen } from "./parameters.ts";
import type { Passed } from "./passed.ts";
import { asPassed, passedTo } from "./passing.ts";
import type { Resolver } from "./rules.ts";
import { calledBy, type Targets } from "./targets.ts";
import { type At, type Entity, type Found, isClassLike, isFunctionLike, NOTHING } from "./values.ts";

interface HandedOver {
  readonly resolver: Resolver;
  readonly nodes: Nodes;
  readonly at: At;
}

export interface Run {
  readonly ran: readonly Targets[];
  readonly passed: readonly Passed[];
}

const NOTHING_RUN: Run = { ran: [], passed: [] };

/** `callees` are those that the call is known to reach: if one of them is of the repository, it says itself what it runs. */
export function callbacksRun(of: HandedOver, site: Site, callees: Targets["targets"]): Run {
  const { resolver, at } = of;
  const { target } = site;
  if (site.arguments === undefined || (target.kind !== "name" && target.kind !== "member")) return NOTHING_RUN;
  const runner = resolver.rulesOf(at.file).library.runners.get(target.name);
  const isOutside = callees.every((one) => !("facts" in one));
  if (runner === undefined || !isOutside || (callees.length === 0 && target.kind === "name")) return NOTHING_RUN;
  const ran: Targets[] = [];
  const passed: Passed[] = [];
  for (const argument of site.arguments) {
    const found = functionsIn(resolver, valueOf(argument), at);
    if (found.values.length === 0) continue;
    ran.push({ ...calledBy(resolver, { site: RUN, at }, found), tier: "inferred" });
    passed.push(...elementsFor(of, { site, runner }, found));
  }
  return { ran, passed };
}

/** Stands for the call that the library makes. */
const RUN: Site = { kind: "call", scope: 0, line: 0, column: 0, target: { kind: "other" }, argumentCount: -1 };

function valueOf(argument: Expression): Expression {
  return argument.kind === "named" ? argument.value : argument;
}

/** Those of the repository that have a name; a function that is written as an argument is part of who hands it over. */
function functionsIn(resolver: Resolver, argument: Expression, at: At): Found {
  if (argument.kind !== "name" && argument.kind !== "member" && argument.kind !== "call") return NOTHING;
  const found = resolver.dereference(resolver.evaluate(argument, at));
  const ours = found.values.filter(
    (value) => value.kind === "entity" && (isFunctionLike(value.entity) || isClassLike(value.entity)),
  );
  return { ...found, values: ours };
}

/** What the library gives the function, for parameters that say nothing of what they hold. */
function elementsFor(
  { resolver, nodes, at }: HandedOver,
  { site, runner }: { readonly site: Site; readonly runner: Runner },
  functions: Found,
): readonly Passed[] {
  const container = containerOf(site, runner);
  if (container === undefined) return [];
  const elements = resolver.elements(resolver.dereference(resolver.evaluate(container, at)));
  const given = asPassed(nodes, elements);
  if (given.length === 0) return [];
  return functions.values.flatMap((value) => {
    if (value.kind !== "entity" || !isFunctionLike(value.entity)) return [];
    const owner: Entity = value.entity;
    const position = runner.parameter + (hasImplicitFirst(resolver, owner) ? 1 : 0);
    const parameter = owner.facts.parameters[position];
    if (parameter === undefined || !isOpen(resolver, owner, parameter)) return [];
    return passedTo(nodes, { owner, position }, given);
  });
}

function containerOf({ target, arguments: given }: Site, { elementsOf }: Runner): Expression | undefined {
  if (elementsOf === "receiver") return target.kind === "member" ? target.of : undefined;
  return elementsOf === undefined ? undefined : given?.[elementsOf];
}
