/** Containers whose declared type does not say what is in them, such as one of functions: what they are made with does. */
import type { Expression } from "../facts.ts";
import { written } from "./containers.ts";
import { isNameOfFunctions } from "./function-types.ts";
import type { Resolver } from "./rules.ts";
import { type At, exactly, type External, type Found, type Source, type Value } from "./values.ts";

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
  if (held.kind === "external") {
    const { library, functionsAreInterfaces } = resolver.rulesOfFamily(held.family);
    return !functionsAreInterfaces && library.functionTypes.has(held.symbol.slice(held.symbol.lastIndexOf(".") + 1));
  }
  return held.kind === "instance" && held.entity.children.size === 0 && isNameOfFunctions(resolver, held.entity);
}

/** It is given a literal with something in it. */
export function holdsItems({ value, element }: Source): boolean {
  return !element && isFilled(value);
}

function isFilled(value: Expression | undefined): value is Expression & { readonly kind: "literal" } {
  return value?.kind === "literal" && (value.items ?? value.entries) !== undefined;
}

/** What a place holds that is given a literal in a language in which such a literal has no type of its own, as in C. */
export function heldByLiteral(resolver: Resolver, value: Expression, at: At): Found | undefined {
  if (!isFilled(value)) return undefined;
  const { family, builtinPackage, literal } = resolver.rulesOf(at.file);
  if (literal(value.type) !== undefined) return undefined;
  const made = {
    kind: "external",
    family,
    package: builtinPackage,
    symbol: value.type,
    instance: true,
    arguments: [],
  } as const;
  return exactly(written(made, value, at));
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
