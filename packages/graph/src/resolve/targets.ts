/** From what a site denotes to what its edges point at: which of several definitions, and constructors for types. */
import type { Site } from "../facts.ts";
import { type Call, chooseOverload, type Target, withBodies } from "./overloads.ts";
import type { Resolver } from "./rules.ts";
import {
  type Entity,
  exactly,
  type External,
  type Found,
  isClassLike,
  isConstructor,
  isFunctionLike,
  isProperty,
  isVariableLike,
  type Value,
} from "./values.ts";

export interface Targets {
  readonly targets: readonly Target[];
  /** The types that an instance is made of; those without a constructor of their own are no targets. */
  readonly made: readonly Entity[];
  readonly tier: "exact" | "inferred";
  /** A Go literal or conversion names a type without running anything of it. */
  readonly isUse: boolean;
}

const NONE: Targets = { targets: [], made: [], tier: "exact", isUse: false };

/** What a call, construction or decorator runs. */
export function calledBy(resolver: Resolver, call: Call & { readonly site: Site }, found: Found): Targets {
  const { site } = call;
  if (found.values.length === 0) return NONE;
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
    const held = resolver.dereference(exactly(value));
    const through = held.values.flatMap((one) => (one === value ? [] : (runBy(resolver, one) ?? [])));
    if (through.length > 0) {
      add(through);
      if (held.tier === "inferred") tier = "inferred";
    } else if (value.kind === "entity" && isVariableLike(value.entity)) add([{ target: value.entity }]);
  }
  const targets = [...new Set(runs.map((run) => run.target))];
  const chosen = chooseOverload(resolver, preferCallable(targets), call);
  const isUse = site.kind !== "decorator" && chosen.length > 0 && chosen.every((one) => isConversion(resolver, one));
  const made = runs.flatMap((run) => (run.makes !== undefined && chosen.includes(run.target) ? [run.makes] : []));
  return { ...split(chosen, isUse ? [] : [...new Set(made)]), tier: chosen.length > 1 ? "inferred" : tier, isUse };
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

/** What is run when a value itself is called; undefined for places, which have to be looked into. */
function runBy(resolver: Resolver, value: Value): readonly Run[] | undefined {
  switch (value.kind) {
    case "entity": {
      const { entity } = value;
      if (isProperty(entity) || isVariableLike(entity)) return undefined;
      if (!isClassLike(entity)) return [{ target: entity }];
      return constructors(resolver, entity).map((target) => ({ target, makes: entity }));
    }
    case "instance": {
      const { callMember } = resolver.rulesOf(value.entity.file);
      const callers = callMember === undefined ? [] : resolver.member(value, callMember).values;
      return callers.flatMap((one): readonly Run[] =>
        one.kind === "entity" ? [{ target: one.entity }] : one.kind === "external" ? [{ target: one }] : [],
      );
    }
    case "external":
      return [{ target: value }];
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

/** What constructing a type runs: its own constructors, or the type itself where it has none. */
export function constructors(resolver: Resolver, type: Entity): readonly Target[] {
  resolver.dependencies.read(type.facts.name);
  const own = [...type.children.values()].flat().filter(isConstructor);
  if (own.length === 0) return [type];
  if (!resolver.rulesOf(type.file).laterReplaces) return own;
  return [own.findLast((one) => one.facts.name === "__init__") ?? own.at(-1) ?? type];
}

function isConversion(resolver: Resolver, target: Entity | External): boolean {
  return "facts" in target && isClassLike(target) && resolver.rulesOf(target.file).family === "go";
}

/** A type and a value may share a name; only one of them can be called. */
function preferCallable(targets: readonly Target[]): readonly Target[] {
  const callable = targets.filter(
    (one) => !("facts" in one) || isFunctionLike(one) || one.facts.kind === "Class" || one.facts.kind === "Struct",
  );
  return callable.length > 0 ? callable : targets;
}

/** What a name that is used without a call refers to; locals refer to nothing in the graph. */
export function usedBy(site: Site, found: Found): readonly Target[] {
  const used = found.values.flatMap((value): readonly Target[] => {
    if (value.kind === "entity") return [value.entity];
    return value.kind === "external" && !value.instance && value.symbol !== "" ? [value] : [];
  });
  if (used.length < 2) return used;
  const types = used.filter((one) => !("facts" in one) || isClassLike(one));
  const values = used.filter((one) => !("facts" in one) || !isClassLike(one) || one.facts.kind === "Class");
  const wanted = site.kind === "type" ? types : values;
  return withBodies(wanted.length > 0 ? wanted : used);
}

function isSameTarget(a: Entity | External, b: Entity | External): boolean {
  if ("facts" in a || "facts" in b) return a === b;
  return a.package === b.package && a.symbol === b.symbol && a.family === b.family;
}
