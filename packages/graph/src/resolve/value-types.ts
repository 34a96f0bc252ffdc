/** What resolution works with: definitions, places, and the values that expressions stand for. */
import type {
  Base,
  Binding,
  Definition,
  Entry,
  Expression,
  FileFacts,
  Held,
  Import,
  Key,
  Parameter,
  Site,
} from "../facts.ts";
import type { Stored } from "./stores.ts";

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
  /** What is put into what places of the file hold, or into its types and functions. */
  readonly stores: ReadonlyMap<Variable | Entity, readonly Stored[]>;
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
  Partial<Pick<Parameter, "rest">> & {
    readonly isParameter?: true;
    /** Of a parameter among those of its function. */
    readonly position?: number;
    readonly line?: number;
  };

/** Something with exports that an import can name. */
export type Module =
  /** As a guess, it is likely to have what is looked for, but another may have it in its place. */
  | { readonly kind: "module"; readonly file: SourceFile; readonly isGuess?: boolean }
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
  /** Of an instance that holds others, what is known of those. */
  readonly contents?: Contents;
}

/** What a container holds; where nothing is said of a key, it may hold anything there. */
export interface Contents {
  /** The literal that made it, and where that is written. */
  readonly literal?: { readonly held: Held<Expression>; readonly file: SourceFile; readonly scope: number };
  /** Where it is kept, and the keys from there: what is stored there is in it. */
  readonly kept: readonly Kept[];
  /** What was found out before. */
  readonly listed?: readonly Entry<Found>[];
  /** How many of its first items are left out; -1 if no item has a place that is known. */
  readonly from: number;
}
export interface Kept {
  readonly place: Variable | Entity;
  readonly path: readonly Key[];
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
