/**
 * What the parts of an explanation ask of each other, so that none imports another. Only the door of the resolver is
 * asked for what is bound to what, so what is told is what resolution itself believes.
 */
import type { Expression, TypeExpression } from "../facts.ts";
import type { NameIn, Resolver } from "../resolve/rules.ts";
import {
  type At,
  type Entity,
  exactly,
  type Found,
  sameValue,
  type SourceFile,
  type Value,
  type Variable,
} from "../resolve/values.ts";
import type { EvidenceStep, StepKind } from "./steps.ts";

/** Whether a value is on the way to what is explained. */
export type Wanted = (value: Value) => boolean;
export type Steps = readonly EvidenceStep[];

/** An expression where it stands. */
export interface Placed {
  readonly expression: Expression;
  readonly at: At;
}

export interface MemberAsked {
  readonly receiver: Value;
  readonly name: string;
  readonly at: At;
  /** The receiver as it is written. */
  readonly spelled: string;
}

/** Each gives the steps to the value that is wanted; none where it does not lead there. */
export interface Trace {
  readonly resolver: Resolver;
  expression(placed: Placed, wanted: Wanted): Steps;
  name(name: string, at: At, wanted: Wanted): Steps;
  /** What a local name holds. */
  variable(name: string, variable: Variable, wanted: Wanted): Steps;
  /** What a field, constant or property holds. */
  entity(entity: Entity, wanted: Wanted): Steps;
  /** An instance of a written type. */
  type(type: TypeExpression, at: At, wanted: Wanted): Steps;
  member(asked: MemberAsked, wanted: Wanted): Steps;
  /** What calling a value gives. */
  result(value: Value, wanted: Wanted): Steps;
  /** What a module has under a name. */
  exported(asked: NameIn, wanted: Wanted): Steps;
  /** The shortest way up from a type to one of its bases. */
  hierarchy(from: Entity, to: Entity): Steps;
  /** The trace inside of a place; undefined if that is being told already, or if enough was told. */
  enter(place: object): Trace | undefined;
}

export function step(
  kind: StepKind,
  text: string,
  { file, line }: { readonly file: SourceFile; readonly line: number },
): EvidenceStep {
  return { kind, text, file: file.path, line };
}

/** The line that names a definition. */
export function lineOf({ file, facts }: Entity): { readonly file: SourceFile; readonly line: number } {
  return { file, line: facts.nameLine };
}

/** Of what stands in no file of the repository. */
export function placeless(kind: StepKind, text: string): EvidenceStep {
  return { kind, text, file: "", line: 0 };
}

/** Itself, or what it holds if it is a place. */
export function holds(resolver: Resolver, value: Value, wanted: Wanted): boolean {
  return wanted(value) || resolver.dereference(exactly(value)).values.some((one) => one !== value && wanted(one));
}

export function anyHolds(resolver: Resolver, found: Found, wanted: Wanted): boolean {
  return found.values.some((value) => holds(resolver, value, wanted));
}

/** The same thing, whatever fills its type parameters. */
export function about(value: Value): Wanted {
  return (other) => {
    if (value.kind === "instance" || value.kind === "entity" || value.kind === "super")
      return other.kind === value.kind && other.entity === value.entity;
    if (value.kind === "external" && other.kind === "external")
      return value.package === other.package && value.symbol === other.symbol && value.instance === other.instance;
    return sameValue(value, other);
  };
}

/** That a place is there and what it holds are told as one where they stand on one line. */
export function withHeld(steps: Steps, held: Steps): Steps {
  const [last, first] = [steps.at(-1), held[0]];
  const isSame = last !== undefined && last.file === first?.file && last.line === first.line;
  return isSame ? [...steps.slice(0, -1), ...held] : [...steps, ...held];
}

/** A place without what is known of the use as a whole. */
export function plain({ file, scope, owner, within }: At): At {
  return { file, scope, owner, within };
}
