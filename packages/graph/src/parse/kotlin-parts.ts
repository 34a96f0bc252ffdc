/** Kotlin: the parts of a declaration, which the grammar gives by their type and place alone. */
import type { Node } from "web-tree-sitter";

import type { Modifier } from "../facts.ts";
import type { Visibility } from "../model.ts";
import { define } from "./define.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { asMatch } from "./kotlin-lambdas.ts";
import { textOf } from "./matches.ts";
import { bareWord } from "./words.ts";

const MODIFIERS: Readonly<Record<string, Modifier>> = {
  abstract: "abstract",
  override: "override",
  suspend: "async",
};
const VISIBILITIES: Readonly<Record<string, Visibility>> = {
  public: "public",
  protected: "protected",
  private: "private",
  internal: "package",
};
const BODIES: ReadonlySet<string> = new Set(["class_body", "enum_class_body", "function_body", "block"]);
export const TYPES: ReadonlySet<string> = new Set([
  "user_type",
  "nullable_type",
  "non_nullable_type",
  "parenthesized_type",
  "function_type",
]);

export interface Parts {
  readonly words: ReadonlySet<string>;
  readonly name: Node | undefined;
  readonly body: Node | undefined;
  readonly children: readonly Node[];
  readonly of: (type: string) => Node | undefined;
}

export function readParts(draft: Draft, node: Node): Parts {
  const children = node.namedChildren;
  const of = (type: string): Node | undefined => children.find((child) => child.type === type);
  const modifiers = of("modifiers")?.namedChildren ?? [];
  const words = modifiers.filter(({ type }) => type !== "annotation").map((one) => textOf(draft, one));
  return {
    words: new Set(words),
    name: node.childForFieldName("name") ?? undefined,
    body: children.find(({ type }) => BODIES.has(type)),
    children,
    of,
  };
}

export function defineParts(
  draft: Draft,
  node: Node,
  {
    kind,
    parts,
    more,
  }: { kind: DraftDefinition["kind"]; parts: Parts; more: Readonly<Record<string, Node | undefined>> },
): DraftDefinition {
  const captures = Object.entries({ name: parts.name, body: parts.body, ...more }).flatMap(([name, child]) =>
    child === undefined ? [] : [{ name, node: child }],
  );
  const definition = define(draft, { kind, match: asMatch(captures), node });
  if (parts.name !== undefined) definition.name = bareWord(draft, parts.name);
  applyModifiers(definition, parts.words);
  return definition;
}

export function applyModifiers(definition: DraftDefinition, words: ReadonlySet<string>): void {
  for (const word of words) {
    const modifier = Object.hasOwn(MODIFIERS, word) ? MODIFIERS[word] : undefined;
    if (modifier !== undefined) definition.modifiers.push(modifier);
    if (Object.hasOwn(VISIBILITIES, word)) definition.visibility = VISIBILITIES[word];
  }
}

/** What stands before the name belongs to the function all the same. */
export function widenScope(draft: Draft, owner: Node, from: Node | undefined): void {
  const scope = draft.scopes.at(-1);
  if (from === undefined || scope?.owner !== owner.id) return;
  draft.scopes[draft.scopes.length - 1] = { ...scope, start: Math.min(scope.start, from.startIndex) };
}

/** Types before the name are of the receiver, types behind it of the result. */
export function typesAround(parts: Parts, at: number): { receiver: Node | undefined; result: Node | undefined } {
  const types = parts.children.filter((child) => TYPES.has(child.type));
  return {
    receiver: types.find((type) => type.startIndex < at),
    result: types.find((type) => type.startIndex > at),
  };
}

/** An extension has its receiver as `this`. */
export function receive(definition: DraftDefinition, type: Node | undefined): void {
  if (type !== undefined) definition.receiver = { type: type.id, name: "this" };
}

/** `fun f() = x`. */
export function returnExpression(definition: DraftDefinition, body: Node | undefined): void {
  const inner = body?.firstNamedChild;
  if (inner === null || inner === undefined) return;
  if (inner.type === "block") definition.bodyId = inner.id;
  else definition.returned.push(inner.id);
}
