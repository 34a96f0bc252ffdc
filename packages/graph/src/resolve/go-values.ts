/** Go: what a function gives besides its first result, and what the first variable of a loop takes. */
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import { ownSubstitution } from "./type-arguments.ts";
import { type External, type Found, instanceOf, isClassLike, NOTHING, type Value } from "./values.ts";

/** How facts call what a loop gives first. */
const FIRST = "<first>";
/** And what a function gives besides: `#1`, `#2`. */
const FURTHER = /^#(\d+)$/;

/** Of a function under the place of a result. */
export function furtherResult(resolver: Resolver, callee: Value, name: string): Found {
  const place = Number(FURTHER.exec(name)?.[1] ?? 0);
  if (place === 0 || callee.kind !== "entity") return NOTHING;
  const { entity, receiver } = callee;
  const type = entity.facts.moreReturns?.[place - 1];
  if (type === undefined) return NOTHING;
  const { file, parent } = entity;
  const written = resolver.once(type, () =>
    resolver.typed(type, { file, scope: declaringScope(entity), owner: entity }),
  );
  const inside = substitute(written, ownSubstitution(resolver, callee));
  const self = receiver ?? (parent !== undefined && isClassLike(parent) ? instanceOf(parent) : undefined);
  return self === undefined ? inside : substitute(inside, resolver.substitution(entity, self));
}

/** Undefined for what has a name of its own. */
export function outsideMember(of: External, name: string): Found | undefined {
  if (FURTHER.test(name)) return NOTHING;
  if (name !== FIRST) return undefined;
  const isKeyed = of.symbol === "map" && of.arguments.length === 2;
  const isGiven = of.symbol === "chan" || (of.package === "iter" && /^Seq2?$/.test(of.symbol));
  return of.instance && (isKeyed || isGiven) ? (of.arguments[0] ?? NOTHING) : NOTHING;
}
