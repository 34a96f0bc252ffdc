/**
 * Types that others conform to by their members alone: Go's interfaces, Python's protocols. Nothing names such a base, so
 * every type of the language is compared with those that share a method name with it.
 */
import type { TypeExpression } from "../facts.ts";
import type { StructuralBase } from "./asked.ts";
import { pushTo, type World } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type Entity,
  type External,
  isClassLike,
  isConstructor,
  isExtension,
  isFunctionLike,
  MAX_VALUES,
} from "./values.ts";

export interface StructuralRules {
  readonly language: string;
  readonly areDeclared: boolean;
  /** By its declaration alone. */
  readonly isStructural: (type: Entity) => boolean;
  /** Whether an outside base says nothing of what has to be there: `Protocol` itself. */
  readonly asksNothing: (base: External) => boolean;
  readonly areAlike: (own: Entity, wanted: Entity) => boolean;
}

type Bases = (resolver: Resolver, type: Entity) => readonly StructuralBase[];

/** Makes the function that finds what a type conforms to, for one run. */
export function createStructuralBases({ files }: World, rules: StructuralRules): Bases {
  const known = new Map<Entity, Known>();
  let found: Structural | undefined;
  const structural = (): Structural =>
    (found ??= readStructural(
      files
        .filter(({ facts }) => facts.language === rules.language)
        .flatMap(({ entities }) => entities.filter((one) => isClassLike(one) && rules.isStructural(one))),
    ));
  return (resolver, part) => {
    const type = part.definedBy ?? part;
    const before = known.get(type);
    if (before !== undefined) {
      resolver.dependencies.used(before);
      return before.bases;
    }
    const own: Known = { bases: [] };
    known.set(type, own);
    if (isExtension(type) || rules.isStructural(type)) return own.bases;
    // Elsewhere only methods of its own are asked what they stand for.
    const namesOf = (one: Entity) => (rules.areDeclared ? methodNames(resolver, one) : [...one.children.keys()]);
    resolver.dependencies.shared(own, () => {
      for (const base of candidatesFor(structural(), namesOf(type))) {
        const methods = conformance({ resolver, rules }, type, base);
        if (methods !== undefined) own.bases.push({ type: base, methods, isDeclared: rules.areDeclared });
      }
    });
    return own.bases;
  };
}

/** Its identity is the key under which others depend on it. */
interface Known {
  readonly bases: StructuralBase[];
}

interface Structural {
  readonly byMethod: ReadonlyMap<string, readonly Entity[]>;
  /** Those that embed a type of that name. */
  readonly byEmbedded: ReadonlyMap<string, readonly Entity[]>;
}

function readStructural(types: readonly Entity[]): Structural {
  const byMethod = new Map<string, Entity[]>();
  const byEmbedded = new Map<string, Entity[]>();
  for (const type of types) {
    for (const [name, children] of type.children) if (children.some(isAsked)) pushTo(byMethod, name, type);
    for (const { kind, type: base } of type.facts.bases)
      if (kind === "embeds" && "name" in base.of) pushTo(byEmbedded, base.of.name, type);
  }
  return { byMethod, byEmbedded };
}

/** Those that ask for one of the methods, themselves or by what they embed. */
function candidatesFor({ byMethod, byEmbedded }: Structural, methods: readonly string[]): ReadonlySet<Entity> {
  const candidates = new Set(methods.flatMap((name) => byMethod.get(name) ?? []));
  for (const one of candidates) for (const around of byEmbedded.get(one.facts.name) ?? []) candidates.add(around);
  return candidates;
}

/** Its own, and those it has from above: an embedded type lends all of its methods. */
function methodNames(resolver: Resolver, type: Entity): readonly string[] {
  const names = new Set<string>();
  for (const one of resolver.ancestors(type)) {
    if (one.kind !== "instance") continue;
    for (const [name, children] of one.entity.children) if (children.some(isAsked)) names.add(name);
  }
  for (const name of names) resolver.dependencies.read(name);
  return [...names];
}

function isAsked(member: Entity): boolean {
  return isFunctionLike(member) && !isConstructor(member);
}

interface Comparing {
  readonly resolver: Resolver;
  readonly rules: StructuralRules;
}

/** What the type has in place of each method that is asked; undefined if it does not conform, or nobody can tell. */
function conformance(of: Comparing, type: Entity, base: Entity): StructuralBase["methods"] | undefined {
  const { resolver } = of;
  const above = resolver.ancestors(type);
  resolver.dependencies.read(base.facts.name);
  resolver.dependencies.met(base.file.path);
  if (above.some((one) => one.kind === "instance" && one.entity === base)) return undefined;
  const found = new Map<Entity, Entity>();
  for (const asking of resolver.ancestors(base)) {
    if (asking.kind === "external") {
      if (!of.rules.asksNothing(asking)) return undefined;
      continue;
    }
    for (const [name, children] of asking.entity.children) {
      resolver.dependencies.read(name);
      const wanted = children.find(isAsked);
      const own = wanted && memberOf(type, name, resolver);
      if (wanted === undefined) continue;
      if (own === undefined || !of.rules.areAlike(own, wanted)) return undefined;
      found.set(own, wanted);
    }
  }
  return found.size > 0 ? found : undefined;
}

function memberOf(type: Entity, name: string, resolver: Resolver): Entity | undefined {
  for (const one of resolver.ancestors(type)) {
    const own = one.kind === "instance" ? one.entity.children.get(name)?.find(isAsked) : undefined;
    if (own !== undefined) return own;
  }
  return undefined;
}

/** What a method stands in for by its type's members alone. */
export function structurallyOverridden(resolver: Resolver, method: Entity): readonly Entity[] {
  const { parent, file } = method;
  const basesOf = resolver.rulesOf(file).structuralBases;
  if (basesOf === undefined || parent === undefined || !isClassLike(parent) || !isAsked(method)) return [];
  const wanted = basesOf(resolver, parent).flatMap(({ methods }) => methods.get(method) ?? []);
  return [...new Set(wanted)].slice(0, MAX_VALUES);
}

/** As it is written, packages apart: one type has other names in other packages. */
export function spelledType(type: TypeExpression | undefined): string {
  if (type === undefined) return "";
  const name = "name" in type.of ? type.of.name : "";
  const given = type.arguments.map(spelledType).join();
  return given === "" ? name : `${name}<${given}>`;
}
