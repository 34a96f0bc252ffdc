/** What languages are asked of functions that extend types, of functions that are passed, and of members that make a type. */
import type { Expression } from "../facts.ts";
import type { At, Entity, EntityValue, Found, Value } from "./values.ts";

/** Languages that import each other: edges are drawn within a family only. */
export type Family =
  | "python"
  | "script"
  | "java"
  | "go"
  | "c"
  | "rust"
  | "php"
  | "lua"
  | "csharp"
  | "ruby"
  | "kotlin"
  | "scala"
  | "bash"
  | "document";
/** What calls pass for a parameter of a function, by its position. */
export type PassedTo = (owner: Entity, position: number) => Found;

/** What the project puts under a symbol, by the symbol's own text. */
export type InstalledUnder = (symbol: string) => Found;

/** Stands for the position of what a function has as `this`. */
export const THIS = -1;

export interface Extended {
  readonly at: At;
  readonly receiver: Value;
  readonly name: string;
}

/** An argument by its number, and the parameter of the function that is passed, if one is. */
export interface Given {
  readonly argument: number;
  readonly parameter: number | undefined;
}

export type PassedFunction = Extract<Expression, { readonly kind: "lambda" }>;

/** What is passed: its possible values, a function without a name, or `null` itself. */
export type PassedValue = Found | PassedFunction | "null";

/** A type that another conforms to by its members alone, and what of these stands in for which method. */
export interface StructuralBase {
  readonly type: Entity;
  readonly methods: ReadonlyMap<Entity, Entity>;
  /** It implements the type for everybody, as if it named it (Go). */
  readonly isDeclared: boolean;
}

/** A member that is asked of a value. */
export interface WantedMember {
  readonly receiver: Value;
  readonly name: string;
}

/** Members of one name, of which some are meant. */
export interface AmongMembers {
  readonly members: readonly EntityValue[];
  readonly at: At;
  readonly isCalled: boolean;
}
