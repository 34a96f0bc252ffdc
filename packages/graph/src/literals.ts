/** What facts keep of literals: their type and, of containers, what they hold as far as it can matter. */

/**
 * `float` (the wide one: `1.0`), `single` (`1.0f`), `long` (`1L`), `unsigned` (`1u`), `character` and `class` (`Foo.class`) only
 * where overloads are chosen by them; a number is `number` elsewhere.
 */
export type LiteralType =
  | "string"
  | "number"
  | "boolean"
  | "null"
  | "list"
  | "map"
  | "set"
  | "tuple"
  | "regex"
  | "float"
  | "single"
  | "long"
  | "unsigned"
  | "character"
  | "class";

/** A key as it is written: `o.a`, `d["a"]`, `xs[0]`, `xs[-1]`. */
export type Key = string | number;

/** One of `{ a: f, [k]: g }`; without a key where that is computed, or where there are any number of such values. */
export interface Entry<Value> {
  readonly key?: Key;
  /** Absent where nothing of it can be followed. */
  readonly value?: Value;
  /** Where the key stands, in languages in which that defines a member. */
  readonly line?: number;
}

/** What a literal holds; a container of plain data has none of it. */
export interface Held<Value> {
  /** In order; spread ones are `spread`, what cannot be followed is `other`. */
  readonly items?: readonly Value[];
  readonly entries?: readonly Entry<Value>[];
  /** Where it is written, if not in the scope of the expression: the one of a comprehension. */
  readonly scope?: number;
}

/**
 * What is taken from a container: the value of a key, all from a place on (-1: which ones is not known), or what a loop over
 * it gives. None of these: the value of a key that is computed.
 */
export interface Taking {
  readonly key?: Key;
  readonly from?: number;
  readonly each?: true;
}
