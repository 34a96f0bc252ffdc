/** Types with type parameters, once those are known. */
import { type Entity, exactly, type Found, NOTHING, unite, type Value } from "./values.ts";

const MAX_ARGUMENT_DEPTH = 3;

/** How type parameters are filled: those of `owner` by `arguments`, `Self` by `self`. */
export interface Substitution {
  readonly owner: Entity;
  readonly arguments: readonly Found[];
  readonly self: Value | undefined;
}

/** Replaces type parameters and `Self` inside of values; what has no replacement stays. */
export function substitute(found: Found, by: Substitution, depth = 0): Found {
  if (depth > MAX_ARGUMENT_DEPTH) return NOTHING;
  if (!found.values.some((value) => isFillable(value))) return found;
  return unite(
    found.values.map((value) => {
      if (value.kind === "self") return by.self === undefined ? exactly(value) : exactly(by.self);
      if (value.kind === "type-parameter") return parameterValue(value, by);
      if (value.kind !== "instance" && value.kind !== "external") return { values: [value], tier: found.tier };
      const filled = value.arguments.map((argument) => substitute(argument, by, depth + 1));
      return { values: [{ ...value, arguments: filled }], tier: found.tier };
    }),
  );
}

function parameterValue(value: Value & { readonly kind: "type-parameter" }, by: Substitution): Found {
  const known = value.owner === by.owner ? by.arguments[value.index] : undefined;
  return known === undefined || known.values.length === 0 ? exactly(value) : known;
}

function isFillable(value: Value): boolean {
  if (value.kind === "self" || value.kind === "type-parameter") return true;
  return (value.kind === "instance" || value.kind === "external") && value.arguments.length > 0;
}
