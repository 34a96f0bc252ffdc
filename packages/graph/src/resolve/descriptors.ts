/** Descriptors of members: `{ k: { value: f }, j: { get: g } }`. */
import type { Expression, Key } from "../facts.ts";

/** One member as its descriptor says it; nothing of one that is computed or no literal. */
export interface Described {
  readonly key: Key;
  readonly value?: Expression;
  readonly getter?: Expression;
  readonly setter?: Expression;
}

/** The members that an object of descriptors names. */
export function describedIn(descriptors: Expression | undefined): readonly Described[] {
  return entriesOf(descriptors).flatMap(({ key, value: descriptor }) => {
    if (key === undefined) return [];
    const parts = new Map(entriesOf(descriptor).map((part) => [part.key, part.value]));
    const [value, getter, setter] = [parts.get("value"), parts.get("get"), parts.get("set")];
    return [{ key, ...(value && { value }), ...(getter && { getter }), ...(setter && { setter }) }];
  });
}

function entriesOf(literal: Expression | undefined) {
  return literal?.kind === "literal" ? (literal.entries ?? []) : [];
}
