/**
 * Facts out of a draft: nests scopes and definitions, puts bindings and uses into scopes, composes expressions.
 * Everything here is linear in the number of matches, times the (capped) nesting depth at most.
 */
import { type Definition, FACTS_VERSION, type FileFacts, type Import, type Scope } from "../facts.ts";
import { claimDeclared, type Declared, declareTargets } from "./bindings.ts";
import { type Composer, createComposer } from "./compose.ts";
import { wrapDefinition } from "./declare.ts";
import { attachDecorators, finishDefinition } from "./definitions.ts";
import type { Draft, DraftDefinition, DraftScope } from "./draft.ts";
import { innermost, nest, readLines } from "./nest.ts";
import type { Nested } from "./nested.ts";
import type { LanguageRules } from "./rules.ts";
import { useSites } from "./sites.ts";
import { storesOf } from "./stores.ts";

export interface FileState {
  readonly language: string;
  readonly hasSyntaxErrors: boolean;
  readonly incomplete: FileFacts["incomplete"];
}

export function buildFacts(draft: Draft, rules: LanguageRules, state: FileState): FileFacts {
  rules.finish?.(draft);
  joinImports(draft);
  sortRanges(draft.comments);
  sortRanges(draft.typeRanges);
  const lines = readLines(draft.text);
  const file = fileScope(draft);
  const scopes = nest([file, ...withoutBodies(draft)]);
  claimDeclared(draft);
  const written = [...draft.definitions.values()];
  const declared = declareTargets(draft, scopes.regions);
  for (const definition of written) {
    wrapDefinition(draft, definition, definition.id);
    definition.bases.push(...(draft.bases.get(definition.id) ?? []));
  }
  const definitions = nest([...draft.definitions.values()]);
  placeLifted(definitions.regions);
  attachDecorators(draft, definitions.regions);
  markFunctions(draft, scopes.regions);
  expectReturned(draft);
  for (const { start, id } of draft.signatures) innermost(definitions.regions, start)?.signatures.push(id);
  for (const definition of definitions.regions) rules.refine?.(definition, draft);
  const nested: Nested = { draft, rules, lines, scopes: scopes.regions, definitions: definitions.regions };
  const isCut = scopes.isCut || definitions.isCut;
  const incomplete = state.incomplete ?? (isCut ? ("too-deep" as const) : undefined);
  return {
    language: state.language,
    version: FACTS_VERSION,
    lineCount: lines.count,
    packageName: draft.packageName,
    ...assemble(nested, declared),
    comments: draft.comments,
    hasSyntaxErrors: state.hasSyntaxErrors,
    ...(incomplete && { incomplete }),
  };
}

function assemble(nested: Nested, declared: Declared) {
  const { draft } = nested;
  const byNode = new Map(nested.definitions.map((definition) => [definition.id, definition.index]));
  const indexOf = (id: number): number => byNode.get(id) ?? -1;
  const scopesMade = new Map<number, number>();
  const composer = createComposer(draft, {
    indexOf,
    lineAt: nested.lines.lineAt,
    scopeOf: (id) => scopesMade.get(id) ?? -1,
    keysAreMembers: nested.rules.keysAreMembers === true,
    keepsArguments: nested.rules.choosesByArguments === true,
    normalizeType: nested.rules.normalizeType,
  });
  // Types need no scopes, everything else is composed when those are known.
  const kept = keepScopes(nested, { inUse: declared.scopesInUse, indexOf, composer });
  for (const { node, index } of nested.scopes) if (kept.isKept(index)) scopesMade.set(node, kept.renumber(index));
  const definitions: Definition[] = nested.definitions.map((each) => finishDefinition(nested, composer, each));
  const bindings = declared.bindings(composer, nested.lines);
  const sites = useSites(nested, { composer, scopeOf: scopesByNode(nested, kept) });
  const place = <T extends { readonly scope: number }>(each: T): T => ({ ...each, scope: kept.renumber(each.scope) });
  return {
    definitions,
    scopes: kept.scopes,
    bindings: bindings.map(place),
    imports: placeImports(nested).map(place),
    exports: draft.exports.map(({ name, value }) => ({
      name,
      line: nested.lines.lineAt(draft.pieces.get(value)?.start ?? 0),
      value: composer.expression(value),
    })),
    sites: sites.map(place),
    stores: storesOf(nested, composer).map(place),
  };
}

function fileScope(draft: Draft): DraftScope {
  // Ends past the text, so that every offset lies in it.
  const end = draft.text.length + 1;
  return { start: -1, end, owner: 0, node: 0, parameters: 0, names: new Set(), parent: undefined, depth: 0, index: 0 };
}

/** The block that is the body of a function adds nothing to the function's own scope. */
function withoutBodies(draft: Draft): DraftScope[] {
  const bodies = new Set<number>();
  for (const { bodyId } of draft.functions.values()) bodies.add(bodyId);
  for (const { bodyId } of draft.definitions.values()) bodies.add(bodyId);
  return draft.scopes.filter(({ owner, node }) => owner !== 0 || !bodies.has(node));
}

/** Matches come almost in order; docs and types are looked up by binary search. */
function sortRanges(ranges: number[]): void {
  const pairs: { readonly start: number; readonly end: number }[] = [];
  for (let at = 0; at < ranges.length; at += 2) pairs.push({ start: ranges[at] ?? 0, end: ranges[at + 1] ?? 0 });
  pairs.sort((a, b) => a.start - b.start || b.end - a.end);
  ranges.length = 0;
  // What lies within the range before says nothing new.
  for (const { start, end } of pairs) if (end > (ranges.at(-1) ?? -1)) ranges.push(start, end);
}

