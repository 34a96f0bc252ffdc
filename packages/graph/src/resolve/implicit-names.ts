/** Names that mean members of something that is not written: `this` of an extension or a lambda, a companion. */
import type { Resolver } from "./rules.ts";
import { type At, type Entity, entityValue, type Found, NOTHING, unite } from "./values.ts";

/** A scope that binds `this` sees the members of what that is. */
export function namesOfThis(resolver: Resolver, at: At, name: string): Found | undefined {
  if (resolver.rulesOf(at.file).typeScope !== "inherited" || name === "this") return undefined;
  const bound = at.file.names[at.scope]?.get("this")?.variable;
  if (bound === undefined || bound === at.within) return undefined;
  const members = resolver.evaluate({ kind: "member", of: { kind: "this" }, name }, at);
  return members.values.some(({ kind }) => kind === "entity") ? members : undefined;
}

/** What extends the type around is called there without a receiver. */
export function extensionOfThis(resolver: Resolver, name: string, at: At): Found {
  const rules = resolver.rulesOf(at.file);
  if (rules.extensionMember === undefined || rules.typeScope !== "inherited") return NOTHING;
  const found = resolver.evaluate({ kind: "member", of: { kind: "this" }, name }, { ...at, isCallee: undefined });
  return found.values.some(({ kind }) => kind === "entity") ? found : NOTHING;
}

/** What a body sees of the companion of the type around. */
export function membersOfCompanion(resolver: Resolver, type: Entity, name: string) {
  const companion = resolver.rulesOf(type.file).companionOf?.(type);
  const found = companion === undefined ? NOTHING : resolver.member(entityValue(companion), name);
  return found.values.filter((value) => value.kind === "entity");
}

/** A call without a receiver, where those are calls of `this`. */
export function isSentToThis(resolver: Resolver, at: At): boolean {
  return at.isCallee === true && resolver.rulesOf(at.file).wordsAreCalls;
}

/** Undefined if `this` has no such member of its own; what lies behind an outside base is looked for last. */
export function membersOfThis(resolver: Resolver, name: string, at: At): Found | undefined {
  const self = resolver.evaluate({ kind: "this" }, { ...at, isCallee: undefined });
  const found = unite(self.values.map((one) => resolver.member(one, name)));
  return found.values.some(({ kind }) => kind === "entity") ? found : undefined;
}

/** Of several things under one name those that can be meant at the place. */
export function meantThere(resolver: Resolver, found: Found, at: At): Found {
  const values = found.values.length < 2 ? undefined : resolver.rulesOf(at.file).meant?.(found.values, at);
  if (values === undefined) return found;
  return { values, tier: values.length === 1 ? "exact" : found.tier };
}
