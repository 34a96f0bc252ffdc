/** From what a site denotes to what its edges point at: which of several definitions, and constructors for types. */
import type { Site } from "../facts.ts";
import { isAccessor } from "./accessors.ts";
import { decorated } from "./decorated.ts";
import { chooseOverload, type Target, withBodies } from "./overloads.ts";
import { isSingleton } from "./parts.ts";
import type { Call, Resolver } from "./rules.ts";
import {
  type Entity,
  exactly,
  type External,
  type Found,
  isClassLike,
  isConstructor,
  isFunctionLike,
  instanceOf,
  isProperty,
  isVariableLike,
  type Value,
} from "./values.ts";

export interface Targets {
  readonly targets: readonly Target[];
  /** The types that an instance is made of; those without a constructor of their own are no targets. */
  readonly made: readonly Entity[];
  readonly tier: "exact" | "inferred";
  /** A Go or Rust literal or conversion names a type without running anything of it. */
  readonly isUse: boolean;
}

const NONE: Targets = { targets: [], made: [], tier: "exact", isUse: false };

/** What a call, construction or decorator runs. */
export function calledBy(resolver: Resolver, call: Call & { readonly site: Site }, named: Found): Targets {
  const { site } = call;
  if (named.values.length === 0) return NONE;
  const found = site.kind === "decorator" ? named : decorated(resolver, named);
  let { tier } = found;
  const runs: Run[] = [];
  const add = (more: readonly Run[]): void => {
    for (const one of more) if (!runs.some((known) => isSameRun(known, one))) runs.push(one);
  };
  for (const value of found.values) {
    const direct = runBy(resolver, value);
    if (direct !== undefined) {
      add(direct);
      continue;
    }
    const held = decorated(resolver, resolver.dereference(exactly(value)));
    const run = runOfHeld(resolver, call, value);
    const through = held.values.flatMap((one) => (one === value ? [] : run(one)));
    if (through.length > 0) {
      add(through);
      if (held.tier === "inferred") tier = "inferred";
    } else if (!held.values.some(isContainer) && isCalledItself(resolver, call, value)) add([{ target: value.entity }]);
  }
  const targets = [...new Set(runs.map((run) => run.target))];
  const chosen = chooseOverload(resolver, preferCallable(targets), call);
  const isUse = site.kind !== "decorator" && chosen.length > 0 && chosen.every((one) => isConversion(resolver, one));
  const made = runs.flatMap((run) => (run.makes !== undefined && chosen.includes(run.target) ? [run.makes] : []));
  return { ...split(chosen, isUse ? [] : [...new Set(made)]), tier: chosen.length > 1 ? "inferred" : tier, isUse };
}

/** A place whose value is unknown stands for it, unless a value is only made for the place. */
function isCalledItself(
  resolver: Resolver,
  { site, at }: Call & { readonly site: Site },
  value: Value,
): value is Value & { readonly kind: "entity" } {
  const isMade = site.kind === "new" && resolver.rulesOf(at.file).constructsPlace !== undefined;
  return value.kind === "entity" && isVariableLike(value.entity) && !isMade;
}

/** How what a place holds is run: a construction that names the place makes a value for it, others call what is there. */
function runOfHeld(
  resolver: Resolver,
  { site, at }: Call & { readonly site: Site },
  place: Value,
): (held: Value) => readonly Run[] {
  const { constructsPlace } = resolver.rulesOf(at.file);
  if (site.kind !== "new" || constructsPlace === undefined) return (held) => runBy(resolver, held) ?? [];
  if (place.kind === "entity" && !constructsPlace(place.entity)) return () => [];
  return (held) => madeBy(resolver, held) ?? [];
}

/** A function that is run, or a type that has no constructor to run; and the type of the instance that this makes. */
interface Run {
  readonly target: Target;
  readonly makes?: Entity;
}

function isSameRun(a: Run, b: Run): boolean {
  return a.makes === b.makes && isSameTarget(a.target, b.target);
}

function split(chosen: readonly Target[], made: readonly Entity[]): Pick<Targets, "targets" | "made"> {
  return { targets: chosen.filter((one) => !("facts" in one && made.includes(one))), made };
}

/** A constant that makes an instance is called itself: Rust's `Shape::Circle(1)`. */
function isPlace(resolver: Resolver, entity: Entity): boolean {
  return isProperty(entity) || (isVariableLike(entity) && !isConstructor(entity) && !isAccessor(resolver, entity));
}

