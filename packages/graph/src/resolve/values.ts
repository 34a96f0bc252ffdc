/** What an expression can stand for: a few possible values, or nothing, since a call that may reach nine places proves none. */
import type { Base, Binding, Definition, Expression, FileFacts, Import, Parameter, Site } from "../facts.ts";

/** A definition of the project. */
export interface Entity {
  readonly file: SourceFile;
  readonly facts: Definition;
  /** What contains it; for a Go method the receiver's type, which may stand in another file. */
  parent: Entity | undefined;
  readonly children: Map<string, Entity[]>;
  /** Assignments to members of `this` or `self` inside of it. */
  readonly members: Map<string, Variable>;
  /** What its declaration names, and what blocks that stand apart from it add. */
  readonly bases: PlacedBase[];
  /** The definition proper, where this only declares it (a prototype): whoever names this means that one. */
  definedBy: Entity | undefined;
  /** The scope of its body, -1 if it has none. */
  bodyScope: number;
}

/** A base and the place where it is named. */
export interface PlacedBase {
  readonly base: Base;
  readonly at: At;
}

/** A file of the project with its names by scope. */
export interface SourceFile {
  readonly path: string;
  /** Empty for the root. */
  readonly directory: string;
  readonly facts: FileFacts;
  readonly entities: readonly Entity[];
  /** One table a scope. */
  readonly names: readonly Map<string, BoundName>[];
  /** Calls that are given a function which is written there, by the scope of its body. */
  readonly given: ReadonlyMap<number, Given>;
}

/** An argument and the call it is one of. */
export interface Given {
  readonly site: Site;
  readonly argument: Expression;
}

/** All that one name means in one scope. */
export interface BoundName {
  readonly entities: Entity[];
  readonly imports: Import[];
  variable: Variable | undefined;
}

/** A place that holds values and is no definition: a parameter, a local, a member, an exported expression. */
export interface Variable {
  readonly file: SourceFile;
  readonly sources: Source[];
  /** The function whose parameter it is. */
  readonly parameterOf: Entity | undefined;
}
/** One declaration of, or assignment to, a variable; `scope` is where its type and value are written. */
export type Source = Pick<Binding, "scope" | "type" | "value" | "element" | "parameter"> &
  Partial<Pick<Binding, "line"> & Pick<Parameter, "rest">> & {
    readonly isParameter?: true;
    /** Of a parameter among those of its function. */
    readonly position?: number;
    readonly line?: number;
  };

/** Something with exports that an import can name. */
export type Module =
  | { readonly kind: "module"; readonly file: SourceFile }
  /** A package that is more than a file: a Java or Go package, a Python folder without `__init__`. */
  | {
      readonly kind: "package";
      readonly name: string;
      readonly of: SourceFile;
      /** That an import means it is likely, but nothing says so: Go without a go.mod. */
      readonly isGuess?: boolean;
    }
  | External;

/** Outside of the repository. `instance` tells a value of that type from the symbol itself. */
export interface External {
  readonly kind: "external";
  readonly family: string;
  readonly package: string;
  /** Dotted; empty for the package itself. */
  readonly symbol: string;
  readonly instance: boolean;
  readonly arguments: readonly Found[];
}

export type Value =
  | Module
  /** The definition itself: a function, a class as an object, a named constant. */
  | EntityValue
  | Instance
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "super"; readonly entity: Entity }
  | { readonly kind: "type-parameter"; readonly owner: Entity; readonly index: number }
  /** The type of the receiver, as in `-> Self`. */
  | { readonly kind: "self" };

export interface EntityValue {
  readonly kind: "entity";
  readonly entity: Entity;
  readonly receiver: Value | undefined;
  /** Type arguments that are written out with the name. */
  readonly arguments?: readonly Found[];
  /** The function as it is written, without what its decorators make of it. */
  readonly isBare?: true;
}

export interface Instance {
  readonly kind: "instance";
  readonly entity: Entity;
  readonly arguments: readonly Found[];
}

/** Possible values, and whether any step to them was a guess among several assignments. */
export interface Found {
  readonly values: readonly Value[];
  readonly tier: "exact" | "inferred";
}

