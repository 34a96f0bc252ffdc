/** The last steps of a definition: its decorators, and its shape in the facts. */
import type { Base, Definition, Expression, Parameter, TypeExpression } from "../facts.ts";
import { parameterIds, patternAt } from "./bindings.ts";
import type { Composer } from "./compose.ts";
import { docAbove, foldSignature } from "./docs.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import type { Nested } from "./nested.ts";
import type { Part } from "./parts.ts";
import { alternatives, valueAlong } from "./patterns.ts";
import { ADDRESS, type Piece, RECEIVER } from "./pieces.ts";

const MAX_HEADER_CHARS = 2_000;

/**
 * A decorator belongs to the first definition that is named after it ends, if it stands in that definition or directly
 * before it (then the definition starts there). Others, such as those of plain parameters, are uses and nothing more.
 */
export function attachDecorators(draft: Draft, definitions: readonly DraftDefinition[]): void {
  if (draft.decorators.length === 0) return;
  const byName = definitions.toSorted((a, b) => b.nameStart - a.nameStart);
  const decorators = draft.decorators.toSorted((a, b) => b.end - a.end);
  let at = 0;
  for (const decorator of decorators) {
    while ((byName[at]?.nameStart ?? 0) >= decorator.end) at++;
    const definition = byName[at - 1];
    if (definition === undefined) continue;
    const isInside = definition.start <= decorator.start;
    if (!isInside && !isBlank(draft.text.slice(decorator.end, definition.start))) continue;
    definition.start = Math.min(definition.start, decorator.start);
    definition.decorators.unshift(decorator);
  }
}

/** White space and comments. */
function isBlank(text: string): boolean {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|#[^\n]*/g, "").trim() === "";
}

export function finishDefinition(nested: Nested, composer: Composer, definition: DraftDefinition): Definition {
  const { draft, lines } = nested;
  const { start, end, nameStart, bodyStart } = definition;
  const headStart = Math.max(start, definition.decorators.at(-1)?.end ?? start);
  return {
    kind: definition.kind,
    name: definition.name,
    parent: definition.parent?.index ?? -1,
    startLine: lines.lineAt(start),
    endLine: lines.lineAt(Math.max(start, end - 1)),
    start,
    end,
    bodyStart,
    nameLine: lines.lineAt(nameStart),
    nameColumn: lines.columnAt(nameStart),
    signature: foldSignature(draft.text.slice(headStart, Math.min(definition.headEnd, headStart + MAX_HEADER_CHARS))),
    doc: docOf(draft, definition, headStart),
    visibility: definition.visibility ?? "public",
    exported: definition.exported,
    modifiers: [...new Set(definition.modifiers)],
    parameters: definition.parameters === 0 ? [] : parametersOf(nested, composer, definition),
    ...typeParametersOf(draft, composer, definition),
    ...writtenParts(draft, composer, definition),
    bases: basesOf({ composer, definition, lineAt: lines.lineAt }),
    decorators: definition.decorators.map(({ target }) => composer.expression(target)),
  };
}

/** The optional parts, absent where the source has none. */
function writtenParts(draft: Draft, composer: Composer, definition: DraftDefinition): Partial<Definition> {
  const { type, value, receiver } = definition;
  const returns = composer.type(definition.returns);
  const declared = composer.type(type);
  const received = receiver && composer.type(receiver.type);
  return {
    ...callsOf(composer, definition),
    ...(returns === undefined ? returnedValues(draft, composer, definition) : { returns }),
    ...moreReturned(composer, definition),
    ...(declared && { type: declared }),
    ...(value !== 0 && { value: partOf(composer.expression(value), definition.valuePath) }),
    ...(received && receiver && { receiver: { type: received, name: receiver.name } }),
  };
}

function partOf(whole: Expression, path: readonly Part[]): Expression {
  const { value, element } = valueAlong(whole, path);
  return element ? { kind: "index", of: value, each: true } : value;
}

function callsOf(composer: Composer, { signatures }: DraftDefinition): Pick<Definition, "calls"> {
  const calls = signatures.flatMap((id) => composer.type(id) ?? []);
  return calls.length === 0 ? {} : { calls };
}

