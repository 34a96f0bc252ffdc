/** Which of several functions C# prefers that fit a call alike (§12.6.4 of its specification). */
import type { TypeExpression } from "../facts.ts";
import type { PassedValue } from "./asked.ts";
import type { Entity } from "./values.ts";

/** Type parameters have to follow from what is passed; then no parameter left out, and no type parameters, are better. */
export function settleTies(tied: readonly Entity[], given: readonly PassedValue[]): readonly Entity[] {
  const inferred = preferred(tied, (one) => isInferable(one, given));
  if (given.some((one) => isLambda(one) || isUnknown(one))) return inferred;
  const whole = preferred(inferred, ({ facts }) => facts.parameters.length === given.length);
  return preferred(whole, ({ facts }) => (facts.typeParameters?.length ?? 0) === 0);
}

function preferred(tied: readonly Entity[], isBetter: (one: Entity) => boolean): readonly Entity[] {
  const better = tied.filter(isBetter);
  return better.length > 0 ? better : tied;
}

function isLambda(given: PassedValue | undefined): boolean {
  return typeof given === "object" && "kind" in given;
}

function isUnknown(given: PassedValue): boolean {
  return typeof given === "object" && "values" in given && given.values.length === 0;
}

/** A function without types for its parameters says only what it gives. */
function isInferable({ facts }: Entity, given: readonly PassedValue[]): boolean {
  const names = (facts.typeParameters ?? []).map(({ name }) => name);
  return names.every((name) =>
    facts.parameters.some(({ type, receives }, index) => {
      if (type === undefined) return true;
      if (receives === true) return mentions(type, name);
      return isLambda(given[index]) ? givesType(type, name) : index < given.length && mentions(type, name);
    }),
  );
}

function mentions(type: TypeExpression, name: string): boolean {
  if (type.of.kind === "name" && type.of.name === name) return true;
  return [...type.arguments, ...type.or].some((one) => mentions(one, name));
}

/** `Func<A, T>` gives a T, `Action<T>` takes one; of other delegates nothing is known. */
function givesType(type: TypeExpression, name: string): boolean {
  const kind = "name" in type.of ? type.of.name : "";
  if (kind === "Action" || kind === "Predicate" || kind === "Comparison") return false;
  if (kind === "Expression") return type.arguments.some((one) => givesType(one, name));
  const last = type.arguments.at(-1);
  return kind === "Func" ? last !== undefined && mentions(last, name) : mentions(type, name);
}
