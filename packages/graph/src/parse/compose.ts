/**
 * Expressions and types out of pieces. An expression is a chain (`a.b().c` links c → call → b → a), so it is composed by
 * following links with a stack of our own; a chain longer than MAX_LINKS starts with `other`, which binds to nothing.
 */
import type { Expression, TakenType, TypeExpression } from "../facts.ts";
import { followed, passedFunction, withArguments, withShortArguments } from "./arguments.ts";
import { createHeld, type HeldOptions, takenBy } from "./containers.ts";
import type { Draft } from "./draft.ts";
import type { Piece } from "./pieces.ts";

/** `a.b().c().…`: 32 calls in a row still know where they start. More would make facts quadratic in the length of a chain. */
const MAX_LINKS = 64;
/** `A<B<C<…>>>`: deeper arguments are left out. A union of n members is nested n deep. */
const MAX_TYPE_DEPTH = 32;
const MAX_TYPE_ITEMS = 32;
/** Arguments inside of arguments, beyond which none are kept: facts would grow with the square of the nesting. */
const MAX_NESTED_ARGUMENTS = 3;
const MAX_KEPT_ARGUMENTS = 4;

const OTHER: Expression = { kind: "other" };

export interface Composer {
  readonly expression: (id: number) => Expression;
  /** The same; where it is a call, or waits for one, with the arguments. */
  readonly withArguments: (id: number) => Expression;
  readonly type: (id: number) => TypeExpression | undefined;
}

export interface ComposeOptions extends Omit<HeldOptions, "compose"> {
  /** Calls keep their arguments. */
  readonly keepsArguments: boolean;
  readonly normalizeType: ((type: TypeExpression) => TypeExpression | undefined) | undefined;
}

/** Type arguments of a name; more of them, or deeper ones, than types keep are left out there. */
function createTypeArguments(draft: Draft, type: Composer["type"]) {
  return (expression: Expression, piece: Piece): Expression => {
    const isNamed = expression.kind === "name" || expression.kind === "member";
    if (!isNamed || piece.value === 0 || (piece.kind !== "name" && piece.kind !== "member")) return expression;
    const typeArguments = items(draft, piece.value).map((id) => type(id) ?? UNKNOWN_TYPE);
    return { ...expression, typeArguments };
  };
}

export function createComposer(draft: Draft, options: ComposeOptions): Composer {
  const { indexOf, keepsArguments, normalizeType } = options;
  const normalize = normalizeType ?? ((type: TypeExpression) => type);
  const type = (id: number): TypeExpression | undefined => composeType({ draft, normalize }, { id, depth: 0 });
  const withTypeArguments = createTypeArguments(draft, type);
  let nesting = 0;
  /** Kept where the language's rules point a call to its list: what it gives depends on them. */
  const argumentsOf = (piece: Piece): { readonly arguments?: readonly Expression[] } => {
    if (piece.type === 0 || nesting >= MAX_NESTED_ARGUMENTS) return {};
    nesting++;
    const ids = (draft.lists.get(piece.type) ?? []).slice(0, MAX_KEPT_ARGUMENTS);
    const given = piece.type === piece.value ? followed(draft, expression, ids) : { arguments: ids.map(expression) };
    nesting--;
    return given;
  };
  const memberGiven = ({ id }: Piece): Expression | undefined => {
    const given = nesting < MAX_NESTED_ARGUMENTS ? draft.givenMembers.get(id) : undefined;
    if (given === undefined) return undefined;
    nesting++;
    const of = given.of === 0 ? undefined : expression(given.of);
    nesting--;
    return of === undefined ? { kind: "name", name: given.name } : { kind: "member", of, name: given.name };
  };
  const held = createHeld(draft, { ...options, compose: (id) => expression(id) });
  const leaf = (piece: Piece): Expression => held(withTypeArguments(leafOf(piece, indexOf), piece), piece);
  const expression = (id: number): Expression => {
    const { chain, start } = followLinks(draft, id);
    let built = start === undefined ? OTHER : (start.expression ?? leaf(start));
    let depth = start?.depth ?? 0;
    if (start !== undefined) start.expression = built;
    for (const piece of chain.reverse()) {
      depth += isTransparent(piece) ? 0 : 1;
      if (depth > MAX_LINKS) {
        built = OTHER;
        depth = 0;
      }
      built = withTypeArguments(linked(piece, built, expression), piece);
      if (keepsArguments) built = withShortArguments(draft, built, piece);
      if (built.kind === "call") built = memberGiven(piece) ?? { ...built, ...argumentsOf(piece) };
      if (built.kind === "new") built = { ...built, ...argumentsOf(piece) };
      piece.expression = built;
      piece.depth = depth;
    }
    return built;
  };
  return {
    expression,
    withArguments: keepsArguments ? (id) => withArguments(draft, expression, id) : expression,
    type,
  };
}

