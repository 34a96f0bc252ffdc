/**
 * What parsing one file finds, before anything is known of other files. Facts depend on the text alone, so they are
 * cached by content hash and survive renames; they are plain JSON. Resolution (`resolve/`) reads facts, never trees.
 *
 * Expressions keep only what binding needs: names, member access, calls, constructions, `this`, literals by their type.
 */
import type { Held, LiteralType, Taking } from "./literals.ts";

export type { Entry, Held, Key, LiteralType, Taking } from "./literals.ts";
import type { NodeKind, Visibility } from "./model.ts";
import type { Modifier } from "./modifiers.ts";

export type { Modifier } from "./modifiers.ts";
import type { ScipFacts } from "./scip-facts.ts";

/** Raise when the meaning or content of facts changes: cached facts of another version are parsed again. */
export const FACTS_VERSION = 33;

/** An expression in the shape resolution needs; `other` is everything it cannot follow. */
export type Expression =
  /** With type arguments only in languages in which these are part of what is named. */
  | { readonly kind: "name"; readonly name: string; readonly typeArguments?: readonly TypeExpression[] }
  | {
      readonly kind: "member";
      readonly of: Expression;
      readonly name: string;
      readonly typeArguments?: readonly TypeExpression[];
    }
  /** With arguments only where it is one itself, in languages that choose between overloads by them. */
  | { readonly kind: "call"; readonly of: Expression; readonly arguments?: readonly Expression[] }
  | { readonly kind: "new"; readonly of: Expression; readonly arguments?: readonly Expression[] }
  /** With `by` where the key is computed from a name that could be that of a symbol. */
  | ({ readonly kind: "index"; readonly of: Expression; readonly by?: Expression } & Taking)
  /** What a pointer, or whatever stands for one, points to. */
  | { readonly kind: "deref"; readonly of: Expression }
  | { readonly kind: "await"; readonly of: Expression }
  /**
   * What a call of `of` hands to its argument of that number (from 0): to one of the parameters of the function that is passed, or
   * to the place itself if none is named (`out`). With argument -1, `of` is the type of the function.
   */
  | {
      readonly kind: "given";
      readonly of: Expression;
      readonly argument: number;
      readonly parameter?: { readonly index: number; readonly of: number };
      /** How many arguments the call has. */
      readonly count: number;
    }
  /** A function without a name that is passed, only where overloads are chosen by arguments; `gives` if it surely returns a value or surely none. */
  | { readonly kind: "lambda"; readonly parameters: number; readonly gives?: boolean }
  | { readonly kind: "this" }
  | { readonly kind: "super" }
  | ({ readonly kind: "literal"; readonly type: LiteralType } & Held<Expression>)
  /** An anonymous or nested function or class that is a definition of this file. */
  | { readonly kind: "definition"; readonly index: number }
  /** Among arguments only: a function without a name, by the scope of its body. */
  | { readonly kind: "function"; readonly scope: number }
  /** Among arguments and items only: `*xs`, `...xs`; among arguments: `name=value`. */
  | { readonly kind: "spread"; readonly value: Expression }
  | { readonly kind: "named"; readonly name: string; readonly value: Expression }
  | { readonly kind: "other" };
/** A written type: `Map<string, Foo>` is { name: Map, arguments: [string, Foo] }; a union keeps its members; unknown forms are absent. */
export interface TypeExpression {
  /** The dotted name as an expression, so that it binds like any other name. */
  readonly of: Expression;
  readonly arguments: readonly TypeExpression[];
  /** Further members of a union or intersection. */
  readonly or: readonly TypeExpression[];
  /** What a function of this type is given, in order; then `of` is `other`. */
  readonly takes?: readonly TakenType[];
  /** What such a function gives. */
  readonly gives?: TypeExpression;
  /** `typeof f`: what `of` denotes, and no instance of it. */
  readonly isValue?: true;
}

/** A parameter of a function type. */
export interface TakenType {
  readonly type?: TypeExpression;
  readonly rest?: true;
}

