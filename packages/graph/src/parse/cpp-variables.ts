/**
 * `Box b(x);` in a function reads like the prototype of `b`, which takes an `x`. It is a variable made with x if x is
 * one itself; where x is declared in another file, resolution tells.
 */
import { dropInnerFunctions } from "./c.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import type { Piece } from "./pieces.ts";

export function declareVariables(draft: Draft): void {
  const dropped: DraftDefinition[] = [];
  dropInnerFunctions(draft, (one) => dropped.push(one));
  if (dropped.length === 0) return;
  const starts = startsByName(draft);
  for (const one of dropped) {
    const given = givenTo(draft, one);
    if (given !== undefined && areValues(given, starts, one)) declareVariable(draft, one, given);
  }
}

interface Given {
  readonly type: number;
  readonly name: string;
  /** Named by a path, which may be that of a type. */
  readonly isMember: boolean;
}

const CONSTANT = /^(?:[A-Z][A-Z0-9_]+|k[A-Z]\w*)$/;

/** Where all could be types, one of them has to be a value for sure. */
function areValues(
  given: readonly Given[],
  starts: ReadonlyMap<string, readonly number[]>,
  one: DraftDefinition,
): boolean {
  const names = given.filter(({ isMember }) => !isMember);
  if (!names.every(({ name }) => canBeVariable(starts.get(name), one))) return false;
  if (names.length === given.length) return true;
  return given.some(({ name, isMember }) => (isMember ? CONSTANT.test(name) : isBoundBefore(starts.get(name), one)));
}

/** What would be the types of nameless parameters; undefined if it can only be a prototype. */
function givenTo(draft: Draft, dropped: DraftDefinition): readonly Given[] | undefined {
  const list = draft.lists.get(dropped.parameters);
  if (list === undefined || !isDeclaration(draft, dropped)) return undefined;
  const given: Given[] = [];
  for (const id of list) {
    const type = namelessType(draft, id);
    if (type === undefined) return undefined;
    given.push({ type: type.id, name: type.name, isMember: type.kind === "member" });
  }
  return given;
}

/** The type of a parameter that has no name, if it is a name itself. */
function namelessType(draft: Draft, id: number): Piece | undefined {
  const parameter = draft.pieces.get(id);
  if (parameter === undefined || draft.pieces.get(parameter.of)?.name !== "#") return undefined;
  const type = draft.pieces.get(parameter.type);
  return type?.kind === "name" || type?.kind === "member" ? type : undefined;
}

function isDeclaration(draft: Draft, { bodyId, nameId, returns, receiver }: DraftDefinition): boolean {
  return bodyId === 0 && returns !== 0 && receiver === undefined && draft.pieces.has(nameId);
}

/** Where each name is bound, parameters included. */
function startsByName(draft: Draft): ReadonlyMap<string, readonly number[]> {
  const starts = new Map<string, number[]>();
  const add = (id: number): void => {
    const piece = draft.pieces.get(id);
    if (piece?.kind !== "name") return;
    const known = starts.get(piece.name);
    if (known === undefined) starts.set(piece.name, [piece.start]);
    else known.push(piece.start);
  };
  for (const id of draft.targets.keys()) add(id);
  for (const piece of draft.pieces.values()) if (piece.kind === "parameter") add(piece.of);
  return starts;
}

/** Bound before, or not in this function at all: then it may be a member, or come from elsewhere. */
function canBeVariable(starts: readonly number[] | undefined, one: DraftDefinition): boolean {
  const { parent } = one;
  const isInside = starts?.some((at) => at >= (parent?.start ?? 0) && at < (parent?.end ?? Infinity)) === true;
  return !isInside || isBoundBefore(starts, one);
}

function isBoundBefore(starts: readonly number[] | undefined, { start, parent }: DraftDefinition): boolean {
  return starts?.some((at) => at >= (parent?.start ?? 0) && at < start) === true;
}

function declareVariable(draft: Draft, dropped: DraftDefinition, given: readonly Given[]): void {
  const { nameId, name, nameStart: start, end, returns, parameters } = dropped;
  const fixed = { value: 0, element: false, scoping: "block", declares: undefined } as const;
  draft.targets.set(nameId, { ...fixed, target: nameId, type: returns, start, end, valueStart: end, node: nameId });
  const type = draft.pieces.get(returns);
  if (type === undefined || given.length === 0) return;
  draft.lists.set(
    parameters,
    given.map((one) => one.type),
  );
  const made = { kind: "new", of: returns, value: parameters, use: "value", argumentCount: given.length } as const;
  draft.pieces.set(-nameId, { ...type, ...made, id: -nameId, name });
}