/** The pieces from `id` down to, and without, the first that is known or has no further link. */
function followLinks(draft: Draft, id: number): { chain: Piece[]; start: Piece | undefined } {
  const chain: Piece[] = [];
  let piece = draft.pieces.get(id);
  // A chain that is longer than all pieces goes in a circle, which no source writes.
  while (piece !== undefined && piece.expression === undefined && isLinked(piece)) {
    if (chain.length > draft.pieces.size) return { chain: [], start: undefined };
    chain.push(piece);
    piece = draft.pieces.get(piece.of);
  }
  return { chain, start: piece };
}

function isLinked(piece: Piece): boolean {
  switch (piece.kind) {
    case "part":
    case "member":
    case "call":
    case "new":
    case "index":
    case "deref":
    case "given":
    case "await":
    case "pass":
    case "cast":
    case "generic":
      return true;
    default:
      return false;
  }
}

function isTransparent(piece: Piece): boolean {
  return piece.kind === "pass" || piece.kind === "cast" || piece.kind === "generic";
}

function linked(piece: Piece, of: Expression, compose: (id: number) => Expression): Expression {
  switch (piece.kind) {
    case "member":
    case "part":
      return { kind: "member", of, name: piece.name };
    case "call":
    case "new":
    case "deref":
    case "await":
      return { kind: piece.kind, of };
    case "index":
      return { kind: "index", of, ...(piece.value !== 0 && { by: compose(piece.value) }), ...takenBy(piece) };
    case "given":
      return piece.given === undefined ? OTHER : { kind: "given", of, ...piece.given };
    default:
      return of;
  }
}

function leafOf(piece: Piece, definitionIndex: (id: number) => number): Expression {
  switch (piece.kind) {
    case "name":
      return { kind: "name", name: piece.name };
    case "this":
      return { kind: "this" };
    case "super":
      return { kind: "super" };
    case "literal":
      return piece.literal === undefined ? OTHER : { kind: "literal", type: piece.literal };
    case "function":
    case "class": {
      const index = definitionIndex(piece.id);
      return index < 0 ? passedFunction(piece) : { kind: "definition", index };
    }
    default:
      return OTHER;
  }
}

interface TypeReader {
  readonly draft: Draft;
  readonly normalize: (type: TypeExpression) => TypeExpression | undefined;
}

/** Recursion is bounded by MAX_TYPE_DEPTH; transparent pieces count, so that parentheses cannot deepen it. */
function composeType(
  reader: TypeReader,
  at: { readonly id: number; readonly depth: number },
): TypeExpression | undefined {
  const { draft } = reader;
  const written = draft.writtenTypes.get(at.id);
  if (written !== undefined) return written;
  const piece = draft.pieces.get(at.id);
  if (at.depth > MAX_TYPE_DEPTH || piece === undefined) return undefined;
  const inner = (id: number) => composeType(reader, { id, depth: at.depth + 1 });
  switch (piece.kind) {
    case "name":
    case "member":
    case "this": {
      return namedType(draft, piece, inner);
    }
    case "pass":
    case "cast":
      return inner(piece.of);
    case "generic":
    case "index": {
      const type = genericType(draft, piece, inner);
      return type && reader.normalize(type);
    }
    default:
      return compoundType(draft, piece, inner);
  }
}

