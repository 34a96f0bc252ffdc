/** What the language itself calls for operators, loops and the like, where the operand is an object of the repository. */
import type { Site } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { calledBy, type Targets } from "./targets.ts";
import { asInferred, type At, type Found, isClassLike, isFunctionLike, NOTHING, unite } from "./values.ts";

const NONE: Targets = { targets: [], made: [], tier: "exact", isUse: false };

/** Empty unless functions of the repository are called, or types of it are made. */
export function impliedBy(resolver: Resolver, site: Site, at: At): Targets {
  if (site.kind === "reference") return NONE;
  const found = site.kind === "new" ? typesNamed(resolver, site, at) : methodsOf(resolver, site, at);
  return found.values.length === 0 ? NONE : calledBy(resolver, { site, at }, found);
}

function typesNamed(resolver: Resolver, { target }: Site, at: At): Found {
  const named = resolver.dereference(resolver.evaluate(target, at));
  return only(named, (value) => value.kind === "entity" && isClassLike(value.entity));
}

/** Of objects alone: what a type has under the name is called on its instances. */
function methodsOf(resolver: Resolver, { target }: Site, at: At): Found {
  if (target.kind !== "member") return NOTHING;
  const operands = only(resolver.dereference(resolver.evaluate(target.of, at)), ({ kind }) => kind === "instance");
  if (operands.values.length === 0) return NOTHING;
  const found = unite(operands.values.map((operand) => resolver.member(operand, target.name)));
  const ours = only(found, (value) => value.kind === "entity" && isFunctionLike(value.entity));
  return operands.tier === "inferred" ? asInferred(ours) : ours;
}

function only(found: Found, isMeant: (value: Found["values"][number]) => boolean): Found {
  return { ...found, values: found.values.filter(isMeant) };
}
