import type { TypeExpression } from "../facts.ts";
import type { WantedMember } from "./asked.ts";
/** Functions and properties that stand apart from the type they extend and are seen where they are imported (Kotlin, Scala). */
import { isSingleton } from "./parts.ts";
import { declaringScope, entityAt, pushTo, type World } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  isConstructor,
  type SourceFile,
  type Value,
} from "./values.ts";

/** A function or property that is used as if a type had it. */
interface Extension {
  readonly member: Entity;
  readonly extended: TypeExpression;
  /** What a place has to see of it: itself, or the class that wraps a value (Scala's `implicit class`). */
  readonly shown: Entity;
}

export interface Extensions {
  /** The extensions of a value that a place sees, the narrowest receivers first. */
  readonly find: (resolver: Resolver, at: At, wanted: WantedMember) => Found;
  /** True if one that the place sees extends an outside type of which nobody knows whether the receiver is one. */
  readonly mayExtend: (resolver: Resolver, at: At, wanted: WantedMember) => boolean;
}

type IsSeen = (at: At, extension: Extension) => boolean;

/** `isSeen` says which extensions a place sees. */
export function createExtensions(
  world: World,
  languages: ReadonlySet<string>,
  isSeen: IsSeen = isImported,
): Extensions {
  const byName = new Map<string, Extension[]>();
  for (const file of world.files) {
    if (!languages.has(file.facts.language)) continue;
    for (const entity of file.entities) addExtensions(byName, entity);
  }
  const seen = (resolver: Resolver, at: At, { name }: WantedMember): readonly Extension[] => {
    resolver.dependencies.read(name);
    const named = byName.get(name) ?? [];
    for (const { member } of named) resolver.dependencies.met(member.file.path);
    return named.filter((one) => isSeen(at, one));
  };
  return {
    find(resolver, at, wanted) {
      const { receiver } = wanted;
      let best: Value[] = [];
      let bestRank = Infinity;
      for (const candidate of seen(resolver, at, wanted)) {
        const rank = rankOf(resolver, candidate, receiver);
        if (rank > bestRank || rank === Infinity) continue;
        if (rank < bestRank) best = [];
        bestRank = rank;
        const { member, shown } = candidate;
        best.push(entityValue(member, member === shown ? receiver : instanceOf(shown)));
      }
      return exactly(...best);
    },
    mayExtend(resolver, at, wanted) {
      return seen(resolver, at, wanted).some(({ member, extended }) =>
        typesOf(resolver, member, extended).some((type) => mayBe(wanted.receiver, type)),
      );
    },
  };
}

function addExtensions(byName: Map<string, Extension[]>, entity: Entity): void {
  const { name, receiver, signature, parameters } = entity.facts;
  if (receiver !== undefined) pushTo(byName, name, { member: entity, extended: receiver.type, shown: entity });
  const wrapped = isClassLike(entity) && /^(?:\w+ )*implicit class\b/.test(signature) ? parameters[0]?.type : undefined;
  if (wrapped === undefined) return;
  for (const [named, members] of entity.children) {
    for (const member of members) {
      if (!isConstructor(member)) pushTo(byName, named, { member, extended: wrapped, shown: entity });
    }
  }
}

/** At file level: of the same package, or imported by name or with its package. A member's extension is for its type alone. */
function isImported(at: At, { shown }: Extension): boolean {
  const { file, facts, parent } = shown;
  if (parent !== undefined) return (file === at.file && isAround(parent, at)) || isImportedFrom(parent, shown, at);
  if (facts.visibility === "private" && file !== at.file) return false;
  const { packageName } = file.facts;
  if (at.file.facts.packageName === packageName) return true;
  return importsOf(at.file).has(`${packageName} ${facts.name}`) || importsOf(at.file).has(packageName);
}

/** `import Ops._`, `import core.Ops.Rich`: by the end of the object's path, since packages around need not be written. */
function isImportedFrom(holder: Entity, { facts }: Entity, at: At): boolean {
  if (!isSingleton(holder)) return false;
  const path = `.${pathOf(holder)}`;
  return at.file.facts.imports.some(
    ({ module, form, imported }) => path.endsWith(`.${module}`) && (form === "all" || imported === facts.name),
  );
}

function pathOf({ parent, facts, file }: Entity): string {
  const around = parent === undefined ? file.facts.packageName : pathOf(parent);
  return around === "" ? facts.name : `${around}.${facts.name}`;
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
function rankOf(resolver: Resolver, { member, extended }: Extension, receiver: Value): number {
  if (extended.of.kind === "name" && TOP.has(extended.of.name)) return ANY_RANK;
  const types = typesOf(resolver, member, extended);
  return Math.min(...types.map((type) => rankOfType(resolver, type, receiver)), Infinity);
}

function typesOf(resolver: Resolver, member: Entity, extended: TypeExpression): readonly Value[] {
  return resolver.typed(extended, { file: member.file, scope: declaringScope(member), owner: member }).values;
}

/** Types that nothing is built on: a value of another type is none of them. */
const FINAL: ReadonlySet<string> = new Set(
  "String Int Long Short Byte Char Boolean Double Float Unit Integer Number Symbol RegExp".split(" "),
);
/** What some of them are besides. */
const ABOVE_FINAL: ReadonlySet<string> = new Set(["CharSequence", "Comparable", "Number", "Serializable", "Object"]);

/** Whether an outside value could be one of an outside type, going by the names of both. */
function mayBe(receiver: Value, type: Value): boolean {
  if (type.kind !== "external" || receiver.kind !== "external" || !receiver.instance) return false;
  const [extended, own] = [lastPart(type.symbol), lastPart(receiver.symbol)];
  return !FINAL.has(extended) && (!FINAL.has(own) || ABOVE_FINAL.has(extended));
}

/** What all values are. */
const TOP: ReadonlySet<string> = new Set(["Any", "Object"]);
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
