import type { WantedMember } from "./asked.ts";
/** Functions and properties that stand apart from the type they extend and are seen where they are imported (Kotlin, Scala). */
import { declaringScope, entityAt, pushTo, type World } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  exactly,
  type Found,
  NOTHING,
  type SourceFile,
  type Value,
} from "./values.ts";

type Extensions = (resolver: Resolver, at: At, wanted: WantedMember) => Found;

/** Makes the function that finds the extensions of a value that a place sees, the narrowest receivers first. */
export function createExtensions(world: World, language: string): Extensions {
  const byName = new Map<string, Entity[]>();
  for (const file of world.files) {
    if (file.facts.language !== language) continue;
    for (const entity of file.entities) {
      if (entity.facts.receiver !== undefined) pushTo(byName, entity.facts.name, entity);
    }
  }
  return (resolver, at, { receiver, name }) => {
    resolver.dependencies.read(name);
    let best: Entity[] = [];
    let bestRank = Infinity;
    for (const candidate of byName.get(name) ?? []) {
      resolver.dependencies.met(candidate.file.path);
      if (!isSeen(at, candidate)) continue;
      const rank = rankOf(resolver, candidate, receiver);
      if (rank > bestRank || rank === Infinity) continue;
      if (rank < bestRank) best = [];
      bestRank = rank;
      best.push(candidate);
    }
    return best.length === 0 ? NOTHING : exactly(...best.map((one) => entityValue(one, receiver)));
  };
}

/** At file level: of the same package, or imported by name or with its package. A member's extension is for its type alone. */
function isSeen(at: At, { file, facts, parent }: Entity): boolean {
  if (parent !== undefined) return file === at.file && isAround(parent, at);
  if (facts.visibility === "private" && file !== at.file) return false;
  const { packageName } = file.facts;
  if (at.file.facts.packageName === packageName) return true;
  return importsOf(at.file).has(`${packageName} ${facts.name}`) || importsOf(at.file).has(packageName);
}

function isAround(type: Entity, at: At): boolean {
  let entity = entityAt(at.file, at.scope);
  while (entity !== undefined && entity !== type) entity = entity.parent;
  return entity === type;
}

function importsOf(file: SourceFile): ReadonlySet<string> {
  const { imports } = file.facts;
  return new Set(imports.map(({ module, form, imported }) => (form === "all" ? module : `${module} ${imported}`)));
}

/** How far above the receiver's type the extended one stands; infinite if it is none of them. */
function rankOf(resolver: Resolver, candidate: Entity, receiver: Value): number {
  const { receiver: extended } = candidate.facts;
  if (extended === undefined) return Infinity;
  const at: At = { file: candidate.file, scope: declaringScope(candidate), owner: candidate };
  if (extended.type.of.kind === "name" && extended.type.of.name === "Any") return ANY_RANK;
  const types = resolver.typed(extended.type, at).values;
  return Math.min(...types.map((type) => rankOfType(resolver, type, receiver)), Infinity);
}

const ANY_RANK = 10_000;

function rankOfType(resolver: Resolver, type: Value, receiver: Value): number {
  if (type.kind === "type-parameter") return ANY_RANK;
  const above = receiver.kind === "instance" ? resolver.ancestors(receiver.entity) : [receiver];
  const at = above.findIndex((one) => {
    if (type.kind === "instance") return one.kind === "instance" && one.entity === type.entity;
    return (
      type.kind === "external" &&
      one.kind === "external" &&
      one.instance &&
      lastPart(one.symbol) === lastPart(type.symbol)
    );
  });
  return at < 0 ? Infinity : at;
}

function lastPart(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}
