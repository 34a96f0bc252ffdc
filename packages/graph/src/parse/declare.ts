/** Definitions that come from assigning: module constants, class fields, and functions and classes that get their name from a target. */
import {
  type Draft,
  type DraftDefinition,
  type DraftScope,
  type DraftTarget,
  emptyDefinition,
  type NamedValue,
} from "./draft.ts";
import type { Bound } from "./patterns.ts";

const HOLDS_VARIABLES: ReadonlySet<DraftDefinition["kind"]> = new Set([
  "Module",
  "Class",
  "Interface",
  "Enum",
  "Struct",
]);
/** A short value belongs to the signature, a long one does not. */
const MAX_ASSIGNMENT_IN_SIGNATURE = 120;
const MAX_PARENTHESES = 16;

export interface BoundTarget {
  readonly target: DraftTarget;
  readonly bound: Bound;
  readonly scope: DraftScope;
  /** `scope:name` of what is defined already: a second assignment is a binding. */
  readonly defined: Set<string>;
  /** A local variable that is given other values as well: it is not the name of this one. */
  readonly isOneOfMany: boolean;
}

/** True if the name became a definition. */
export function defineBound(draft: Draft, { target, bound, scope, defined, isOneOfMany }: BoundTarget): boolean {
  const { piece, member } = bound;
  const isWhole = bound.path.length === 0;
  const named = { ...target, name: piece.name, nameStart: piece.start, kind: "Function" } as const;
  const isPart = piece.id !== target.target;
  if (member && isDefinedMember(draft, target, bound)) return true;
  const isName = isWhole && !isPart && !member && !isOneOfMany;
  const made = isName ? nameFunction(draft, named) : undefined;
  if (made !== undefined) return takesName(draft, made, { name: piece.name, type: bound.type });
  const kind = target.declares && !member ? variableKind(draft, scope, target.declares) : undefined;
  const key = `${scope.index}:${piece.name}`;
  if (kind === undefined || defined.has(key)) return false;
  defined.add(key);
  const definition = emptyDefinition(kind, piece.id);
  definition.type = bound.type;
  definition.value = bound.isRest ? 0 : bound.value;
  definition.valuePath = bound.path;
  if (isPart) placePart(draft, definition, named);
  else placeNamed(draft, definition, named);
  draft.definitions.set(definition.id, definition);
  return true;
}

/** A function that is assigned to a member is a definition already. */
function isDefinedMember(draft: Draft, { value }: DraftTarget, { holder }: Bound): boolean {
  const made = draft.definitions.get(value);
  return made !== undefined && (made.lifted || holder !== undefined);
}

/** A function expression gets the type that is declared of its name; false if it keeps another name, as a member of something. */
function takesName(
  draft: Draft,
  made: DraftDefinition,
  { name, type }: { readonly name: string; readonly type: number },
): boolean {
  const unbound = made.modifiers.indexOf("unbound");
  if (unbound >= 0 && made.name !== name) return false;
  // `const open = exports.open = …`: it has the bare name as well.
  if (unbound >= 0) made.modifiers.splice(unbound, 1);
  if (draft.functions.has(made.id)) made.type ||= type;
  return true;
}

/** What a declaration in the scope defines: a variable of the file or module, a field of a type, nothing in a function or block. */
function variableKind(
  draft: Draft,
  scope: DraftScope,
  declared: "Constant" | "Variable",
): DraftDefinition["kind"] | undefined {
  if (scope.parent === undefined) return declared;
  const owner = draft.definitions.get(scope.owner)?.kind;
  if (owner === undefined || !HOLDS_VARIABLES.has(owner)) return undefined;
  return owner === "Module" ? declared : "Field";
}

/** Makes a function or class expression a definition under the name it is assigned to; undefined if the value is no such expression. */
export function nameFunction(draft: Draft, named: NamedValue): DraftDefinition | undefined {
  const id = unwrapped(draft, named.value);
  const known = draft.definitions.get(id);
  const isExpression = draft.functions.has(id) || draft.pieces.get(id)?.kind === "class";
  if (!isExpression) return undefined;
  if (known !== undefined) {
    if (known.name === "" || known.kind === "Class") placeNamed(draft, known, { ...named, valueStart: known.headEnd });
    return known;
  }
  const definition = defineFunction(draft, id, named.kind);
  if (definition !== undefined) placeNamed(draft, definition, { ...named, valueStart: definition.bodyStart });
  return definition;
}

/** A definition for a function expression, still without a name. */
export function defineFunction(draft: Draft, id: number, kind: DraftDefinition["kind"]): DraftDefinition | undefined {
  const found = draft.functions.get(id);
  if (found === undefined) return undefined;
  const definition = emptyDefinition(kind, id);
  const { start, end, bodyStart, bodyId, parameters, returns } = found;
  Object.assign(definition, {
    nameStart: start,
    start,
    end,
    headEnd: bodyStart,
    bodyStart,
    bodyId,
    parameters,
    returns,
  });
  draft.definitions.set(id, definition);
  return definition;
}

/** The id of what stands in parentheses, is cast, or is assigned to something on the way. */
export function unwrapped(draft: Draft, id: number): number {
  let piece = draft.pieces.get(id);
  for (let depth = 0; depth < MAX_PARENTHESES; depth++) {
    if (piece?.kind !== "pass" && piece?.kind !== "cast") break;
    piece = draft.pieces.get(piece.of);
  }
  return piece?.id ?? 0;
}

function placeNamed(draft: Draft, definition: DraftDefinition, named: NamedValue): void {
  definition.name = named.name;
  definition.nameStart = named.nameStart;
  definition.start = named.start;
  definition.end = Math.max(named.end, definition.end);
  if (definition.bodyStart === 0) definition.bodyStart = definition.end;
  const isShort = definition.bodyId === 0 && named.end - named.start <= MAX_ASSIGNMENT_IN_SIGNATURE;
  definition.headEnd = isShort ? definition.end : named.valueStart;
  wrapDefinition(draft, definition, named.node);
}

/** One name of a pattern: its range is the name, so that definitions of one pattern do not contain each other. */
function placePart(draft: Draft, definition: DraftDefinition, { name, nameStart, node }: NamedValue): void {
  wrapDefinition(draft, definition, node);
  const end = nameStart + name.length;
  Object.assign(definition, { name, nameStart, start: nameStart, end, headEnd: end, bodyStart: end });
}

/** Extends a definition to the nodes around it and keeps their kinds. */
export function wrapDefinition(draft: Draft, definition: DraftDefinition, node: number): void {
  let isFirst = true;
  let wrapper = draft.wrappers.get(node);
  while (wrapper !== undefined) {
    isFirst &&= wrapper.isFirst;
    if (isFirst) definition.start = Math.min(definition.start, wrapper.start);
    definition.wrappers.push(wrapper.kind);
    wrapper = draft.wrappers.get(wrapper.id);
  }
}
