/** What calling outside values gives, as far as the libraries of the languages are known. */
import { handedOn, heldIn } from "./container-library.ts";
import { unordered, withoutContents } from "./containers.ts";
import type { Resolver, Rules } from "./rules.ts";
import { exactly, type External, type Found, NOTHING } from "./values.ts";

/** Empty where nothing says so. */
export function resultOutside(resolver: Resolver, callee: External, given: readonly Found[]): Found {
  if (callee.instance) return NOTHING;
  const handed = handedOn(resolver, callee, given);
  if (handed !== undefined) return handed;
  const rules = resolver.rulesOfFamily(callee.family);
  const dot = callee.symbol.lastIndexOf(".");
  const name = callee.symbol.slice(dot + 1);
  const element = dot > 0 ? elementResult(resolver, callee, name) : undefined;
  if (element !== undefined) return element;
  const value = withoutContents(callee);
  if (rules.builtinTypes.has(name)) return exactly({ ...value, instance: true });
  const known = libraryResult(rules, value, name);
  if (known !== undefined) return exactly(known);
  const isType = rules.callMakesInstance && /^[A-Z]/.test(name) && /[a-z]/.test(name);
  return isType ? exactly({ ...value, instance: true }) : NOTHING;
}

/** By the full symbol inside of the library itself, by the name alone where all types that have it mean the same. */
function libraryResult(rules: Rules, value: External, name: string): External | undefined {
  const isOwn = value.package === rules.builtinPackage;
  const isShared = isOwn || rules.overloads || rules.root.members.has(name);
  const symbol =
    (isOwn ? rules.results.get(value.symbol) : undefined) ?? (isShared ? rules.results.get(name) : undefined);
  return symbol === undefined
    ? undefined
    : { ...value, package: rules.builtinPackage, symbol, instance: true, arguments: [] };
}

/** What members of containers give whose elements are known. */
function elementResult(resolver: Resolver, member: External, name: string): Found | undefined {
  if (member.arguments.length === 0 && member.contents === undefined) return undefined;
  const { elementMembers, sameMembers } = resolver.rulesOfFamily(member.family);
  const container = { ...member, symbol: member.symbol.slice(0, member.symbol.lastIndexOf(".")), instance: true };
  if (elementMembers.has(name)) return heldIn(resolver, container);
  return sameMembers.has(name) ? exactly(unordered(container)) : undefined;
}

/** Whether the tables of the language's library name a member. */
export function isKnownOutside(rules: Rules, name: string): boolean {
  const { elementMembers, sameMembers, elementCallbacks, root, results } = rules;
  return (
    [elementMembers, sameMembers, elementCallbacks, root.members].some((table) => table.has(name)) || results.has(name)
  );
}
