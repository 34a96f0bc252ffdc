/** Members of Java types that no source writes: accessors of records, and what each enum has. */
import { entityAt } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Entity, exactly, type External, type Found, instanceOf, NOTHING, type Value } from "./values.ts";

const OF_ENUMS: ReadonlySet<string> = new Set(["values", "valueOf"]);

/** A component of a record is read by calling its name. */
export function isAccessor({ facts, parent }: Entity): boolean {
  if (facts.kind !== "Field" || parent?.facts.kind !== "Class") return false;
  return parent.facts.parameters.some(({ name }) => name === facts.name);
}

export function memberOfEnum(_resolver: Resolver, receiver: Value, name: string): Found {
  const isEnum = receiver.kind === "entity" && receiver.entity.facts.kind === "Enum";
  return isEnum && OF_ENUMS.has(name) ? exactly(givenByEnum(receiver.entity, name)) : NOTHING;
}

/** In the enum itself, and in types in it, they need no receiver. */
export function namedInEnum(name: string, { file, scope }: At): External | undefined {
  if (!OF_ENUMS.has(name)) return undefined;
  for (let entity = entityAt(file, scope); entity !== undefined; entity = entity.parent) {
    if (entity.facts.kind === "Enum") return givenByEnum(entity, name);
  }
  return undefined;
}

/** What is called on it gives constants of the enum. */
function givenByEnum(type: Entity, name: string): External {
  return {
    kind: "external",
    family: "java",
    package: "java.lang",
    symbol: `Enum.${name}`,
    instance: false,
    arguments: [exactly(instanceOf(type))],
  };
}
