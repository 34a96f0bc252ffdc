/** Python's protocols: classes that others conform to by their members. */
import type { StructuralRules } from "./structural.ts";
import type { Entity } from "./values.ts";

const TYPING: ReadonlySet<string> = new Set(["typing", "typing_extensions"]);

/** `class Reader(Protocol[T])`, however the module is named; a function may stand for one that can only be called. */
function isProtocol({ facts, children }: Entity): boolean {
  const isNamed = facts.bases.some(({ type: { of } }) => "name" in of && of.name === "Protocol");
  return isNamed && !children.has("__call__");
}

/** Parameters that a call by position fills, and none besides that has to be filled. */
function takesWhatIsPassed({ facts: own }: Entity, { facts: wanted }: Entity): boolean {
  const needed = own.parameters.filter(({ rest, defaultValue }) => !rest && defaultValue === undefined).length;
  const hasRest = own.parameters.some(({ rest }) => rest);
  const passed = wanted.parameters.filter(({ rest }) => !rest).length;
  return needed <= passed && (hasRest || own.parameters.length >= passed);
}

export const PROTOCOLS: StructuralRules = {
  language: "python",
  areDeclared: false,
  isStructural: isProtocol,
  asksNothing: (base) => TYPING.has(base.package) && (base.symbol === "Protocol" || base.symbol === "Generic"),
  areAlike: takesWhatIsPassed,
};