/**
 * Corrects what ranges alone get wrong: what stands before a class's name (in a decorator's arguments) is no member, a field
 * declared by a constructor's parameter belongs to the class, and a member may be assigned outside of its type.
 */
function placeLifted(definitions: readonly DraftDefinition[]): void {
  for (const definition of definitions) {
    while (definition.parent?.kind === "Class" && definition.end <= definition.parent.nameStart) {
      definition.parent = definition.parent.parent;
    }
    if (definition.lifted && definition.parent !== undefined) definition.parent = definition.parent.parent;
    if (definition.within === "") continue;
    const owner = ownerAt(definitions, definition.within);
    if (owner !== undefined && owner !== definition) definition.parent = owner;
  }
}

/** By a dotted path from file level. */
function ownerAt(definitions: readonly DraftDefinition[], path: string): DraftDefinition | undefined {
  let owner: DraftDefinition | undefined;
  for (const part of path.split(".")) {
    const around = owner;
    owner = definitions.find(({ name, parent }) => parent === around && name === part);
    if (owner === undefined) return undefined;
  }
  return owner;
}

function joinImports(draft: Draft): void {
  for (const { statement, value: _value, ...name } of draft.importNames) {
    const found = draft.modules.get(statement);
    if (found === undefined) continue;
    draft.imports.push({ ...name, module: found.module, typeOnly: name.typeOnly || found.typeOnly });
  }
}

/** A modifier that shows inside of a body, such as `yield`, and a returned value belong to the function around it. */
function markFunctions(draft: Draft, scopes: readonly DraftScope[]): void {
  const functionAt = (start: number): DraftDefinition | undefined => {
    let scope = innermost(scopes, start);
    while (scope !== undefined && scope.owner === 0) scope = scope.parent;
    return scope && draft.definitions.get(scope.owner);
  };
  for (const { start, modifier } of draft.innerModifiers) functionAt(start)?.modifiers.push(modifier);
  for (const { start, value } of draft.yielded) functionAt(start)?.returned.push(value);
  for (const { start, value } of draft.returned) {
    const around = functionAt(start);
    if (around?.modifiers.includes("generator") === false) around.returned.push(value);
  }
}

/** A function that is returned is of the type that is declared to be returned. */
function expectReturned(draft: Draft): void {
  for (const { returns, returned } of draft.definitions.values()) {
    if (returns === 0) continue;
    for (const id of returned) {
      const made = draft.functions.has(id) ? draft.definitions.get(id) : undefined;
      if (made === undefined) draft.expected.set(id, returns);
      else made.type ||= returns;
    }
  }
}

function placeImports({ draft, scopes, lines }: Nested): Import[] {
  return draft.imports
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, ...rest }) => ({ ...rest, scope: innermost(scopes, start)?.index ?? 0, line: lines.lineAt(start) }));
}

interface Keeping {
  readonly inUse: ReadonlySet<number>;
  readonly indexOf: (id: number) => number;
  readonly composer: Composer;
}

interface KeptScopes {
  readonly scopes: Scope[];
  readonly renumber: (index: number) => number;
  readonly isKept: (index: number) => boolean;
}

/** Blocks that bind nothing are left out; what lies in them belongs to the scope around. */
function keepScopes({ draft, scopes, definitions, lines }: Nested, { inUse, indexOf, composer }: Keeping): KeptScopes {
  const importing = new Set(draft.imports.map(({ start }) => innermost(scopes, start)?.index ?? 0));
  const numbers: number[] = [];
  const kept: Scope[] = [];
  const indexes = new Set<number>();
  for (const scope of scopes) {
    const definition = scope.owner === 0 ? -1 : ownerIndex(scope, definitions, indexOf);
    const parent = scope.parent === undefined ? -1 : (numbers[scope.parent.index] ?? 0);
    const isKept = parent < 0 || definition >= 0 || inUse.has(scope.index) || importing.has(scope.index);
    numbers.push(isKept ? kept.length : parent);
    if (!isKept) continue;
    indexes.add(scope.index);
    const startLine = lines.lineAt(Math.max(0, scope.start));
    const type = composer.type(draft.expected.get(scope.owner) ?? 0);
    kept.push({
      parent,
      definition,
      startLine,
      endLine: Math.max(startLine, Math.min(lines.count, lines.lineAt(scope.end - 1))),
      start: Math.max(0, scope.start),
      end: Math.min(draft.text.length, scope.end),
      ...(type && { type }),
    });
  }
  return { scopes: kept, renumber: (index) => numbers[index] ?? 0, isKept: (index) => indexes.has(index) };
}

/** By the id of the function that a scope is the body of; -1 where it binds nothing. */
function scopesByNode(
  { scopes }: Nested,
  { renumber, isKept }: Pick<KeptScopes, "renumber" | "isKept">,
): (id: number) => number {
  const byNode = new Map<number, number>();
  for (const { owner, index } of scopes) if (owner !== 0 && isKept(index)) byNode.set(owner, renumber(index));
  return (id) => byNode.get(id) ?? -1;
}

/** An anonymous function in the value of a constant or field (`const f = memo(() => …)`) works for that definition. */
function ownerIndex(
  scope: DraftScope,
  definitions: readonly DraftDefinition[],
  indexOf: (id: number) => number,
): number {
  const own = indexOf(scope.owner);
  if (own >= 0) return own;
  const around = innermost(definitions, scope.start);
  const holdsValue = around?.kind === "Constant" || around?.kind === "Variable" || around?.kind === "Field";
  return around !== undefined && holdsValue ? around.index : -1;
}
