/** Where things are used: calls, constructions, decorators, and names that are no declaration and no local variable. */
import type { Expression, Site } from "../facts.ts";
import { accessOf, type Accessing, takenSites, writtenParts } from "./access.ts";
import type { Composer } from "./compose.ts";
import { isFollowable } from "./containers.ts";
import type { Draft, DraftScope } from "./draft.ts";
import { impliedSites } from "./implied.ts";
import { innermost } from "./nest.ts";
import type { Nested } from "./nested.ts";
import type { Piece } from "./pieces.ts";

export interface Reader {
  readonly composer: Composer;
  /** The scope that is the body of a function; -1 if it binds nothing. */
  readonly scopeOf: (id: number) => number;
}

interface Using extends Reader {
  /** Absent where nothing runs by being read. */
  readonly accessing: Accessing | undefined;
}

/**
 * One site for the longest chain that ends in a use: `a.b.c()` is one call. A name bound by a parameter or local
 * variable is no site of its own: nothing in the graph can be its target.
 */
export function useSites(nested: Nested, reader: Reader): Site[] {
  const { draft, scopes, lines } = nested;
  consumeParts(draft);
  const sites: Placed[] = decoratorSites(nested, reader.composer);
  const { accessors } = nested.rules;
  const accessing = accessors && { isIncremented: accessors === "incremented", written: writtenParts(draft) };
  const using: Using = { ...reader, accessing };
  for (const piece of draft.pieces.values()) {
    const site = piece.use === "none" ? undefined : siteOf(nested, using, piece);
    if (site !== undefined) sites.push(site);
  }
  for (const { start, ...site } of draft.extraSites) {
    const scope = innermost(scopes, start)?.index ?? 0;
    sites.push({ ...site, start, scope, line: lines.lineAt(start), column: lines.columnAt(start) });
  }
  for (const site of impliedSites(nested, reader.composer)) sites.push(site);
  if (nested.rules.keysAreMembers === true) sites.push(...takenSites(nested, reader.composer));
  // Sorting is stable, and the pieces of one file always come in the same order.
  return sites.sort((a, b) => a.start - b.start).map(({ start: _start, ...site }) => site);
}

function siteOf(nested: Nested, reader: Using, piece: Piece): Placed | undefined {
  const { draft, scopes, lines } = nested;
  const isCall = piece.kind === "call" || piece.kind === "new";
  const at = isCall ? (namedPiece(draft, piece.of) ?? piece) : piece;
  const scope = innermost(scopes, at.start);
  if (scope === undefined || (piece.kind === "name" && isLocal(scope, piece.name))) return undefined;
  const kind = piece.kind === "call" || piece.kind === "new" ? piece.kind : siteKind(draft, piece);
  return {
    start: at.start,
    kind,
    scope: scope.index,
    line: lines.lineAt(at.start),
    column: lines.columnAt(at.start),
    target: reader.composer.expression(isCall ? piece.of : piece.id),
    argumentCount: piece.argumentCount,
    ...(isCall && argumentsOf(nested, reader, piece.value)),
    ...(kind === "reference" && accessTo(draft, piece, reader.accessing)),
  };
}

function accessTo(draft: Draft, piece: Piece, accessing: Accessing | undefined): Pick<Site, "access"> {
  const access = accessing && accessOf(draft, piece, accessing);
  return access === undefined ? {} : { access };
}

/** Kept where the query lists the children of the node that holds them. */
function argumentsOf({ draft, rules }: Nested, reader: Reader, list: number): Pick<Site, "arguments"> {
  if (list === 0) return {};
  const items = (draft.lists.get(list) ?? []).slice(0, MAX_ARGUMENTS).filter((id) => !isSpreadOfNothing(draft, id));
  if (rules.choosesByArguments === true) {
    return { arguments: items.map((id) => functionAt(draft, reader, id) ?? reader.composer.withArguments(id)) };
  }
  const given = items.map((id) => argumentOf(draft, reader, id));
  const last = given.findLastIndex(({ kind }) => kind !== "other");
  return last < 0 ? {} : { arguments: given.slice(0, last + 1) };
}

