/** What a name means that no scope of a file binds, where packages hold functions of their own: Kotlin, Scala. */
import { outside, type Packages } from "./dotted-packages.ts";
import type { NameIn, Offer } from "./rules.ts";
import type { External, Module, SourceFile, Value } from "./values.ts";

export interface DottedNames {
  readonly family: string;
  readonly packages: Packages;
  /** What an import names. */
  readonly find: (file: SourceFile, dotted: string) => Module | undefined;
  readonly offer: (dotted: string, name: string) => Offer;
  /** First parts of package names that are written out in full. */
  readonly outsideRoots: ReadonlySet<string>;
  /** What wildcards from outside may give. */
  readonly ofWildcards: (wildcards: readonly External[], name: string) => readonly Value[];
}

/** The own package first, then wildcards of the repository, then what begins a package's name, then wildcards from outside. */
export function dottedName(of: DottedNames, file: SourceFile, name: string): Offer {
  const own = of.offer(file.facts.packageName, name).values.filter(({ kind }) => kind === "entity");
  if (own.length > 0) return { values: own, elsewhere: [] };
  const elsewhere: NameIn[] = [];
  const wildcards: External[] = [];
  for (const found of file.facts.imports) {
    const module = found.form === "all" ? of.find(file, found.module) : undefined;
    if (module?.kind === "external") wildcards.push(module);
    else if (module?.kind === "package" && of.offer(module.name, name).values.length > 0)
      elsewhere.push({ module, name });
  }
  if (elsewhere.length > 0) return { values: [], elsewhere };
  return { values: beyond(of, wildcards, name), elsewhere: [] };
}

function beyond(of: DottedNames, wildcards: readonly External[], name: string): readonly Value[] {
  const { packages, outsideRoots, family } = of;
  if (packages.hasPrefix(name) && packages.anyFile !== undefined) {
    return [{ kind: "package", name, of: packages.anyFile }];
  }
  return outsideRoots.has(name) ? [{ ...outside(family, name), package: name }] : of.ofWildcards(wildcards, name);
}