export interface Parameter {
  /** A pattern has no name: it is called by its place, `#0`; the names in it are bindings whose values are members of `#0`. */
  readonly name: string;
  readonly type?: TypeExpression;
  readonly defaultValue?: Expression;
  readonly rest: boolean;
  /** Where it is not the one of the function's name. */
  readonly line?: number;
  /** Its argument is written before the dot: the function extends the type. */
  readonly receives?: true;
  /** It takes the address of what its type names: `char* s`. */
  readonly isAddress?: true;
}

export interface TypeParameter {
  readonly name: string;
  readonly bound?: TypeExpression;
  /** Stands for it where no type is given. */
  readonly otherwise?: TypeExpression;
}

/** How a base is named in the declaration; Go embedding is `embeds`; what gives its members to the type itself is `lends` (Ruby's `extend`). */
export interface Base {
  readonly kind: "extends" | "implements" | "embeds" | "lends";
  readonly type: TypeExpression;
  readonly line: number;
}

/**
 * Something with a name (or a function or class without one, which has the modifier `anonymous` and an empty name).
 * Functions that are values of an object's keys are Methods of the constant, or whatever holds the object: they are
 * members, never visible by their bare name.
 */
export interface Definition {
  readonly kind: Exclude<NodeKind, "File" | "Package" | "External">;
  readonly name: string;
  /** Index of the enclosing definition, -1 at file level. */
  readonly parent: number;
  /** First line of the declaration, decorators and modifiers included, doc comment not. */
  readonly startLine: number;
  readonly endLine: number;
  /** UTF-16 offsets of the same range. */
  readonly start: number;
  readonly end: number;
  /** Where the body begins (offset), `end` if there is none: header = [start, bodyStart). */
  readonly bodyStart: number;
  readonly nameLine: number;
  readonly nameColumn: number;
  /** White space folded, at most 400 characters. */
  readonly signature: string;
  /** Comment markers removed, at most 4,000 characters. */
  readonly doc: string;
  readonly visibility: Visibility;
  readonly exported: boolean;
  readonly modifiers: readonly Modifier[];
  /** `T` of `class Box<T extends Item>`: names that stand for a type given at the use. */
  readonly typeParameters?: readonly TypeParameter[];
  readonly parameters: readonly Parameter[];
  readonly returns?: TypeExpression;
  /** What it gives besides, in order: Go's further results. */
  readonly moreReturns?: readonly TypeExpression[];
  /** Function types that the instances of an interface have: its call signatures. */
  readonly calls?: readonly TypeExpression[];
  /** What its own return statements (or its arrow body) give, or a generator yields, where `returns` is not written. */
  readonly returnValues?: readonly Expression[];
  /** Declared type of a field, variable, constant, or of what a function expression is assigned to; the aliased type of a Type. */
  readonly type?: TypeExpression;
  /** Initial value of a field, variable or constant. */
  readonly value?: Expression;
  readonly bases: readonly Base[];
  readonly decorators: readonly Expression[];
  /** The type this belongs to, where it stands apart from it (Go's methods, Rust's `impl`), and the name of the receiver if it has one. */
  readonly receiver?: { readonly type: TypeExpression; readonly name: string };
}

/**
 * A region in which names are bound. Scope 0 is the file; `definition` is what it is the body of, -1 for a plain block,
 * an anonymous function or the file. An anonymous function in the value of a constant or field has that one's index.
 */
export interface Scope {
  readonly parent: number;
  readonly definition: number;
  readonly startLine: number;
  readonly endLine: number;
  /** UTF-16 offsets of the same range. */
  readonly start: number;
  readonly end: number;
  /** The type that is expected of the function without a name whose body it is. */
  readonly type?: TypeExpression;
}

/** A name that gets a value in a scope: local variable, loop variable, assignment, `self.x = …` (then `member` is true). */
export interface Binding {
  readonly scope: number;
  readonly name: string;
  /** True for an assignment to a member of `this`/`self`: it binds in the enclosing type. */
  readonly member: boolean;
  /** Then the name of the definition in which it binds, if not by `this`: `Box.last = …`. */
  readonly holder?: string;
  readonly line: number;
  readonly type?: TypeExpression;
  readonly value?: Expression;
  /** The value is an element of `value` (loop, destructuring by position) rather than `value` itself. */
  readonly element: boolean;
  /** It is the parameter of a function without a name, by its position. */
  readonly parameter?: number;
}

