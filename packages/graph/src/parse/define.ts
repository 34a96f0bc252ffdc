/** Definitions, scopes and bases as matches find them, still flat. */
import type { Node, QueryMatch } from "web-tree-sitter";

import { type Draft, type DraftBase, type DraftDefinition, type DraftScope, emptyDefinition } from "./draft.ts";
import { addPiece, captured, capturedId, textOf, wordOf } from "./matches.ts";

/** Adds a scope; regions that turn out to bind nothing are dropped while building. */
export function addScope(
  draft: Draft,
  range: Pick<DraftScope, "start" | "end" | "owner" | "node" | "parameters">,
): void {
  draft.scopes.push({ ...range, names: new Set(), parent: undefined, depth: 0, index: -1 });
}

/** A longer field leaves its value out of the signature. */
const MAX_FIELD_IN_SIGNATURE = 120;

/** Adds a field that is declared by a node of its own. */
export function defineField(draft: Draft, node: Node, name: Node): DraftDefinition {
  const definition = emptyDefinition("Field", node.id);
  const end = node.endIndex;
  definition.name = wordOf(draft, name);
  definition.nameStart = name.startIndex;
  definition.start = node.startIndex;
  definition.end = end;
  definition.bodyStart = end;
  definition.headEnd = end - node.startIndex <= MAX_FIELD_IN_SIGNATURE ? end : name.endIndex;
  draft.claims.push(name.id);
  draft.definitions.set(node.id, definition);
  return definition;
}

/**
 * Adds the definition that a match declares, from its captures `name`, `body`, `parameters`, `type_parameters`, `returns`, `type`, `value`.
 * A pattern with optional parts may match a node twice: then the parts are merged. Those that have a body open a scope.
 */
export function define(
  draft: Draft,
  declaration: { readonly kind: DraftDefinition["kind"]; readonly match: QueryMatch; readonly node: Node },
): DraftDefinition {
  const { kind, match, node } = declaration;
  const known = draft.definitions.get(node.id);
  if (known !== undefined) return mergeParts(known, match);
  const definition = defineNode(draft, node, {
    kind,
    name: captured(match, "name"),
    body: captured(match, "body"),
    parameters: capturedId(match, "parameters"),
  });
  return mergeParts(definition, match);
}

export interface DefinitionParts {
  readonly kind: DraftDefinition["kind"];
  readonly name: Node | undefined;
  readonly body: Node | undefined;
  readonly parameters: number;
  /** Where it starts, if not with its node. */
  readonly start?: number;
  readonly end?: number;
}

/** Adds the definition of a node whose parts are known. */
export function defineNode(draft: Draft, node: Node, parts: DefinitionParts): DraftDefinition {
  const { kind, name: nameNode, body, parameters } = parts;
  if (nameNode !== undefined) draft.claims.push(nameNode.id);
  const { start = node.startIndex, end = node.endIndex } = parts;
  const definition = emptyDefinition(kind, node.id);
  if (nameNode !== undefined) {
    definition.name = textOf(draft, nameNode);
    definition.nameId = nameNode.id;
  }
  definition.start = start;
  definition.nameStart = nameNode?.startIndex ?? start;
  definition.end = end;
  definition.bodyStart = body?.startIndex ?? end;
  definition.headEnd = definition.bodyStart;
  definition.bodyId = body?.id ?? 0;
  definition.parameters = parameters;
  draft.definitions.set(node.id, definition);
  if (opensScope(kind)) {
    const inside = nameNode === undefined ? start : nameNode.startIndex + definition.name.length;
    addScope(draft, { start: inside, end, owner: node.id, node: node.id, parameters });
  }
  return definition;
}

function mergeParts(definition: DraftDefinition, match: QueryMatch): DraftDefinition {
  definition.parameters ||= capturedId(match, "parameters");
  definition.typeParameters ||= capturedId(match, "type_parameters");
  definition.returns ||= capturedId(match, "returns");
  definition.type ||= capturedId(match, "type");
  definition.value ||= capturedId(match, "value");
  return definition;
}

function opensScope(kind: DraftDefinition["kind"]): boolean {
  return kind !== "Field" && kind !== "Constant" && kind !== "Variable" && kind !== "Section";
}

/** A base that the type with this node id names. */
export function addBase(draft: Draft, owner: number, base: DraftBase): void {
  const known = draft.bases.get(owner);
  if (known === undefined) draft.bases.set(owner, [base]);
  else known.push(base);
}

export interface LambdaParts {
  readonly body: Node | undefined;
  readonly parameters: number;
  readonly returns: number;
}

export function addLambda(draft: Draft, node: Node, { body, parameters, returns }: LambdaParts): void {
  const [start, end] = [node.startIndex, node.endIndex];
  const bodyStart = body?.startIndex ?? end;
  draft.functions.set(node.id, { id: node.id, start, end, parameters, returns, bodyStart, bodyId: body?.id ?? 0 });
  addPiece(draft, node, { kind: "function" });
  if (body !== undefined && !isBlock(body.type)) draft.returned.push({ start: body.startIndex, value: body.id });
  addScope(draft, { start, end, owner: node.id, node: node.id, parameters });
}

function isBlock(type: string): boolean {
  return type.endsWith("block") || type === "compound_statement";
}
