/** Why a use is bound at tier `inferred` only: where its evidence ceases to be proof. */
import type { Expression, Site } from "../facts.ts";
import type { Cause } from "../resolve/edge-set.ts";
import { overridden } from "../resolve/overrides.ts";
import type { Resolver } from "../resolve/rules.ts";
import { calledBy } from "../resolve/targets.ts";
import {
  type At,
  type Entity,
  type External,
  isClassLike,
  sameValue,
  type SourceFile,
  type Value,
} from "../resolve/values.ts";
import { outsideName, spelled, titled, titledWithin, valueInWords } from "./spell.ts";
import type { EvidenceStep, StepKind } from "./steps.ts";
import { placeless, type Steps } from "./trace.ts";

export interface Doubted {
  readonly of: { readonly file: SourceFile };
  readonly cause: Cause;
  /** Of the evidence that there is. */
  readonly steps: Steps;
}

/** The last step of an inferred use. */
export function doubtOf(resolver: Resolver, { of: { file }, cause, steps }: Doubted): EvidenceStep {
  return placeless("doubt", `inferred, because ${whyNoMore(resolver, { of: { file }, cause, steps })}`);
}

function whyNoMore(resolver: Resolver, { of: { file }, cause, steps }: Doubted): string {
  if ("tool" in cause || "base" in cause) return byStep(steps);
  if ("module" in cause) return "no manifest names the module: it is looked for by its folder";
  if ("target" in cause) return ofSite(resolver, { site: cause, at: { file, scope: cause.scope } }, steps);
  const type = isClassLike(cause) ? cause : cause.parent;
  if (overridden(resolver, cause).length > 0) return "it is compiled for some machines only";
  return `${type === undefined ? "it" : titled(type)} names no such base: it conforms by its members`;
}

interface Use {
  readonly site: Site;
  readonly at: At;
}

function ofSite(resolver: Resolver, use: Use, steps: Steps): string {
  const { site, at } = use;
  const [first] = steps;
  // What callers pass stands in their files, what the library is handed in none.
  if (first?.kind === "passed" && first.file === "") return "only the library says that it is run";
  const isType = site.kind === "new" || site.kind === "type" || site.kind === "decorator";
  const found = resolver.evaluate(site.target, { ...at, isCallee: site.kind === "call", isType, call: site });
  const { targets, made } = calledBy(resolver, use, found);
  return firstDoubt(resolver, use) ?? severalTargets([...targets, ...made]) ?? byStep(steps);
}

/** The innermost part of what is written that may be several things. */
function firstDoubt(resolver: Resolver, { site, at }: Use): string | undefined {
  const parts: Expression[] = [];
  for (let part = site.target; ; part = part.of) {
    parts.unshift(part);
    if (!("of" in part)) break;
  }
  for (const part of parts.slice(0, -1)) {
    const values = differing(resolver.dereference(resolver.evaluate(part, at)).values);
    if (values.length > 1) return `\`${spelled(part)}\` may be ${oneOf(values.map(valueInWords))}`;
  }
  return undefined;
}

function differing(values: readonly Value[]): readonly Value[] {
  const known: Value[] = [];
  for (const value of values) {
    if (value.kind !== "variable" && !known.some((one) => sameValue(one, value))) known.push(value);
  }
  return known;
}

function severalTargets(targets: readonly (Entity | External)[]): string | undefined {
  const names = targets.map((one) => ("facts" in one ? titledWithin(one) : `\`${outsideName(one)}\``));
  const different = [...new Set(names)];
  return different.length < 2 ? undefined : `what is meant may be ${oneOf(different)}`;
}

const SHOWN = 3;

function oneOf(names: readonly string[]): string {
  const unique = [...new Set(names)];
  if (unique.length < names.length || unique.length > SHOWN) {
    return `one of ${names.length}, such as ${unique.slice(0, SHOWN).join(", ")}`;
  }
  return unique.join(" or ");
}

/** What no declaration proves, by the step that stands in its place. */
const UNPROVEN: readonly (readonly [StepKind, string])[] = [
  ["passed", "no type is declared for what callers pass: others may pass something else"],
  ["context", "what the function is handed is known by what the one that takes it does"],
  ["element", "which of its elements is meant is not known"],
  ["narrowing", "a condition shows the type, no declaration does"],
  ["return", "what is returned follows from its code, no declaration says it"],
  ["assignment", "the type is that of what is assigned, no declaration says it"],
  ["outside", "a base outside of the repository may have it"],
];

function byStep(steps: Steps): string {
  const kinds = new Set(steps.map((one) => one.kind));
  const [, why = "no declaration proves each of these steps"] = UNPROVEN.find(([kind]) => kinds.has(kind)) ?? [];
  return why;
}
