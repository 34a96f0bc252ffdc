/** From assignments and parameters to bindings in scopes, and to definitions where a declaration stands at file, module or class level. */
import type { Binding, Expression } from "../facts.ts";
import type { Composer } from "./compose.ts";
import { defineBound } from "./declare.ts";
import type { Draft, DraftScope, DraftTarget } from "./draft.ts";
import { innermost, type Lines } from "./nest.ts";
import { type Bound, alternatives, boundNames, valueAlong } from "./patterns.ts";

export interface Declared {
  /** Indexes of scopes that bind a name. */
  readonly scopesInUse: ReadonlySet<number>;
  /** Composed late, when all definitions have their index. */
  readonly bindings: (composer: Composer, lines: Lines) => Binding[];
}

interface Placed {
  readonly scope: DraftScope;
  readonly bound: Bound;
  /** Stands for the value of a destructured parameter. */
  readonly whole: Expression | undefined;
  /** A plain parameter, which a definition lists itself. */
  readonly isParameter: boolean;
  /** Of a parameter. */
  readonly position?: number;
}

/** Marks the pieces that are declarations; after this `use` is final but for parts of larger pieces. */
export function claimDeclared(draft: Draft): void {
  for (const id of draft.claims) {
    let piece = draft.pieces.get(id);
    while (piece?.kind === "index" || piece?.kind === "generic" || piece?.kind === "pass") {
      piece = draft.pieces.get(piece.of);
    }
    if (piece !== undefined && piece.kind !== "call" && piece.kind !== "new") piece.use = "none";
  }
}

/** Fills the names of scopes, adds the definitions that declarations make, and says what else is bound. */
export function declareTargets(draft: Draft, scopes: readonly DraftScope[]): Declared {
  const placed: Placed[] = bindParameters(draft, scopes);
  const outerNames = findOuterNames(draft, scopes);
  const place = (target: DraftTarget): readonly Assigned[] =>
    boundNames(draft, { ...target, type: target.type || castType(draft, target) }).map((bound) => {
      return { target, bound, scope: scopeOf(scopes, { target, bound, outerNames }) };
    });
  const defined = new Set<string>();
  const counts = new Map<string, number>();
  for (const group of inOrder(draft)) {
    const assigned = group.flatMap(place);
    for (const { bound, scope } of assigned) countValue(counts, bound, scope);
    for (const one of assigned) {
      const { bound, scope } = one;
      claimBound(one.target, bound);
      const isOneOfMany = scope.parent !== undefined && (counts.get(nameIn(scope, bound)) ?? 0) > 1;
      const isDefined =
        !isBoundOutside(scopes, outerNames, bound) && defineBound(draft, { ...one, defined, isOneOfMany });
      placed.push(...placedBy(draft, one, isDefined));
    }
  }
  placed.push(...ownNames(draft, scopes));
  // A function may have got its name, and so become a definition, only now.
  const kept = placed.filter(({ isParameter, scope }) => !isParameter || !draft.definitions.has(scope.owner));
  kept.sort((a, b) => a.bound.piece.start - b.bound.piece.start);
  return {
    scopesInUse: new Set(kept.map(({ scope }) => scope.index)),
    bindings: (composer, lines) => kept.map((each) => bindingOf(each, composer, lines)),
  };
}

interface Assigned {
  readonly target: DraftTarget;
  readonly bound: Bound;
  readonly scope: DraftScope;
}

function placedBy(draft: Draft, { bound, scope }: Assigned, isDefined: boolean): readonly Placed[] {
  const values = alternatives(draft, bound.value);
  if (isDefined && values.length < 2) return [];
  if (!bound.member && !isDefined) scope.names.add(bound.piece.name);
  return values.map((value) => ({ scope, bound: { ...bound, value }, whole: undefined, isParameter: false }));
}

/** By a `global` or `nonlocal` of the function around. */
function isBoundOutside(scopes: readonly DraftScope[], outerNames: OuterNames, { piece }: Bound): boolean {
  const around = functionScope(innermost(scopes, piece.start));
  return outerNames.get(around?.index ?? -1)?.has(piece.name) === true;
}

/** Where an assignment binds depends on what is bound before it; those that bind where a name is bound already come last, together. */
function inOrder({ targets }: Draft): readonly (readonly DraftTarget[])[] {
  const sorted = [...targets.values()].sort((a, b) => a.start - b.start);
  const existing = sorted.filter(({ scoping }) => scoping === "existing");
  return [...sorted.flatMap((one) => (one.scoping === "existing" ? [] : [[one]])), existing];
}