/** What is run when a value itself is called; undefined for places, which have to be looked into. */
function runBy(resolver: Resolver, value: Value): readonly Run[] | undefined {
  switch (value.kind) {
    case "entity": {
      const { entity } = value;
      if (isPlace(resolver, entity)) return undefined;
      if (isSingleton(entity)) return runBy(resolver, instanceOf(entity));
      if (!isClassLike(entity)) return [{ target: entity }];
      return runsOf(resolver, entity);
    }
    case "instance": {
      const { callMember } = resolver.rulesOf(value.entity.file);
      const callers = callMember === undefined ? [] : resolver.member(value, callMember).values;
      return callers.flatMap((one): readonly Run[] =>
        one.kind === "entity" ? [{ target: one.entity }] : one.kind === "external" ? [{ target: one }] : [],
      );
    }
    case "external":
      return isNoFunction(resolver, value) ? [] : [{ target: value }];
    case "super": {
      const base = resolver.ancestors(value.entity)[1];
      if (base === undefined) return [];
      const runs = base.kind === "external" ? [base] : constructors(resolver, base.entity);
      return runs.map((target) => ({ target }));
    }
    case "module":
      return resolver.whole(value).values.flatMap((one) => runBy(resolver, one) ?? []);
    case "variable":
      return undefined;
    default:
      return [];
  }
}

/** A container is no function, whatever it holds. */
function isContainer(value: Value): boolean {
  return value.kind === "external" && value.instance && value.contents !== undefined;
}

/** The type of a value of the language itself tells that it is a function at most, and not which. */
function isNoFunction(resolver: Resolver, value: External): boolean {
  return (
    isContainer(value) || (value.instance && value.package === resolver.rulesOfFamily(value.family).builtinPackage)
  );
}

/** What making the value that a place takes runs; nothing for types of the language itself. */
function madeBy(resolver: Resolver, value: Value): readonly Run[] | undefined {
  if (value.kind === "instance") return runsOf(resolver, value.entity);
  if (value.kind !== "external") return undefined;
  return value.package === resolver.rulesOfFamily(value.family).builtinPackage ? [] : [{ target: value }];
}

/** A name for another type has the constructors of that one. */
function runsOf(resolver: Resolver, type: Entity): readonly Run[] {
  const isName = type.facts.kind === "Type" && !resolver.rulesOf(type.file).aliasesAreTypes;
  const named = isName ? resolver.aliased(type).values.flatMap((one) => madeBy(resolver, one) ?? []) : [];
  return named.length > 0 ? named : constructors(resolver, type).map((target) => ({ target, makes: type }));
}

/** What constructing a type runs: its own constructors, or the type itself where it has none. */
export function constructors(resolver: Resolver, type: Entity): readonly Target[] {
  resolver.dependencies.read(type.facts.name);
  const own = [...type.children.values()].flat().filter(isConstructor);
  if (own.length === 0) return [type];
  const { laterReplaces, primaryConstructors } = resolver.rulesOf(type.file);
  if (!laterReplaces) return primaryConstructors && type.facts.parameters.length > 0 ? [...own, type] : own;
  return [own.findLast((one) => one.facts.name === "__init__") ?? own.at(-1) ?? type];
}

function isConversion(resolver: Resolver, target: Entity | External): boolean {
  if (!("facts" in target)) return false;
  const { family } = resolver.rulesOf(target.file);
  if (family === "rust") return !isFunctionLike(target);
  if (!isClassLike(target)) return false;
  // An enum or a name for a plain type of C has no constructor.
  return family === "go" || (family === "c" && (target.facts.kind === "Enum" || target.facts.kind === "Type"));
}

/** A type and a value may share a name; only one of them can be called. */
function preferCallable(targets: readonly Target[]): readonly Target[] {
  const hasFunction = targets.some((one) => "facts" in one && isFunctionLike(one) && !isConstructor(one));
  const callable = targets.filter(
    (one) =>
      !("facts" in one) ||
      isFunctionLike(one) ||
      one.facts.kind === "Class" ||
      (one.facts.kind === "Struct" && !hasFunction),
  );
  return callable.length > 0 ? callable : targets;
}

/** More declarations of one name than anybody merges: who means all of them means none. */
const MAX_USED = 100;

/** What a name that is used without a call refers to; locals refer to nothing in the graph. */
export function usedBy(site: Site, found: Found): readonly Target[] {
  const used = found.values.flatMap((value): readonly Target[] => {
    if (value.kind === "entity") return [value.entity];
    return value.kind === "external" && !value.instance && value.symbol !== "" ? [value] : [];
  });
  if (used.length < 2) return used;
  if (used.length > MAX_USED) return [];
  const types = used.filter((one) => !("facts" in one) || isClassLike(one));
  const values = used.filter((one) => !("facts" in one) || !isClassLike(one) || one.facts.kind === "Class");
  const wanted = site.kind === "type" ? types : values;
  return withBodies(wanted.length > 0 ? wanted : used);
}

function isSameTarget(a: Entity | External, b: Entity | External): boolean {
  if ("facts" in a || "facts" in b) return a === b;
  return a.package === b.package && a.symbol === b.symbol && a.family === b.family;
}
