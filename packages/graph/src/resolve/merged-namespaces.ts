/** Namespaces that are written in several parts. */
import { type Entity, entityValue, type Value } from "./values.ts";

/** TypeScript: namespaces of one name are one; each sees what the others export. */
export function namesOfMerged(namespace: Entity | undefined, name: string): readonly Value[] {
  if (namespace?.facts.kind !== "Module") return [];
  const { facts, file, parent } = namespace;
  const alike = parent === undefined ? file.names[0]?.get(facts.name)?.entities : parent.children.get(facts.name);
  const others = (alike ?? []).filter((one) => one.facts.kind === "Module" && one.facts !== facts);
  const named = others.flatMap((one) => (one.children.get(name) ?? []).filter((each) => isOffered(each, one)));
  return named.map((one) => entityValue(one));
}

/** A namespace that is only declared exports all it has. */
function isOffered({ facts }: Entity, namespace: Entity): boolean {
  return /^export\b/.test(facts.signature) || /^(?:export )?declare\b/.test(namespace.facts.signature);
}