/** Where an expression stands. `owner` is whose signature it belongs to, if it is not in a body. */
export interface At {
  readonly file: SourceFile;
  readonly scope: number;
  readonly owner?: Entity | undefined;
  /** A type is named: where variables are named apart from types, none is meant. */
  readonly isType?: boolean | undefined;
  /** The name is called: where functions are named apart from variables, only functions are meant. */
  readonly isCallee?: boolean | undefined;
  /** How many type arguments are written with the name, where that tells types apart. */
  readonly arity?: number | undefined;
  /** What the name is called with, where that is known. */
  readonly call?: Pick<Site, "argumentCount" | "arguments"> | undefined;
  /** The name stands before `::`, where only types and modules do. */
  readonly isQualifier?: boolean | undefined;
  /** The variable whose own value this is: Go's `url, err := url.Parse(s)` means an outer `url`. */
  readonly within?: Variable | undefined;
}

/** A symbol of an outside package, or a member of such a symbol; what a container holds stays known to its members. */
export function symbolOf(of: External, name: string): External {
  return { ...of, symbol: of.symbol === "" ? name : `${of.symbol}.${name}`, instance: false };
}

export const NOTHING: Found = { values: [], tier: "exact" };
export const MAX_VALUES = 8;
const MAX_ARGUMENT_DEPTH = 3;

export function exactly(...values: readonly Value[]): Found {
  return values.length === 0 ? NOTHING : { values, tier: "exact" };
}

export const isGuess = (module: Module): boolean => module.kind === "package" && module.isGuess === true;

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

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  return a.kind === b.kind && subjectOf(a) === subjectOf(b) && sameDetails(a, b);
}

/** What a value is about; two values about different things are never the same. */
function subjectOf(value: Value): unknown {
  switch (value.kind) {
    case "module":
      return value.file;
    case "package":
      return value.name;
    case "external":
      return value.symbol;
    case "variable":
      return value.variable;
    case "type-parameter":
      return value.owner;
    case "self":
      return undefined;
    default:
      return value.entity;
  }
}

function sameNamed(a: EntityValue, b: EntityValue): boolean {
  if (a.isBare !== b.isBare) return false;
  return sameReceiver(a.receiver, b.receiver) && sameArguments(a.arguments ?? [], b.arguments ?? []);
}

function sameDetails(a: Value, b: Value): boolean {
  if (a.kind === "entity") return b.kind === "entity" && sameNamed(a, b);
  if (a.kind === "instance") return b.kind === "instance" && sameArguments(a.arguments, b.arguments);
  if (a.kind === "type-parameter") return b.kind === "type-parameter" && a.index === b.index;
  if (a.kind !== "external" || b.kind !== "external") return true;
  const isOne = a.package === b.package && a.family === b.family && a.instance === b.instance;
  return isOne && sameArguments(a.arguments, b.arguments);
}

function sameReceiver(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameValue(a, b));
}

function sameArguments(a: readonly Found[], b: readonly Found[]): boolean {
  return a.length === b.length && a.every((found, index) => sameFound(found, b[index] ?? NOTHING));
}

function sameFound(a: Found, b: Found): boolean {
  const isAsLong = a.values.length === b.values.length;
  return a === b || (isAsLong && a.values.every((value, at) => sameValue(value, b.values[at] ?? value)));
}

/** How type parameters are filled: those of `owner` by `arguments`, `Self` by `self`. */
export interface Substitution {
  readonly owner: Entity;
  readonly arguments: readonly Found[];
  readonly self: Value | undefined;
}

/** Replaces type parameters and `Self` inside of values; what has no replacement stays. */
export function substitute(found: Found, by: Substitution, depth = 0): Found {
  if (depth > MAX_ARGUMENT_DEPTH) return NOTHING;
  if (!found.values.some((value) => isOpen(value))) return found;
  return unite(
    found.values.map((value) => {
      if (value.kind === "self") return by.self === undefined ? exactly(value) : exactly(by.self);
      if (value.kind === "type-parameter") return parameterValue(value, by);
      if (value.kind !== "instance" && value.kind !== "external") return { values: [value], tier: found.tier };
      const filled = value.arguments.map((argument) => substitute(argument, by, depth + 1));
      return { values: [{ ...value, arguments: filled }], tier: found.tier };
    }),
  );
}

function parameterValue(value: Value & { readonly kind: "type-parameter" }, by: Substitution): Found {
  const known = value.owner === by.owner ? by.arguments[value.index] : undefined;
  return known === undefined || known.values.length === 0 ? exactly(value) : known;
}

function isOpen(value: Value): boolean {
  if (value.kind === "self" || value.kind === "type-parameter") return true;
  return (value.kind === "instance" || value.kind === "external") && value.arguments.length > 0;
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
