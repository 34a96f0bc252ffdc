/** What languages are asked of functions that extend types, and of functions that are passed. */
import type { Expression } from "../facts.ts";
import type { At, Value } from "./values.ts";

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

/** A member that is asked of a value. */
export interface WantedMember {
  readonly receiver: Value;
  readonly name: string;
}
