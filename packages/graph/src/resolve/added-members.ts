/** Members that the repository adds to types that have them not: extensions, types opened again, changed prototypes. */
import { isKnownOutside } from "./outside-results.ts";
import { takesArguments } from "./overloads.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Found, isFunctionLike, NOTHING, unite } from "./values.ts";

interface Asked {
  readonly found: Found;
  readonly at: At;
}

interface Owned extends Asked {
  /** What the types themselves have of the name, or are believed to have if they are outside. */
  readonly own: Found;
}

/** What others give to a type comes after what it has itself, and before what an outside type is only believed to have. */
export function memberOrAdded(resolver: Resolver, name: string, { found, at }: Asked): Found {
  const own = unite(found.values.map((value) => resolver.member(value, name)));
  const asked = { found, own, at };
  const added = addedMembers(resolver, name, asked);
  return added.values.length > 0 || isOthers(resolver, name, asked) ? added : own;
}

/** A member that may be one of ours is not the outside type's, unless its library is known to have it. */
function isOthers(resolver: Resolver, name: string, { found, own, at }: Owned): boolean {
  const rules = resolver.rulesOf(at.file);
  if (rules.mayExtend === undefined || own.values.some(({ kind }) => kind !== "external")) return false;
  if (own.values.length === 0 || isKnownOutside(rules, name)) return false;
  return found.values.some((receiver) => rules.mayExtend?.(resolver, at, { receiver, name }) === true);
}

function addedMembers(resolver: Resolver, name: string, { found, own, at }: Owned): Found {
  const rules = resolver.rulesOf(at.file);
  const isOurs = own.values.some((value) => value.kind !== "external");
  const isOpen = rules.extensionFunction !== undefined && !(isOurs && takesCall(resolver, own, at));
  if (!isOpen && isOurs) return NOTHING;
  const given = found.values.map(
    (receiver) =>
      rules.extensionFunction?.(resolver, { at, receiver, name }) ??
      rules.extensionMember?.(resolver, at, { receiver, name }) ??
      (own.values.length === 0 || isOpen ? rules.memberBesides?.(resolver, receiver, name) : NOTHING),
  );
  return unite(given.map((one) => one ?? NOTHING));
}

/** False if all of them are functions that other arguments are passed to. */
function takesCall(resolver: Resolver, own: Found, at: At): boolean {
  const { call } = at;
  if (call === undefined) return true;
  return own.values.some((value) => {
    if (value.kind !== "entity" || !isFunctionLike(value.entity)) return value.kind !== "external";
    return takesArguments(resolver, value.entity, { site: call, at });
  });
}