function moreReturned(composer: Composer, { moreReturns }: DraftDefinition): Pick<Definition, "moreReturns"> {
  if (moreReturns.length === 0) return {};
  const unknown: TypeExpression = { of: { kind: "other" }, arguments: [], or: [] };
  return { moreReturns: moreReturns.map((id) => composer.type(id) ?? unknown) };
}

/** More values than this say nothing about what a function returns. */
const MAX_RETURNED_VALUES = 8;

function returnedValues(draft: Draft, composer: Composer, { returned }: DraftDefinition): Partial<Definition> {
  const ids = returned.flatMap((id) => alternatives(draft, id));
  const all = ids.slice(0, MAX_RETURNED_VALUES).map((id) => composer.expression(id));
  const returnValues = all.filter(({ kind }) => kind !== "other");
  return returnValues.length === 0 ? {} : { returnValues };
}

/** Inside the body (docstring), above the declaration, or between decorators and declaration. */
function docOf(draft: Draft, definition: DraftDefinition, headStart: number): string {
  const { text, comments } = draft;
  const found = definition.doc ?? draft.docs.get(definition.bodyId) ?? docAbove(text, comments, definition.start);
  if (found !== "" || headStart === definition.start) return found;
  return docAbove(text, comments, skipSpace(text, headStart));
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

function basesOf(of: { composer: Composer; definition: DraftDefinition; lineAt: (offset: number) => number }): Base[] {
  return of.definition.bases.flatMap(({ kind, type, start }) => {
    const composed = of.composer.type(type);
    return composed === undefined ? [] : [{ kind, type: composed, line: of.lineAt(start) }];
  });
}

function parametersOf({ draft, lines }: Nested, composer: Composer, definition: DraftDefinition): Parameter[] {
  const nameLine = lines.lineAt(definition.nameStart);
  return parameterIds(draft, definition.parameters).flatMap((id, position) => {
    const found = parameterName(draft, id);
    const name = patternAt(draft, id) ? `#${position}` : found.name;
    if (name === undefined || name === "") return [];
    const type = composer.type(found.type);
    const defaultValue = found.value === 0 ? undefined : composer.expression(found.value);
    const line = lines.lineAt(draft.pieces.get(id)?.start ?? definition.nameStart);
    return [
      {
        name,
        ...(type && { type }),
        ...(defaultValue && { defaultValue }),
        rest: found.rest,
        ...(line !== nameLine && { line }),
        ...(found.receives && { receives: true }),
        ...(found.isAddress && { isAddress: true }),
      },
    ];
  });
}

function typeParametersOf(
  draft: Draft,
  composer: Composer,
  { typeParameters }: DraftDefinition,
): Pick<Definition, "typeParameters"> {
  if (typeParameters === 0) return {};
  const found = parameterIds(draft, typeParameters).flatMap((id) => {
    const { name, type, value } = parameterName(draft, id);
    const bound = composer.type(type);
    const otherwise = composer.type(value);
    return name === undefined ? [] : [{ name, ...(bound && { bound }), ...(otherwise && { otherwise }) }];
  });
  return { typeParameters: found };
}

interface ParameterParts {
  name: string | undefined;
  type: number;
  value: number;
  rest: boolean;
  receives: boolean;
  isAddress: boolean;
}

function addParts(parts: ParameterParts, piece: Piece): void {
  parts.type ||= piece.type;
  parts.value ||= piece.value;
  parts.rest ||= piece.kind === "rest";
  parts.receives ||= piece.name === RECEIVER;
  parts.isAddress ||= piece.name === ADDRESS;
}

/** Follows the pieces around the name: type, default value, `...`. */
function parameterName(draft: Draft, id: number): ParameterParts {
  const parts: ParameterParts = { name: undefined, type: 0, value: 0, rest: false, receives: false, isAddress: false };
  let piece: Piece | undefined = draft.pieces.get(id);
  while (piece?.kind === "parameter" || piece?.kind === "default" || piece?.kind === "rest") {
    addParts(parts, piece);
    piece = draft.pieces.get(piece.of);
  }
  if (piece?.kind === "name" || piece?.kind === "this") parts.name = piece.name;
  return parts;
}
