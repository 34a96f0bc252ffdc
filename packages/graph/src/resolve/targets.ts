/** From what a site denotes to what its edges point at: which of several definitions, and constructors for types. */
import type { Definition, Site } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import {
  type Entity,
  exactly,
  type External,
  type Found,
  isClassLike,
  isFunctionLike,
  isProperty,
  isVariableLike,
  type Value,
} from "./values.ts";

export interface Targets {
  readonly targets: readonly (Entity | External)[];
  readonly tier: "exact" | "inferred";
  /** A Go literal or conversion names a type without running anything of it. */
  readonly isUse: boolean;
}

const NONE: Targets = { targets: [], tier: "exact", isUse: false };

/** What a call, construction or decorator runs. */
export function calledBy(resolver: Resolver, site: Site, found: Found): Targets {
  if (found.values.length === 0) return NONE;
  let { tier } = found;
  const targets: (Entity | External)[] = [];
  const add = (more: readonly (Entity | External)[]): void => {
    for (const one of more) if (!targets.some((known) => isSameTarget(known, one))) targets.push(one);
  };
  for (const value of found.values) {
    const direct = runBy(resolver, value);
    if (direct !== undefined) {
      add(direct);
      continue;
    }
    const held = resolver.dereference(exactly(value));
    const through = held.values.flatMap((one) => (one === value ? [] : (runBy(resolver, one) ?? [])));
    if (through.length > 0) {
      add(through);
      if (held.tier === "inferred") tier = "inferred";
    } else if (value.kind === "entity" && isVariableLike(value.entity)) add([value.entity]);
  }
  const chosen = chooseOverload(preferCallable(targets), site.argumentCount);
  const isUse = site.kind !== "decorator" && chosen.length > 0 && chosen.every((one) => isConversion(resolver, one));
  return { targets: chosen, tier: chosen.length > 1 ? "inferred" : tier, isUse };
}

/** What is run when a value itself is called; undefined for places, which have to be looked into. */
function runBy(resolver: Resolver, value: Value): readonly (Entity | External)[] | undefined {
  switch (value.kind) {
    case "entity":
      if (isProperty(value.entity) || isVariableLike(value.entity)) return undefined;
      return isClassLike(value.entity) ? constructors(resolver, value.entity) : [value.entity];
    case "instance": {
      const { callMember } = resolver.rulesOf(value.entity.file);
      const callers = callMember === undefined ? [] : resolver.member(value, callMember).values;
      return callers.flatMap((one): readonly (Entity | External)[] =>
        one.kind === "entity" ? [one.entity] : one.kind === "external" ? [one] : [],
      );
    }
    case "external":
      return [value];
    case "super": {
      const base = resolver.ancestors(value.entity)[1];
      if (base === undefined) return [];
      return base.kind === "external" ? [base] : constructors(resolver, base.entity);
    }
    case "module":
      return resolver.whole(value).values.flatMap((one) => runBy(resolver, one) ?? []);
    case "variable":
      return undefined;
    default:
      return [];
  }
}

/** What constructing a type runs: its own constructors, or the type itself where it has none. */
export function constructors(resolver: Resolver, type: Entity): readonly (Entity | External)[] {
  const own: Entity[] = [];
  for (const children of type.children.values()) {
    for (const child of children) if (child.facts.modifiers.includes("constructor")) own.push(child);
  }
  if (own.length === 0) return [type];
  if (!resolver.rulesOf(type.file).laterReplaces) return own;
  return [own.findLast((one) => one.facts.name === "__init__") ?? own.at(-1) ?? type];
}

function isConversion(resolver: Resolver, target: Entity | External): boolean {
  return "facts" in target && isClassLike(target) && resolver.rulesOf(target.file).family === "go";
}

/** A type and a value may share a name; only one of them can be called. */
function preferCallable(targets: readonly (Entity | External)[]): readonly (Entity | External)[] {
  const callable = targets.filter(
    (one) => !("facts" in one) || isFunctionLike(one) || one.facts.kind === "Class" || one.facts.kind === "Struct",
  );
  return callable.length > 0 ? callable : targets;
}

/** Among definitions of one name in one place: those whose parameters fit, and those with a body before mere signatures. */
export function chooseOverload(
  targets: readonly (Entity | External)[],
  argumentCount: number,
): readonly (Entity | External)[] {
  const [first, ...others] = targets;
  if (first === undefined || others.length === 0 || !("facts" in first)) return targets;
  const isFamily = others.every(
    (one) =>
      "facts" in one && one.parent === first.parent && one.facts.name === first.facts.name && one.file === first.file,
  );
  if (!isFamily) return targets;
  const family = targets.filter((one): one is Entity => "facts" in one);
  const withBody = family.filter(({ facts }) => facts.bodyStart < facts.end);
  const real = withBody.length > 0 ? withBody : family;
  const fitting = real.filter(({ facts }) => takes(facts, argumentCount));
  return fitting.length > 0 ? fitting : real;
}

function takes({ parameters }: Definition, count: number): boolean {
  if (count < 0) return true;
  const needed = parameters.filter(({ defaultValue, rest }) => defaultValue === undefined && !rest).length;
  return count >= needed && (count <= parameters.length || parameters.some(({ rest }) => rest));
}

/** What a name that is used without a call refers to; locals refer to nothing in the graph. */
export function usedBy(site: Site, found: Found): readonly (Entity | External)[] {
  const used = found.values.flatMap((value): readonly (Entity | External)[] => {
    if (value.kind === "entity") return [value.entity];
    return value.kind === "external" && !value.instance && value.symbol !== "" ? [value] : [];
  });
  if (used.length < 2) return used;
  const types = used.filter((one) => !("facts" in one) || isClassLike(one));
  const values = used.filter((one) => !("facts" in one) || !isClassLike(one) || one.facts.kind === "Class");
  const wanted = site.kind === "type" ? types : values;
  return chooseOverload(wanted.length > 0 ? wanted : used, -1);
}

function isSameTarget(a: Entity | External, b: Entity | External): boolean {
  if ("facts" in a || "facts" in b) return a === b;
  return a.package === b.package && a.symbol === b.symbol && a.family === b.family;
}
