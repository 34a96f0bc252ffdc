/** What an expression can stand for: a few possible values, or nothing, since a call that may reach nine places proves none. */
import { sameValue } from "./same-value.ts";
import type { Entity, Module, External, Value, Instance, Found } from "./value-types.ts";

export { sameValue } from "./same-value.ts";
export type {
  Entity,
  PlacedBase,
  SourceFile,
  Given,
  BoundName,
  Variable,
  Source,
  Module,
  External,
  Contents,
  Kept,
  Value,
  EntityValue,
  Instance,
  Found,
  At,
} from "./value-types.ts";

/** A symbol of an outside package, or a member of such a symbol; what a container holds stays known to its members. */
export function symbolOf(of: External, name: string): External {
  return { ...of, symbol: of.symbol === "" ? name : `${of.symbol}.${name}`, instance: false };
}

export const NOTHING: Found = { values: [], tier: "exact" };
export const MAX_VALUES = 8;

export function exactly(...values: readonly Value[]): Found {
  return values.length === 0 ? NOTHING : { values, tier: "exact" };
}

export const isGuess = (module: Module): boolean => module.kind !== "external" && module.isGuess === true;

export function entityValue(entity: Entity, receiver?: Value): Value {
  return { kind: "entity", entity: entity.definedBy ?? entity, receiver };
}

export function instanceOf(entity: Entity, typeArguments: readonly Found[] = []): Instance {
  return { kind: "instance", entity: entity.definedBy ?? entity, arguments: typeArguments };
}

/** One value once; inferred as soon as one part is. */
export function unite(parts: readonly Found[]): Found {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const values: Value[] = [];
  let inferred = false;
  for (const part of parts) {
    inferred ||= part.tier === "inferred";
    for (const value of part.values) {
      if (values.some((known) => sameValue(known, value))) continue;
      if (values.push(value) > MAX_VALUES) return NOTHING;
    }
  }
  return { values, tier: inferred ? "inferred" : "exact" };
}

export function asInferred(found: Found): Found {
  return found.tier === "inferred" || found.values.length === 0 ? found : { values: found.values, tier: "inferred" };
}

const CLASS_KINDS: ReadonlySet<string> = new Set(["Class", "Interface", "Trait", "Struct", "Enum", "Type"]);
const FUNCTION_KINDS: ReadonlySet<string> = new Set(["Function", "Closure", "Method", "Macro"]);
const VARIABLE_KINDS: ReadonlySet<string> = new Set(["Variable", "Constant", "Field", "Property"]);

export function isClassLike(entity: Entity): boolean {
  const { kind, modifiers } = entity.facts;
  return CLASS_KINDS.has(kind) || (kind === "Module" && modifiers.includes("mixin"));
}
export function isFunctionLike(entity: Entity): boolean {
  return FUNCTION_KINDS.has(entity.facts.kind);
}
export function isVariableLike(entity: Entity): boolean {
  return VARIABLE_KINDS.has(entity.facts.kind);
}
/** A block of members that is no definition: its members belong to the type it names. */
export function isExtension(entity: Entity): boolean {
  return entity.facts.modifiers.includes("extension");
}
/** The extension block that a member stands in, which its parent no longer says once it is attached to a type. */
export function extensionAround({ file, facts }: Entity): Entity | undefined {
  const around = file.entities[facts.parent];
  return around !== undefined && isExtension(around) ? around : undefined;
}
export function isConstructor(entity: Entity): boolean {
  return entity.facts.modifiers.includes("constructor");
}
/** A method that is used like a field: Python's `@property`, a getter. */
export function isProperty(entity: Entity): boolean {
  return entity.facts.modifiers.includes("property");
}

/** A type of the repository, or the outside type at which knowledge ends. */
export type Ancestor = Instance | External;