/**
 * One imported name. `const x = require("m")`, `await import("m")` → form "namespace" (with destructuring: "name"; what is used on the spot has a local name that nobody can write). `import a.b as c` → module a.b, form "module", local c; `from m import x as y` → form "name", imported x, local y;
 * `import * as ns` → form "namespace"; `from m import *`, `export * from`, Go's dot import → form "all"; bare `import "m"` → form "effect".
 */
export interface Import {
  readonly scope: number;
  readonly line: number;
  /** As written: `./x`, `..pkg.mod` (Python's leading dots kept), `java.util.List`, `github.com/a/b`. */
  readonly module: string;
  readonly form: "module" | "name" | "namespace" | "all" | "effect";
  /** "default" for a default import or export; empty unless form is "name". */
  readonly imported: string;
  /** Empty where no name is bound. */
  readonly local: string;
  /** `export … from`: the name is visible to importers of this file too. */
  readonly reexport: boolean;
  readonly typeOnly: boolean;
  /** Java `import static`. */
  readonly isStatic: boolean;
  /** Python: not indented, so that it is made in any case and replaces what had the name before. */
  readonly unconditional?: true;
  /** JavaScript: by `require`, for which a package may have another file. */
  readonly required?: true;
  /** Rust: `pub use`, which binds the name here and shows it to importers of this module too. */
  readonly exported?: true;
}

/**
 * `export { a as b }`, `module.exports.b = a`, `export default a`: a local name made visible under another. The name `=`
 * (`module.exports = a`, `export = a`) stands for the whole module: a namespace or default import of it is `a`.
 */
export interface Export {
  readonly name: string;
  /** Where the value is named. */
  readonly line: number;
  readonly value: Expression;
}

/**
 * `d["k"] = f`, `o.k = f`: what is put into a container or an object that a name or a member of `this` holds. Of what is put
 * under a key with a name where an object is made (`{ [kBody]: b }`) the target is an index of `other`.
 */
export interface Store {
  readonly scope: number;
  /** From the name of the place to the key: `index` and `member` only. */
  readonly target: Expression;
  readonly value: Expression;
  /** Made in any case, so that it replaces what was under the key before (Python: not indented). */
  readonly unconditional?: true;
}

/**
 * A place where something is used. `argumentCount` is -1 unless it is a call; a decorator with arguments is one site of
 * kind "decorator" with their count. `a.b()` is one site, and so is `a.b` elsewhere; local variables alone are none.
 */
export interface Site {
  readonly kind: "call" | "new" | "reference" | "type" | "decorator";
  readonly scope: number;
  readonly line: number;
  readonly column: number;
  /** The callee, the class or the name used. */
  readonly target: Expression;
  readonly argumentCount: number;
  /** What is done to the place that a reference names, if it is not only read; `update` is both: `o.n += 1`. */
  readonly access?: "write" | "update" | "delete";
  /** The source does not name what is called (`x in box`); with the kind "new" it names a type that is made (`raise A`), with "reference" what is taken (`const { size } = box`). */
  readonly implied?: true;
  /** In languages that choose between overloads by them all, elsewhere up to the last that is no plain literal; `other` for those. */
  readonly arguments?: readonly Expression[];
}

export interface FileFacts {
  readonly language: string;
  readonly version: number;
  readonly lineCount: number;
  /** Java's package, Go's package clause, a C# or PHP namespace; otherwise empty. */
  readonly packageName: string;
  readonly definitions: readonly Definition[];
  readonly scopes: readonly Scope[];
  readonly bindings: readonly Binding[];
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly sites: readonly Site[];
  readonly stores: readonly Store[];
  /** UTF-16 offsets [start, end, start, end, …] of every comment. */
  readonly comments: readonly number[];
  readonly hasSyntaxErrors: boolean;
  /** What the team's own indexer found in the same text; parsing does not make it. */
  readonly scip?: ScipFacts;
  /** Present when only part of the file could be read: the reason is shown to the user. */
  readonly incomplete?: "deadline" | "too-deep";
}

/** Reads what `JSON.stringify` made of facts, in this process or by this version of them. */
export function readFacts(json: string): FileFacts {
  const facts: FileFacts = JSON.parse(json);
  return facts;
}