/** `...[]`, which is no argument at all. */
function isSpreadOfNothing({ pieces, lists }: Draft, id: number): boolean {
  const piece = pieces.get(id);
  const spread = piece?.kind === "rest" ? pieces.get(piece.of) : undefined;
  return spread?.kind === "literal" && spread.value === 0 && lists.get(spread.id)?.length === 0;
}

const OTHER: Expression = { kind: "other" };

/** A function without a name. */
function functionAt(draft: Draft, { scopeOf }: Reader, id: number): Expression | undefined {
  if (draft.pieces.get(id)?.kind !== "function" || draft.definitions.has(id)) return undefined;
  const scope = scopeOf(id);
  return scope < 0 ? undefined : { kind: "function", scope };
}

/** What could be a function, a type or an object of the project. */
function argumentOf(draft: Draft, reader: Reader, id: number): Expression {
  const piece = draft.pieces.get(id);
  const isWrapped = piece?.kind === "pair" || piece?.kind === "rest";
  const inner = isWrapped ? piece.of : id;
  const value = functionAt(draft, reader, inner) ?? reader.composer.expression(inner);
  if (!isFollowable(value)) return OTHER;
  if (!isWrapped) return value;
  return piece.kind === "rest" ? { kind: "spread", value } : { kind: "named", name: piece.name, value };
}

const MAX_ARGUMENTS = 32;

interface Placed extends Site {
  readonly start: number;
}

/** What is named inside a larger chain is used by that chain. A construction that is no use itself only stands for an instance of its type. */
function consumeParts(draft: Draft): void {
  for (const piece of draft.pieces.values()) {
    const isChain = piece.kind === "member" || piece.kind === "call" || (piece.kind === "new" && piece.use !== "none");
    const part = isChain ? namedPiece(draft, piece.of) : undefined;
    if (part !== undefined) part.use = "none";
  }
}

const MAX_PARENTHESES = 16;

/** The name or member that a piece is, through parentheses and casts. */
function namedPiece(draft: Draft, id: number): Piece | undefined {
  let piece = draft.pieces.get(id);
  for (let depth = 0; depth < MAX_PARENTHESES; depth++) {
    if (piece?.kind !== "pass" && piece?.kind !== "cast" && piece?.kind !== "deref") break;
    piece = draft.pieces.get(piece.of);
  }
  return piece?.kind === "name" || piece?.kind === "member" ? piece : undefined;
}

function siteKind(draft: Draft, piece: Piece): "reference" | "type" {
  return piece.use === "type" || liesInTypes(draft, piece.start) ? "type" : "reference";
}

/** Type ranges are in order and do not overlap, or lie within the one before. */
function liesInTypes({ typeRanges }: Draft, offset: number): boolean {
  let low = 0;
  let high = typeRanges.length >> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((typeRanges[middle * 2] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low > 0 && offset < (typeRanges[low * 2 - 1] ?? 0);
}

function isLocal(scope: DraftScope, name: string): boolean {
  let at: DraftScope | undefined = scope;
  while (at?.parent !== undefined) {
    if (at.names.has(name)) return true;
    at = at.parent;
  }
  return false;
}

/** A decorator is a use of its own kind, also where it is called with arguments. */
function decoratorSites({ draft, scopes, lines }: Nested, composer: Composer): Placed[] {
  const sites: Placed[] = [];
  for (const { target } of draft.decorators) {
    const piece = draft.pieces.get(target);
    if (piece === undefined) continue;
    const isCall = piece.kind === "call";
    const callee = isCall ? piece.of : target;
    const at = namedPiece(draft, callee) ?? piece;
    piece.use = "none";
    at.use = "none";
    sites.push({
      start: at.start,
      kind: "decorator",
      scope: innermost(scopes, at.start)?.index ?? 0,
      line: lines.lineAt(at.start),
      column: lines.columnAt(at.start),
      target: composer.expression(callee),
      argumentCount: piece.argumentCount,
    });
  }
  return sites;
}
