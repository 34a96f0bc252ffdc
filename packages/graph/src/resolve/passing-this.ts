/** From the calls that say what a function has as `this`, to that function: `f.call(o)`, and accessors that are installed. */
import type { Expression, Site } from "../facts.ts";
import { THIS } from "./asked.ts";
import { describedIn } from "./descriptors.ts";
import type { Passed } from "./passed.ts";
import { evaluated, type Passing, passedTo } from "./passing.ts";
import { isFree } from "./project.ts";
import { isDescribing } from "./stores.ts";

/** A function and what is its `this`. */
interface Bound {
  readonly callee: Expression;
  readonly self: Expression;
}

/** What a call makes the `this` of functions that are no members of anything. */
export function passedAsThis(of: Passing, site: Site): readonly Passed[] {
  const { resolver, nodes, at } = of;
  const { indirectCalls, bindingMembers } = resolver.rulesOf(at.file);
  const { kind, target, arguments: given } = site;
  if (kind !== "call" || target.kind !== "member" || bindingMembers.size === 0) return [];
  const [first, second] = given ?? [];
  if (first === undefined) return [];
  const isIndirect = indirectCalls.has(target.name) || bindingMembers.has(target.name);
  const bound = isIndirect
    ? [{ callee: target.of, self: first }]
    : isDescribing(target)
      ? accessorsIn(first, second)
      : [];
  return bound.flatMap(({ callee, self }) => {
    const { values } = resolver.dereference(resolver.evaluate(callee, at));
    const owners = values.flatMap((value) => (value.kind === "entity" && isFree(value.entity) ? [value.entity] : []));
    if (owners.length === 0) return [];
    const passed = evaluated(of, self);
    return owners.flatMap((owner) => passedTo(nodes, { owner, position: THIS }, passed));
  });
}

function accessorsIn(self: Expression, described: Expression | undefined): readonly Bound[] {
  return describedIn(described).flatMap(({ getter, setter }) =>
    [getter, setter].flatMap((callee) => (callee === undefined ? [] : [{ callee, self }])),
  );
}