function countValue(counts: Map<string, number>, bound: Bound, scope: DraftScope): void {
  if (bound.value === 0) return;
  const key = nameIn(scope, bound);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function nameIn(scope: DraftScope, { piece, member }: Bound): string {
  return `${scope.index}:${member ? "." : ""}${piece.name}`;
}

function claimBound({ isUse }: DraftTarget, { member, piece }: Bound): void {
  if (!member && isUse !== true) piece.use = "none";
}

/** A function or class expression that goes by another name, or by none around it, knows itself by its own. */
function ownNames(draft: Draft, scopes: readonly DraftScope[]): Placed[] {
  if (draft.ownNames.size === 0) return [];
  return scopes.flatMap((scope): Placed[] => {
    const own = draft.ownNames.get(scope.owner);
    const piece = own && draft.pieces.get(own.nameId);
    const definition = draft.definitions.get(scope.owner);
    const isBound = definition?.name === piece?.name && definition?.modifiers.includes("unbound") !== true;
    if (piece === undefined || isBound) return [];
    scope.names.add(piece.name);
    const bound = { piece, member: false, type: 0, value: scope.owner, path: [], isRest: false };
    return [{ scope, bound, whole: undefined, isParameter: false }];
  });
}

/** `x = y as T` says the type of x as well as a declaration does; a loop over `y as T` does not. */
function castType(draft: Draft, { value, element }: DraftTarget): number {
  const piece = element ? undefined : draft.pieces.get(value);
  return piece?.kind === "cast" ? piece.type : 0;
}

/**
 * A function's parameters are part of its definition; here the names go into its scope, and become bindings where
 * the function is anonymous or the parameter is a pattern. A pattern's value is the parameter `#0`, `#1`, ….
 */
function bindParameters(draft: Draft, scopes: readonly DraftScope[]): Placed[] {
  const placed: Placed[] = [];
  for (const scope of scopes) {
    nameTypeParameters(draft, scope);
    if (scope.parameters === 0) continue;
    for (const [position, id] of parameterIds(draft, scope.parameters).entries()) {
      const isPattern = patternAt(draft, id);
      const bound = boundNames(draft, { target: id, type: 0, value: 0, element: false });
      for (const { piece } of bound) {
        piece.use = "none";
        scope.names.add(piece.name);
      }
      const whole: Expression | undefined = isPattern ? { kind: "name", name: `#${position}` } : undefined;
      placed.push(...bound.map((each) => ({ scope, bound: each, whole, isParameter: !isPattern, position })));
      const pattern = draft.pieces.get(id);
      const [first] = bound;
      if (!isPattern || pattern === undefined || first === undefined) continue;
      const piece = { ...pattern, name: `#${position}` };
      const place = { ...first, piece, type: pattern.type, path: [], isRest: false };
      placed.push({ scope, bound: place, whole: undefined, isParameter: true, position });
    }
  }
  return placed;
}

/** A type parameter is a name of its definition: its uses are none of anything else. */
function nameTypeParameters(draft: Draft, scope: DraftScope): void {
  const list = draft.definitions.get(scope.owner)?.typeParameters ?? 0;
  if (list === 0) return;
  for (const id of parameterIds(draft, list)) {
    for (const { piece } of boundNames(draft, { target: id, type: 0, value: 0, element: false })) {
      piece.use = "none";
      scope.names.add(piece.name);
    }
  }
}

/** Ids of the pieces that are parameters: those of a list, or the one name of `x => …`. Separators have no piece. */
export function parameterIds(draft: Draft, list: number): readonly number[] {
  const ids = draft.lists.get(list) ?? [list];
  return ids.filter((id) => draft.pieces.has(id));
}

/** True if the parameter binds several names. */
export function patternAt(draft: Draft, id: number): boolean {
  let piece = draft.pieces.get(id);
  while (piece !== undefined && (piece.kind === "parameter" || piece.kind === "default" || piece.kind === "rest"))
    piece = draft.pieces.get(piece.of);
  return piece?.kind === "pattern";
}

/** By scope index: the names that bind in the file (true) or in a function around (false). */
type OuterNames = ReadonlyMap<number, ReadonlyMap<string, boolean>>;

function findOuterNames(draft: Draft, scopes: readonly DraftScope[]): OuterNames {
  const found = new Map<number, Map<string, boolean>>();
  for (const { start, name, isGlobal } of draft.outerNames) {
    const scope = functionScope(innermost(scopes, start));
    if (scope === undefined) continue;
    found.set(scope.index, (found.get(scope.index) ?? new Map<string, boolean>()).set(name, isGlobal));
  }
  return found;
}

function scopeOf(
  scopes: readonly DraftScope[],
  {
    target,
    bound,
    outerNames,
  }: { readonly target: DraftTarget; readonly bound: Bound; readonly outerNames: OuterNames },
): DraftScope {
  const [file] = scopes;
  const block = scopeAround(scopes, target, bound) ?? file;
  const outer = functionScope(block) ?? file;
  if (outer === undefined || file === undefined || block === undefined) throw new Error("a file has no scope");
  const { name } = bound.piece;
  const isGlobal = outerNames.get(outer.index)?.get(name);
  if (isGlobal === true) return file;
  if (isGlobal === false) return bindingScope(outer.parent, name) ?? outer;
  if (target.scoping === "function") return outer;
  if (target.scoping === "block" || bound.member) return block;
  return bindingScope(block, name) ?? file;
}

function scopeAround(
  scopes: readonly DraftScope[],
  { visibleFrom }: DraftTarget,
  { piece }: Bound,
): DraftScope | undefined {
  return innermost(scopes, visibleFrom ?? piece.start);
}

function bindingScope(from: DraftScope | undefined, name: string): DraftScope | undefined {
  let scope = from;
  while (scope !== undefined && !scope.names.has(name)) scope = scope.parent;
  return scope;
}

/** The scope itself, or the nearest around it, that is no plain block. */
function functionScope(scope: DraftScope | undefined): DraftScope | undefined {
  let at = scope;
  while (at !== undefined && at.owner === 0 && at.parent !== undefined) at = at.parent;
  return at;
}

function bindingOf({ scope, bound, whole, isParameter, position }: Placed, composer: Composer, lines: Lines): Binding {
  const { piece, member, path, holder } = bound;
  const type = bound.type === 0 ? undefined : composer.type(bound.type);
  const base = bound.isRest
    ? undefined
    : (whole ?? (bound.value === 0 ? undefined : composer.withArguments(bound.value)));
  const taken = base && valueAlong(base, path);
  return {
    scope: scope.index,
    name: piece.name,
    member,
    line: lines.lineAt(piece.start),
    ...(holder !== undefined && { holder }),
    ...(type && { type }),
    ...(taken && { value: taken.value }),
    element: taken?.element ?? false,
    ...(isParameter && position !== undefined && { parameter: position }),
  };
}
