/** Packages that files name in their first line and types that nest in them, all by one dotted name: Java, Kotlin, Scala. */
import { pushTo, type World } from "./project.ts";
import type { Offer } from "./rules.ts";
import {
  type Entity,
  entityValue,
  type External,
  isClassLike,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

export interface Packages {
  /** A package, or a type as the holder of its static members, by its full name. */
  find(dotted: string): Module | undefined;
  offer(dotted: string, name: string): Offer;
  files(dotted: string, name: string): readonly SourceFile[];
  /** True if a package of the repository is, or lies below, the name. */
  hasPrefix(dotted: string): boolean;
  readonly anyFile: SourceFile | undefined;
}

export interface PackageOptions {
  readonly language: string;
  readonly family: string;
  /** Of what stands at file level, what other files can name: in Java types alone. */
  readonly isOffered: (entity: Entity) => boolean;
}

export function createPackages(world: World, { language, family, isOffered }: PackageOptions): Packages {
  const files = world.files.filter((file) => file.facts.language === language);
  const types = new Map<string, Entity[]>();
  const prefixes = new Set<string>();
  const packages = new Set<string>();
  for (const file of files) {
    const { packageName } = file.facts;
    packages.add(packageName);
    for (let at = packageName; at !== "" && !prefixes.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("."))))
      prefixes.add(at);
    for (const entity of file.entities) {
      if (entity.parent === undefined && isOffered(entity))
        pushTo(types, joined(packageName, entity.facts.name), entity);
    }
  }
  const [anyFile] = files;

  const found = new Map<string, readonly Entity[]>();
  const typesNamed = (dotted: string): readonly Entity[] => {
    let known = found.get(dotted);
    if (known === undefined) found.set(dotted, (known = findTypes(types, dotted)));
    return known;
  };

  return {
    anyFile,
    hasPrefix: (dotted) => prefixes.has(dotted),
    find(dotted) {
      const isOurs = prefixes.has(dotted) || typesNamed(dotted).length > 0;
      if (isOurs && anyFile !== undefined) return { kind: "package", name: dotted, of: anyFile };
      return packages.has(dotted.slice(0, Math.max(0, dotted.lastIndexOf(".")))) ? undefined : outside(family, dotted);
    },
    offer(dotted, name) {
      const own = typesNamed(joined(dotted, name));
      const members = typesNamed(dotted).flatMap((type) => type.children.get(name) ?? []);
      const values: Value[] = [...new Set([...own, ...members])].map((entity) => entityValue(entity));
      if (values.length === 0 && prefixes.has(joined(dotted, name)) && anyFile !== undefined) {
        values.push({ kind: "package", name: joined(dotted, name), of: anyFile });
      }
      return { values, elsewhere: [] };
    },
    files(dotted, name) {
      const own = typesNamed(joined(dotted, name));
      const found = own.length > 0 ? own : typesNamed(dotted);
      return [...new Set(found.map((entity) => entity.file))];
    },
  };
}

/** A top-level type, or one nested in it, by its full name. */
function findTypes(types: ReadonlyMap<string, readonly Entity[]>, dotted: string): readonly Entity[] {
  const direct = types.get(dotted);
  if (direct !== undefined) return direct;
  const parts = dotted.split(".");
  for (let length = parts.length - 1; length > 0; length--) {
    let found: readonly Entity[] = types.get(parts.slice(0, length).join(".")) ?? [];
    for (const part of parts.slice(length)) {
      found = found.flatMap((one) => (one.children.get(part) ?? []).filter(isClassLike));
    }
    if (found.length > 0) return found;
  }
  return [];
}

function joined(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

/** `java.util.Map.Entry`: package names are in lower case, what follows is the symbol. */
export function outside(family: string, dotted: string): External {
  const parts = dotted.split(".");
  const firstType = parts.findIndex((part) => /^[A-Z]/.test(part));
  const split = firstType <= 0 ? parts.length : firstType;
  const [name, symbol] = [parts.slice(0, split).join("."), parts.slice(split).join(".")];
  return { kind: "external", family, package: name, symbol, instance: false, arguments: [] };
}
