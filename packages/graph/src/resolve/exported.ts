/** What modules have under a name: their own, and what they pass on from others. */
import { meetStars, noted } from "./noted.ts";
import type { NameIn, Offer, Resolver } from "./rules.ts";
import { type External, type Module, sameValue, type SourceFile, symbolOf, type Value } from "./values.ts";

/** Re-exports are followed breadth first and each only once, so cycles end and chains of any length cost no stack. */
export function createExported(resolver: Resolver): (module: Module, name: string) => readonly Value[] {
  const byFile = new Map<SourceFile, Map<string, { values: readonly Value[] }>>();
  const find = (module: Module, name: string) => settle(resolver, { values: [], elsewhere: [{ module, name }] });
  return (module, name) => {
    if (module.kind !== "module") return find(module, name);
    let known = byFile.get(module.file);
    if (known === undefined) byFile.set(module.file, (known = new Map()));
    const found = known.get(name);
    if (found !== undefined) {
      resolver.dependencies.used(found);
      return found.values;
    }
    const entry: { values: readonly Value[] } = { values: [] };
    entry.values = resolver.dependencies.shared(entry, () => find(module, name));
    known.set(name, entry);
    return entry.values;
  };
}

/** The values of an offer, those that stand elsewhere too. */
export function settle(resolver: Resolver, offer: Offer): readonly Value[] {
  if (offer.elsewhere.length === 0) return offer.values;
  const values = [...offer.values];
  const queue: NameIn[] = [...offer.elsewhere];
  const seen = new Set<string>();
  for (const { module, name } of queue) {
    const key = `${moduleKey(module)} ${name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    resolver.dependencies.read(name);
    if (module.kind === "module") {
      resolver.dependencies.met(module.file.path);
      meetStars(resolver, module.file);
    }
    if (module.kind === "external") {
      const isWhole = resolver.rulesOfFamily(module.family).wholeNames.has(name);
      addNew(values, [isWhole ? module : symbolOf(module, name)]);
      continue;
    }
    const next = offerOf(resolver, module, name);
    addNew(values, noted(resolver, { values: next.values, tier: "exact" }).values);
    queue.push(...next.elsewhere);
  }
  return values;
}

function offerOf(resolver: Resolver, module: Exclude<Module, External>, name: string): Offer {
  if (module.kind === "package") return resolver.rulesOf(module.of).offerOfPackage(module, name);
  return resolver.rulesOf(module.file).offer(module.file, name);
}

function moduleKey(module: Module): string {
  if (module.kind === "module") return `file ${module.file.path}`;
  return module.kind === "package" ? `package ${module.name}` : `external ${module.package} ${module.symbol}`;
}

/** Each value once. */
export function addNew(values: Value[], more: readonly Value[]): void {
  for (const value of more) if (!values.some((known) => sameValue(known, value))) values.push(value);
}