function compoundType(
  draft: Draft,
  piece: Piece,
  inner: (id: number) => TypeExpression | undefined,
): TypeExpression | undefined {
  if (piece.kind === "union") return unionOf(items(draft, piece.id).map(inner));
  if (piece.kind === "deref") return valueType(draft, piece);
  if (piece.kind !== "signature") return undefined;
  const gives = inner(piece.type);
  const takes = items(draft, piece.value).flatMap((one) => takenType(draft, one, inner));
  return { ...UNKNOWN_TYPE, takes, ...(gives && { gives }) };
}

/** `typeof a.b`. */
function valueType(draft: Draft, { of }: Piece): TypeExpression | undefined {
  const named = draft.pieces.get(of);
  const value = named && typeName(draft, named);
  return value && { of: value, arguments: [], or: [], isValue: true };
}

function namedType(
  draft: Draft,
  piece: Piece,
  inner: (id: number) => TypeExpression | undefined,
): TypeExpression | undefined {
  const of = typeName(draft, piece);
  const given = piece.value === 0 || piece.kind === "this" ? [] : items(draft, piece.value);
  return of && { of, arguments: given.map((one) => inner(one) ?? UNKNOWN_TYPE), or: [] };
}

function genericType(
  draft: Draft,
  piece: Piece,
  inner: (id: number) => TypeExpression | undefined,
): TypeExpression | undefined {
  const base = piece.of === 0 ? nameType(piece.name) : inner(piece.of);
  if (base === undefined) return undefined;
  const args = items(draft, piece.value === 0 ? piece.id : piece.value).map((id) => inner(id) ?? UNKNOWN_TYPE);
  return { of: base.of, arguments: [...base.arguments, ...args], or: [] };
}

/** Keeps the place of an argument whose form is unknown. */
const UNKNOWN_TYPE: TypeExpression = { of: OTHER, arguments: [], or: [] };

/** Follows the pieces around the name of a parameter. */
function takenType(draft: Draft, id: number, inner: (id: number) => TypeExpression | undefined): readonly TakenType[] {
  let piece = draft.pieces.get(id);
  if (piece === undefined) return [];
  let type = 0;
  let isRest = false;
  while (piece?.kind === "parameter" || piece?.kind === "rest") {
    type ||= piece.type;
    isRest ||= piece.kind === "rest";
    piece = draft.pieces.get(piece.of);
  }
  const composed = inner(type);
  return [{ ...(composed && { type: composed }), ...(isRest && { rest: true }) }];
}

function items(draft: Draft, id: number): readonly number[] {
  return draft.lists.get(id)?.slice(0, MAX_TYPE_ITEMS) ?? [];
}

function nameType(name: string): TypeExpression {
  return { of: { kind: "name", name }, arguments: [], or: [] };
}

/** A union of what is known of its members, flattened. */
export function unionOf(members: readonly (TypeExpression | undefined)[]): TypeExpression | undefined {
  const [first, ...rest] = members.filter((member) => member !== undefined);
  if (first === undefined || (rest.length === 0 && first.or.length === 0)) return first;
  const or = [...first.or, ...rest.flatMap((member) => [{ ...member, or: [] }, ...member.or])];
  return { ...first, or: or.slice(0, MAX_TYPE_ITEMS) };
}

/** A dotted name, as far as it is names all the way down. */
function typeName(draft: Draft, piece: Piece): Expression | undefined {
  const names: string[] = [];
  let at: Piece | undefined = piece;
  while (at?.kind === "member" && names.length < MAX_LINKS) {
    names.push(at.name);
    at = draft.pieces.get(at.of);
  }
  if (at?.kind !== "name" && at?.kind !== "this") return undefined;
  const start: Expression = at.kind === "this" ? { kind: "this" } : { kind: "name", name: at.name };
  return names.reduceRight<Expression>((of, name) => ({ kind: "member", of, name }), start);
}
