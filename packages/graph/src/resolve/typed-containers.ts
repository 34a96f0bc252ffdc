/** Containers whose declared type does not say what is in them, such as one of functions: what they are made with does. */
import { isNameOfFunctions } from "./function-types.ts";
import type { Resolver } from "./rules.ts";
import { type External, type Found, type Source, type Value } from "./values.ts";

/** Nothing is known of the type, or nothing of what such a container holds. */
export function isOpenContainer(resolver: Resolver, { values }: Found): boolean {
  const [one, other] = values;
  if (one === undefined) return true;
  if (other !== undefined || one.kind !== "external" || !one.instance || one.contents !== undefined) return false;
  return (
    one.arguments.length > 0 && one.arguments.at(-1)?.values.every((held) => isAnyFunction(resolver, held)) === true
  );
}

/** Of a type that is a name for functions and has no members of its own. */
function isAnyFunction(resolver: Resolver, held: Value): boolean {
  return held.kind === "instance" && held.entity.children.size === 0 && isNameOfFunctions(resolver, held.entity);
}

/** It is given a literal with something in it. */
export function holdsItems({ value, element }: Source): boolean {
  return !element && value?.kind === "literal" && (value.items ?? value.entries) !== undefined;
}

/** The declared container with what it is made with. */
export function withWritten(declared: Found, { values, tier }: Found): Found {
  const [type] = declared.values;
  const filled = values.flatMap((one): readonly External[] => {
    const contents = one.kind === "external" ? one.contents : undefined;
    if (one.kind !== "external" || contents === undefined) return [];
    return [{ ...(type?.kind === "external" ? type : one), contents }];
  });
  return filled.length === 0 ? declared : { values: filled, tier };
}
